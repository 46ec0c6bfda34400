using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Connect;

/// <summary>What the lights look at of an exchange.</summary>
/// <param name="At">Its start.</param>
/// <param name="Endpoint">Kind of call.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record SeenExchange(DateTimeOffset At, string Endpoint, ExchangeOutcome Outcome)
{
    /// <summary>Model asked for; null when none was.</summary>
    public string? Model { get; init; }

    /// <summary>HTTP status the client got; null when none.</summary>
    public short? Status { get; init; }

    /// <summary>The background task; null for an ordinary call.</summary>
    public string? Task { get; init; }

    /// <summary>How the task was told.</summary>
    public string? TaskSource { get; init; }

    /// <summary>The user's id.</summary>
    public string? User { get; init; }

    /// <summary>The user's name.</summary>
    public string? UserName { get; init; }

    /// <summary>The user's groups.</summary>
    public IReadOnlyList<string> UserGroups { get; init; } = [];

    /// <summary>How the user is known.</summary>
    public IdentitySource? UserSource { get; init; }

    /// <summary>The chat.</summary>
    public string? Session { get; init; }

    /// <summary>The message, or the user's message.</summary>
    public string? MessageId { get; init; }
}

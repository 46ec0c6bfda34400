namespace Observability.Domain.Replays;

/// <summary>A call that somebody sent from the playground, as it was edited, so that it can be opened again.</summary>
public sealed class PlaygroundRun
{
    /// <summary>UUIDv7.</summary>
    public Guid Id { get; set; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>The account that sent it and alone sees it.</summary>
    public Guid AccountId { get; set; }

    /// <summary>When it was sent.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The call without its body, as JSON; never a credential.</summary>
    public string Draft { get; set; } = "{}";

    /// <summary>The body; null = it has none, or one that was too long to be kept.</summary>
    public byte[]? Body { get; set; }

    /// <summary>How many bytes the body has; null = it has none.</summary>
    public long? BodyBytes { get; set; }

    /// <summary>Name of the upstream.</summary>
    public string Upstream { get; set; } = "";

    /// <summary>The model it names; null = it names none.</summary>
    public string? Model { get; set; }

    /// <summary>How its last message begins; null = it has none that a form shows.</summary>
    public string? Opening { get; set; }

    /// <summary>The exchanges it came to, in the order their answers ended; one may not be stored yet, or no longer.</summary>
    public Guid[] ExchangeIds { get; set; } = [];
}

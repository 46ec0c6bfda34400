namespace Observability.Domain.Exchanges;

/// <summary>A comment on an exchange. Written once, never changed; deleted by its author or an admin, and with its exchange.</summary>
public sealed class ExchangeNote
{
    /// <summary>UUIDv7.</summary>
    public Guid Id { get; set; }

    /// <summary>The exchange.</summary>
    public Guid ExchangeId { get; set; }

    /// <summary>Start of the exchange, not of the comment: they are found and dropped by its day.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>The project of both.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>When it was written.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Who wrote it: e-mail of the account or name of the key.</summary>
    public string Author { get; set; } = "";

    /// <summary>What it says.</summary>
    public string Text { get; set; } = "";
}

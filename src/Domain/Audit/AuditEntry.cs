namespace Observability.Domain.Audit;

/// <summary>One line of the audit log: who changed what. Written in the transaction of the change; never changed, never deleted.</summary>
public sealed class AuditEntry
{
    /// <summary>UUIDv7.</summary>
    public Guid Id { get; set; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>E-mail of the account or name of the key.</summary>
    public string Who { get; set; } = "";

    /// <summary>What was done, noun first: <c>price.added</c>, <c>revision.applied</c>.</summary>
    public string What { get; set; } = "";

    /// <summary>Id of the thing it was done to.</summary>
    public string Subject { get; set; } = "";

    /// <summary>The particulars, a JSON object; never a secret.</summary>
    public string Details { get; set; } = "{}";
}

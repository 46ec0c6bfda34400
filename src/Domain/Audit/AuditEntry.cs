namespace Observability.Domain.Audit;

/// <summary>One line of the audit log: who did what. Written in the transaction of a change, or before what was looked at is told; never changed, never deleted.</summary>
public sealed class AuditEntry
{
    /// <summary>UUIDv7; of entries the database itself makes (migrations) a random one.</summary>
    public Guid Id { get; set; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>When, to the microsecond.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>E-mail of the account or name of the key; <c>upgrade</c>, <c>environment</c> and <c>nobody</c> for what no caller did.</summary>
    public string Who { get; set; } = "";

    /// <summary>The account; null = it was a key or the program, or the entry is older than this column.</summary>
    public Guid? AccountId { get; set; }

    /// <summary>What was done, noun first: <c>price.added</c>, <c>revision.applied</c>.</summary>
    public string What { get; set; } = "";

    /// <summary>Id of the thing it was done to.</summary>
    public string Subject { get; set; } = "";

    /// <summary>The particulars, a JSON object; never a secret.</summary>
    public string Details { get; set; } = "{}";
}

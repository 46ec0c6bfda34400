namespace Observability.Domain.Ingests;

/// <summary>What one ingest process last said about its spool and its writer. Counters are those of its present run.</summary>
public sealed class IngestInstance
{
    /// <summary>Stays with the spool folder over restarts.</summary>
    public Guid Id { get; set; }

    /// <summary>The machine's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>When the present run started, UTC.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>When it wrote this, UTC; renewed every five seconds while it reaches the database.</summary>
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>Disk its spool uses, bytes.</summary>
    public long SpoolBytes { get; set; }

    /// <summary>Disk its spool may use, bytes.</summary>
    public long MaxBytes { get; set; }

    /// <summary>Exchanges begun and not ended.</summary>
    public long Open { get; set; }

    /// <summary>Exchanges ended and not yet stored.</summary>
    public long Backlog { get; set; }

    /// <summary>Exchanges offered to the spool.</summary>
    public long Begun { get; set; }

    /// <summary>Exchanges ended.</summary>
    public long Ended { get; set; }

    /// <summary>Rows stored.</summary>
    public long Rows { get; set; }

    /// <summary>Deliveries of rows that were there already; harmless.</summary>
    public long Duplicates { get; set; }

    /// <summary>Exchanges the database refused, kept raw in the spool's quarantine.</summary>
    public long Quarantined { get; set; }

    /// <summary>Exchanges forwarded but not kept.</summary>
    public long Dropped { get; set; }

    /// <summary>Records kept without their bodies.</summary>
    public long BodiesLeftOut { get; set; }

    /// <summary>What is wrong and what to do; null when nothing is.</summary>
    public string? Problem { get; set; }
}

namespace Observability.Ingest.Spool;

/// <summary>What the spool and the writer are doing, at one moment: for /metrics, for the table ingest_instances and through it for the UI.</summary>
/// <param name="SpoolBytes">Disk used by segments.</param>
/// <param name="MaxBytes">Disk they may use.</param>
/// <param name="Open">Exchanges begun and not ended.</param>
/// <param name="Backlog">Exchanges ended in this run and not yet in PostgreSQL.</param>
/// <param name="Begun">Exchanges offered in this run: ended + open + dropped + those whose END was lost.</param>
/// <param name="Ended">Exchanges ended in this run.</param>
/// <param name="Rows">Rows written in this run.</param>
/// <param name="Duplicates">Deliveries of rows that were there already.</param>
/// <param name="Quarantined">Exchanges kept raw because they were refused.</param>
/// <param name="Dropped">Exchanges not kept.</param>
/// <param name="BodiesLeftOut">Records kept without body.</param>
/// <param name="Problem">What is wrong and what to do, for a person; null when nothing is.</param>
public sealed record SpoolState(
    long SpoolBytes,
    long MaxBytes,
    long Open,
    long Backlog,
    long Begun,
    long Ended,
    long Rows,
    long Duplicates,
    long Quarantined,
    long Dropped,
    long BodiesLeftOut,
    string? Problem);

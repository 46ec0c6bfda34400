using System.Diagnostics.Metrics;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Ingest.Spool;

/// <summary>Everything the spool and the writer count, once: read by the metrics, by <see cref="SpoolState"/> and by tests.</summary>
/// <remarks>
/// The conservation law, over the life of a spool folder: exchanges begun = rows written + duplicates of redelivery − … in short, every exchange
/// accepted is a row, in the spool, or quarantined, and every one not accepted is counted in exactly one of the dropped counters.
/// </remarks>
public sealed class SpoolCounters
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Observability.Ingest";

    /// <summary>Makes the instruments.</summary>
    public SpoolCounters(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        Observe(meter, "observability.spool.begun", Begun, "Exchanges accepted: their BEGIN is in the spool.");
        Observe(meter, "observability.spool.ended", Ended, "Exchanges whose END was accepted.");
        Observe(meter, "observability.spool.appended", Appended, "Records written to segments, copies included.");
        Observe(meter, "observability.spool.bodies_left_out", BodiesLeftOut, "Records kept without their body because the spool was nearly full, slow or unwritable.");
        Observe(meter, "observability.spool.ends_lost", EndsLost, "Exchanges whose END could be kept nowhere; they are stored as interrupted.");
        Observe(meter, "observability.spool.delayed", Delayed, "Calls that held a request up for more than 5 ms.");
        Observe(meter, "observability.spool.durability_degraded", DurabilityDegraded, "Strict mode: answers released before their fsync.");
        Observe(meter, "observability.spool.failures", Failures, "Writes and fsyncs the disk refused.");
        Observe(meter, "observability.spool.damaged", DamagedSpans, "Damaged spans and foreign files found while reading.");
        Observe(meter, "observability.proxy.model_lists", ModelLists, "Calls for a list of models, kept or not.");
        Observe(meter, "observability.proxy.refused", Refused, "Calls refused without a row: malformed, or with no key of ours.");
        meter.CreateObservableCounter(
            "observability.proxy.exchanges",
            () => Outcomes.Select((tally, outcome) =>
                new Measurement<long>(tally.Value, new KeyValuePair<string, object?>("outcome", EnumNames.NameOf((ExchangeOutcome)outcome)))),
            description: "Calls that are over, kept or not, by how they ended; an error inside a stream that came whole counts as completed.");
        Observe(meter, "observability.writer.rows", Rows, "Exchanges inserted into PostgreSQL.");
        Observe(meter, "observability.writer.duplicates", Duplicates, "Exchanges delivered again that were there already.");
        Observe(meter, "observability.writer.quarantined", Quarantined, "Exchanges PostgreSQL or the reader refused, kept raw in quarantine.");
        Observe(meter, "observability.writer.batches", Batches, "Transactions committed.");
        Observe(meter, "observability.writer.errors", WriterErrors, "Attempts that failed and were made again.");
        Observe(meter, "observability.writer.running_errors", RunningErrors, "Attempts to tell of requests in flight that failed and were given up.");
        meter.CreateObservableCounter(
            "observability.spool.dropped",
            () => Dropped.Select(d => new Measurement<long>(d.Value.Value, new KeyValuePair<string, object?>("reason", d.Key))),
            description: "Exchanges forwarded but not kept, by reason.");
        meter.CreateObservableGauge("observability.spool.bytes", () => SpoolBytes.Value, "By", "Disk used by segments.");
        meter.CreateObservableGauge("observability.spool.open", () => Open.Value, description: "Exchanges begun and not ended.");
        meter.CreateObservableGauge("observability.spool.backlog", () => Backlog.Value, description: "Ended exchanges of this run not yet in PostgreSQL.");
    }

    /// <summary>BEGINs accepted.</summary>
    public Tally Begun { get; } = new();

    /// <summary>ENDs accepted.</summary>
    public Tally Ended { get; } = new();

    /// <summary>Records written.</summary>
    public Tally Appended { get; } = new();

    /// <summary>Records kept without body.</summary>
    public Tally BodiesLeftOut { get; } = new();

    /// <summary>ENDs that could be kept nowhere.</summary>
    public Tally EndsLost { get; } = new();

    /// <summary>Calls that took over 5 ms.</summary>
    public Tally Delayed { get; } = new();

    /// <summary>Strict waits given up.</summary>
    public Tally DurabilityDegraded { get; } = new();

    /// <summary>Failed writes and fsyncs.</summary>
    public Tally Failures { get; } = new();

    /// <summary>Damage found.</summary>
    public Tally DamagedSpans { get; } = new();

    /// <summary>Calls for a list of models, whether they are kept or not.</summary>
    public Tally ModelLists { get; } = new();

    /// <summary>Calls that left no row because they were malformed or had no key of ours.</summary>
    public Tally Refused { get; } = new();

    /// <summary>Calls that are over, by their <see cref="ExchangeOutcome"/>.</summary>
    public IReadOnlyList<Tally> Outcomes { get; } = [.. Enum.GetValues<ExchangeOutcome>().Select(_ => new Tally())];

    /// <summary>Rows inserted.</summary>
    public Tally Rows { get; } = new();

    /// <summary>Rows that were there already.</summary>
    public Tally Duplicates { get; } = new();

    /// <summary>Exchanges quarantined.</summary>
    public Tally Quarantined { get; } = new();

    /// <summary>Transactions.</summary>
    public Tally Batches { get; } = new();

    /// <summary>Failed attempts.</summary>
    public Tally WriterErrors { get; } = new();

    /// <summary>Failures to tell of what runs.</summary>
    public Tally RunningErrors { get; } = new();

    /// <summary>Bytes in segments.</summary>
    public Tally SpoolBytes { get; } = new();

    /// <summary>Open exchanges.</summary>
    public Tally Open { get; } = new();

    /// <summary>Ended exchanges of this run that wait for the writer.</summary>
    public Tally Backlog { get; } = new();

    /// <summary>Exchanges not kept, by reason; each exchange once.</summary>
    public IReadOnlyDictionary<string, Tally> Dropped { get; } = DropReasons.All.ToDictionary(r => r, _ => new Tally(), StringComparer.Ordinal);

    private static void Observe(Meter meter, string name, Tally tally, string description) =>
        meter.CreateObservableCounter(name, () => tally.Value, description: description);
}

/// <summary>A number several threads count on.</summary>
public sealed class Tally
{
    private long _value;

    /// <summary>The number now.</summary>
    public long Value => Interlocked.Read(ref _value);

    /// <summary>Adds to it.</summary>
    public void Add(long count = 1) => Interlocked.Add(ref _value, count);
}

/// <summary>Why an exchange was not kept.</summary>
public static class DropReasons
{
    /// <summary>The spool's <see cref="SpoolOptions.MaxBytes"/> are used.</summary>
    public const string Full = "spool_full";

    /// <summary>The disk refuses writes, or the spool is not open.</summary>
    public const string Unwritable = "spool_unwritable";

    /// <summary>The disk is too slow and the memory for waiting records is used.</summary>
    public const string Overflow = "spool_overflow";

    /// <summary>A producer brought the id of an exchange that is still open.</summary>
    public const string IdInUse = "id_in_use";

    /// <summary>Every reason.</summary>
    public static IReadOnlyList<string> All { get; } = [Full, Unwritable, Overflow, IdInUse];
}

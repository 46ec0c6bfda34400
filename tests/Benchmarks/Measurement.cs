using System.Diagnostics;
using System.Globalization;

namespace Observability.Benchmarks;

/// <summary>One scenario on one target in one round. Times in µs.</summary>
/// <param name="Scenario">Which load.</param>
/// <param name="Target">Which way.</param>
/// <param name="Round">From 0.</param>
/// <param name="Answered">Requests answered whole.</param>
/// <param name="Broken">Requests answered with a byte too few, too many or different.</param>
/// <param name="PerSecond">Answered a second.</param>
/// <param name="P50">Median from the intended start to the last byte.</param>
/// <param name="P99">The 99th percentile of that.</param>
/// <param name="FirstByteP50">Median from the intended start to the first byte of the body.</param>
/// <param name="EventDelayP50">Median delay of a stamped event; null = none were stamped.</param>
/// <param name="Cpu">User and system time per answered request, of the process in between with its children.</param>
/// <param name="PostgresCpu">The same, of PostgreSQL.</param>
/// <param name="PssMebibytes">Memory of the process in between at the end of the load.</param>
internal sealed record Measurement(
    string Scenario, string Target, int Round, int Answered, int Broken, double PerSecond, double P50, double P99,
    double FirstByteP50, double? EventDelayP50, double Cpu, double PostgresCpu, double PssMebibytes)
{
    /// <summary>Each answer's time to the first byte of its body, shortest first.</summary>
    public IReadOnlyList<double> FirstBytes { get; private init; } = [];

    /// <summary>Each paced answer's time to its first text.</summary>
    public IReadOnlyList<double> FirstContents { get; private init; } = [];

    /// <summary>How late each stamped event was.</summary>
    public IReadOnlyList<double> EventDelays { get; private init; } = [];

    public static Measurement Of(string scenario, string target, int round, LoadResult result, TimeSpan cpu, TimeSpan postgresCpu, double pss)
    {
        var whole = result.Samples.Where(s => s.IsWhole).ToList();
        var latencies = whole.Select(s => Microseconds(s.Done - s.Intended)).Order().ToList();
        var firstBytes = whole.Select(s => Microseconds(s.FirstByte - s.Intended)).Order().ToList();
        var delays = result.EventDelays.Select(Microseconds).Order().ToList();
        var each = Math.Max(1, whole.Count);
        return new(
            scenario, target, round, whole.Count, result.Samples.Count - whole.Count, whole.Count / result.Elapsed.TotalSeconds,
            At(latencies, 0.5), At(latencies, 0.99), At(firstBytes, 0.5), delays.Count == 0 ? null : At(delays, 0.5),
            cpu.TotalMicroseconds / each, postgresCpu.TotalMicroseconds / each, pss)
        {
            FirstBytes = firstBytes,
            FirstContents = [.. whole.Select(s => Microseconds(s.FirstContent - s.Intended)).Order()],
            EventDelays = delays,
        };
    }

    /// <summary>The value that so large a share of sorted values does not exceed.</summary>
    public static double At(IReadOnlyList<double> sorted, double share) => sorted.Count == 0 ? double.NaN : sorted[(int)Math.Ceiling(share * sorted.Count) - 1];

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"round {Round + 1} {Scenario} {Target}: {Answered} answered, {Broken} broken, {PerSecond:F0}/s, p50 {P50:F0} µs, p99 {P99:F0} µs, CPU {Cpu:F0} µs, PSS {PssMebibytes:F0} MiB");

    private static double Microseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency;
}

/// <summary>Everything measured.</summary>
/// <param name="All">Each measurement.</param>
/// <param name="RowsAdded">Exchanges that arrived in the database meanwhile.</param>
internal sealed record Measurements(IReadOnlyList<Measurement> All, long RowsAdded);

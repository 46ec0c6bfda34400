using System.Globalization;
using Observability.Dashboard.Usage;

namespace Observability.Dashboard.Totals;

/// <summary>Tables of sums as lines of CSV: exact numbers, times in UTC, empty where something is not known.</summary>
internal static class TableCsv
{
    private static readonly (string Name, Func<GroupSums, string> Text)[] Columns =
    [
        ("id", g => g.Name ?? ""),
        ("name", g => g.Title ?? g.Name ?? ""),
        ("requests", g => Number(g.Sums.Requests)),
        ("tasks", g => Number(g.Sums.Tasks)),
        ("errors", g => Number(g.Sums.Errors)),
        ("cost_usd", g => Number(g.Sums.CostUsd)),
        ("task_cost_usd", g => Number(g.Sums.TaskCostUsd)),
        ("estimated_cost_usd", g => Number(g.Sums.EstimatedCostUsd)),
        ("priced", g => Number(g.Sums.Priced)),
        ("unpriced", g => Number(g.Sums.Unpriced)),
        ("input_tokens", g => Number(g.Sums.InputTokens)),
        ("output_tokens", g => Number(g.Sums.OutputTokens)),
        ("cache_read_tokens", g => Number(g.Sums.CacheReadTokens)),
        ("cache_write_tokens", g => Number(g.Sums.CacheWriteTokens)),
        ("reasoning_tokens", g => Number(g.Sums.ReasoningTokens)),
        ("latency_p50_us", g => Measured(g.Sums.LatencyP50Us)),
        ("latency_p95_us", g => Measured(g.Sums.LatencyP95Us)),
        ("ttft_p50_us", g => Measured(g.Sums.FirstTokenP50Us)),
        ("ttft_p95_us", g => Measured(g.Sums.FirstTokenP95Us)),
        ("output_tokens_per_second", g => Measured(g.Sums.OutputRateP50)),
        ("upstreams", g => string.Join(' ', g.Upstreams)),
        ("first_seen", g => Time(g.Sums.FirstSeen)),
        ("last_seen", g => Time(g.Sums.LastSeen)),
    ];

    /// <summary>Names for programs in the first line, then a line for each group.</summary>
    public static IEnumerable<string> Of(IEnumerable<GroupSums> groups) =>
        groups.Select(g => UsageCsv.Line(Columns.Select(c => c.Text(g)))).Prepend(UsageCsv.Line(Columns.Select(c => c.Name)));

    private static string Number(decimal? value) => value?.ToString("0.##############################", CultureInfo.InvariantCulture) ?? "";

    private static string Measured(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "";

    private static string Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture) ?? "";
}

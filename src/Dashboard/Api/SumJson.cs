using System.Globalization;
using System.Text.Json.Serialization;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Api;

/// <summary>Sums of exchanges.</summary>
/// <param name="From">Exchanges that started at or after.</param>
/// <param name="To">And before.</param>
/// <param name="Bucket">How long a bucket is: minute, hour, day or total.</param>
/// <param name="Zone">Whose hours and days.</param>
/// <param name="GroupBy">What the rows are told apart by.</param>
/// <param name="Data">One row for each bucket and group that has exchanges.</param>
/// <param name="Missing">Stretches that can no longer be told: of so long ago only sums of longer buckets are left.</param>
internal sealed record SumListJson(
    DateTime From, DateTime To, string Bucket, string Zone, IReadOnlyList<string> GroupBy, IReadOnlyList<SumJson> Data, IReadOnlyList<StretchJson> Missing)
{
    public static SumListJson Of(SumQuestion question, UsageAnswer answer)
    {
        var (bounds, by) = (question.Query.Bounds, question.Query.By);
        return new(
            bounds[0].UtcDateTime, bounds[^1].UtcDateTime, question.Bucket, question.Zone, [.. by.Select(d => d.Name)],
            [.. answer.Rows.OrderBy(r => r.Bucket).ThenBy(r => string.Join('\u001f', r.Names), StringComparer.Ordinal).Select(r => new SumJson(bounds[r.Bucket], by, r))],
            [.. answer.Missing.Select(m => new StretchJson(m.From.UtcDateTime, m.To.UtcDateTime))]);
    }
}

/// <summary>A stretch of time.</summary>
/// <param name="From">Start.</param>
/// <param name="To">End.</param>
internal sealed record StretchJson(DateTime From, DateTime To);

/// <summary>The sums of one group in one bucket. The names are a promise: add freely, rename nothing. Unknown is null, never 0.</summary>
/// <param name="bucket">Start of the bucket.</param>
/// <param name="by">What it is a group by.</param>
/// <param name="row">The sums.</param>
internal sealed class SumJson(DateTimeOffset bucket, IReadOnlyList<Dimension> by, UsageRow row)
{
    /// <summary>Start of the bucket; of the first one, of the range.</summary>
    public DateTime Bucket { get; } = bucket.UtcDateTime;

    /// <summary>All of them, background tasks included; what asks no model for anything, and the outer hop of a relayed call, is not counted.</summary>
    public long Exchanges { get; } = row.Tally.Exchanges;

    /// <summary>Those that failed.</summary>
    public long Errors { get; } = row.Tally.Errors;

    /// <summary>Those that served a background task.</summary>
    public long Tasks { get; } = row.Tally.Tasks;

    /// <summary>Those served from the response cache.</summary>
    public long CacheHits { get; } = row.Tally.CacheHits;

    public long? InputTokens { get; } = row.Tally.InputTokens;

    public long? OutputTokens { get; } = row.Tally.OutputTokens;

    public long? CacheReadTokens { get; } = row.Tally.CacheReadTokens;

    public long? CacheWriteTokens { get; } = row.Tally.CacheWriteTokens;

    public long? ReasoningTokens { get; } = row.Tally.ReasoningTokens;

    /// <summary>How many of the exchanges had their tokens counted here, because the provider did not.</summary>
    public long CountedHere { get; } = row.Tally.Estimated;

    /// <summary>Known cost, US dollars, a decimal in a string.</summary>
    public string? CostUsd { get; } = Dollars(row.Tally.CostUsd);

    /// <summary>Estimated cost of exchanges that have no known one; never part of cost_usd.</summary>
    public string? EstimatedCostUsd { get; } = Dollars(row.Tally.EstimatedCostUsd);

    /// <summary>How many of the exchanges should cost something and have no price.</summary>
    public long Unpriced { get; } = row.Tally.Unpriced;

    public DistributionJson LatencyMs { get; } = new(row.Tally, Distribution.Latency);

    /// <summary>Of those that were streamed.</summary>
    public DistributionJson TtftMs { get; } = new(row.Tally, Distribution.FirstToken);

    public RateJson OutputTokensPerSecond { get; } = new(
        DistributionJson.Thousandth(row.Tally.Percentile(Distribution.OutputRate, 0.5)), DistributionJson.Thousandth(row.Tally.Mean(Distribution.OutputRate)));

    /// <summary>The group: model, user, key, upstream, task, session, outcome, status or prop.…, as asked for; null = none is known.</summary>
    [JsonExtensionData]
    public IDictionary<string, object?> Group { get; } = by.Zip(row.Names).ToDictionary(p => p.First.Name, p => Value(p.First, p.Second), StringComparer.Ordinal);

    private static object? Value(Dimension dimension, string? name) =>
        dimension == Dimension.Status && name is not null ? int.Parse(name, CultureInfo.InvariantCulture) : name;

    private static string? Dollars(decimal? usd) => usd?.ToString("0.##################", CultureInfo.InvariantCulture);
}

/// <summary>How long things took, milliseconds: percentiles within 1 %, the mean exact. All null when nothing was measured.</summary>
/// <param name="tally">The sums.</param>
/// <param name="of">What was measured, in microseconds.</param>
internal sealed class DistributionJson(Tally tally, Distribution of)
{
    public decimal? P50 { get; } = Thousandth(tally.Percentile(of, 0.5));

    public decimal? P90 { get; } = Thousandth(tally.Percentile(of, 0.9));

    public decimal? P95 { get; } = Thousandth(tally.Percentile(of, 0.95));

    public decimal? P99 { get; } = Thousandth(tally.Percentile(of, 0.99));

    public decimal? Avg { get; } = Thousandth(tally.Mean(of));

    /// <summary>A thousandth of it, to three places.</summary>
    public static decimal? Thousandth(double? value) => value is { } number ? Math.Round((decimal)(number / 1000), 3) : null;
}

/// <summary>Tokens per second, of exchanges that were streamed.</summary>
/// <param name="P50">The median, within 1 %; null = nothing was measured.</param>
/// <param name="Avg">The mean of the exchanges' rates.</param>
internal sealed record RateJson(decimal? P50, decimal? Avg);

using MediatR;
using Npgsql;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Performance;

/// <summary>All that the page of performance shows, of one moment.</summary>
/// <param name="Bounds">The range, cut into its buckets.</param>
/// <param name="Before">The same of the period it is compared with; null = not compared.</param>
/// <param name="Metric">What is told by group.</param>
/// <param name="By">What groups are of.</param>
/// <param name="Filter">What counts.</param>
[Requires(Access.Read)]
public sealed record AskPerformance(
    IReadOnlyList<DateTimeOffset> Bounds, IReadOnlyList<DateTimeOffset>? Before, Distribution Metric, Dimension By, Filter Filter) : IRequest<PerformanceReport>
{
    /// <summary>How many groups have a line of their own.</summary>
    public const int MostLines = 8;

    /// <summary>Most rows of the table, those with the most requests.</summary>
    public const int MostRows = 100;
}

/// <summary>The answer.</summary>
/// <param name="ByBucket">Everything, bucket by bucket; null = there were no requests.</param>
/// <param name="Whole">Everything over the whole range.</param>
/// <param name="Lines">The groups with the most requests, the most first: bucket by bucket. What is not among them is not told: percentiles do not add up.</param>
/// <param name="Groups">How many groups there are.</param>
/// <param name="Calls">By upstream and model, over the whole range.</param>
/// <param name="AllCalls">How many pairs of upstream and model there are.</param>
/// <param name="Missing">Stretches of the range that can no longer be told.</param>
public sealed record PerformanceReport(
    IReadOnlyList<Tally?> ByBucket, Tally Whole, IReadOnlyList<PerformanceLine> Lines, int Groups, IReadOnlyList<PerformanceCall> Calls, int AllCalls,
    IReadOnlyList<Span> Missing)
{
    /// <summary>The period before, bucket by bucket; null = not compared.</summary>
    public IReadOnlyList<Tally?>? Before { get; init; }
}

/// <summary>One group over time.</summary>
/// <param name="Name">Model or upstream; null = unknown.</param>
/// <param name="ByBucket">Its sums; null = no requests.</param>
public sealed record PerformanceLine(string? Name, IReadOnlyList<Tally?> ByBucket);

/// <summary>How one model did at one upstream.</summary>
/// <param name="Upstream">The upstream.</param>
/// <param name="Model">The model; null = none was named.</param>
/// <param name="Tally">Its sums.</param>
public sealed record PerformanceCall(string? Upstream, string? Model, Tally Tally);

internal sealed class AskPerformanceHandler(NpgsqlDataSource database, Caller caller) : IRequestHandler<AskPerformance, PerformanceReport>
{
    private static readonly Distribution[] InTable = [Distribution.Latency, Distribution.FirstToken, Distribution.OutputRate, Distribution.LongestGap];

    public async Task<PerformanceReport> Handle(AskPerformance request, CancellationToken cancellationToken)
    {
        await using var usage = await UsageSnapshot.OpenAsync(database, caller.ProjectId, cancellationToken);
        var buckets = request.Bounds.Count - 1;
        var all = await AskAsync(new(request.Bounds) { Distributions = Enum.GetValues<Distribution>() });
        var lines = await AskAsync(new(request.Bounds, request.By) { Distributions = [request.Metric], Top = new(AskPerformance.MostLines, UsageMeasure.Exchanges) });
        var calls = await AskAsync(new(request.Bounds, Dimension.Upstream, Dimension.Model)
        {
            ByBucket = false,
            Distributions = InTable,
            Top = new(AskPerformance.MostRows, UsageMeasure.Exchanges),
        });
        var before = request.Before is { } bounds ? await AskAsync(new(bounds) { Distributions = Enum.GetValues<Distribution>() }) : null;
        return new(
            Buckets(all.Rows, buckets), Sum(all.Rows), Lines(lines.Rows, buckets), lines.Groups,
            [.. calls.Rows.Where(r => !r.IsOther).Select(r => new PerformanceCall(r.Names[0], r.Names[1], r.Tally))], calls.Groups, all.Missing)
        {
            Before = before is null ? null : Buckets(before.Rows.Where(r => r.Bucket < buckets), buckets),
        };

        Task<UsageAnswer> AskAsync(UsageQuery query) => usage.SumAsync(query with { Filter = request.Filter }, cancellationToken);
    }

    private static IReadOnlyList<PerformanceLine> Lines(IEnumerable<UsageRow> rows, int buckets) =>
    [
        .. rows.Where(r => !r.IsOther).GroupBy(r => r.Names[0]).OrderByDescending(g => g.Sum(r => r.Tally.Exchanges)).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new PerformanceLine(g.Key, Buckets(g, buckets))),
    ];

    private static Tally?[] Buckets(IEnumerable<UsageRow> rows, int buckets)
    {
        var byBucket = new Tally?[buckets];
        foreach (var row in rows)
        {
            (byBucket[row.Bucket] ??= new()).Add(row.Tally);
        }

        return byBucket;
    }

    private static Tally Sum(IEnumerable<UsageRow> rows)
    {
        var sum = new Tally();
        foreach (var row in rows)
        {
            sum.Add(row.Tally);
        }

        return sum;
    }
}

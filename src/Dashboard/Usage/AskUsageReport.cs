using MediatR;
using Npgsql;
using Observability.Dashboard.Prices;
using Observability.Domain;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Usage;

/// <summary>All that the page of usage shows below its choices, of one moment.</summary>
/// <param name="Bounds">The range, cut into its buckets.</param>
/// <param name="Before">The same of the period it is compared with; null = not compared.</param>
/// <param name="Measure">By what the largest groups are chosen.</param>
/// <param name="By">What groups are of; null = one group.</param>
/// <param name="Top">How many groups are told by name.</param>
/// <param name="Filter">What counts.</param>
[Requires(Access.Read)]
public sealed record AskUsageReport(
    IReadOnlyList<DateTimeOffset> Bounds, IReadOnlyList<DateTimeOffset>? Before, UsageMeasure Measure, Dimension? By, int Top, Filter Filter) : IRequest<UsageReport>;

/// <summary>The answer.</summary>
/// <param name="Groups">The groups, the largest first, the others last; they add up to <see cref="Whole"/>.</param>
/// <param name="Count">How many groups there are in all, the others told one by one.</param>
/// <param name="Missing">Stretches of the range that can no longer be told.</param>
public sealed record UsageReport(IReadOnlyList<UsageGroup> Groups, int Count, IReadOnlyList<Span> Missing)
{
    /// <summary>The sums of the range.</summary>
    public Tally Whole { get; } = SumOf(Groups.Select(g => g.Whole));

    /// <summary>The sums of the period before, bucket by bucket (null = nothing happened); null = not compared.</summary>
    public IReadOnlyList<Tally?>? Before { get; init; }

    /// <summary>Its whole; null = not compared.</summary>
    public Tally? BeforeWhole => Before is null ? null : SumOf(Before.OfType<Tally>());

    /// <summary>When prices of the models in the answer changed within the range.</summary>
    public IReadOnlyList<PriceMarker> PriceChanges { get; init; } = [];

    private static Tally SumOf(IEnumerable<Tally> parts)
    {
        var sum = new Tally();
        foreach (var part in parts)
        {
            sum.Add(part);
        }

        return sum;
    }
}

internal sealed class AskUsageReportHandler(NpgsqlDataSource database, ObservabilityDb db, Caller caller) : IRequestHandler<AskUsageReport, UsageReport>
{
    public async Task<UsageReport> Handle(AskUsageReport request, CancellationToken cancellationToken)
    {
        var report = await SumAsync(request, cancellationToken);
        return request.By is null
            ? report
            : report with { Groups = await GroupTitles.OfAsync(database, caller.ProjectId, request.By, report.Groups, cancellationToken) };
    }

    private async Task<UsageReport> SumAsync(AskUsageReport request, CancellationToken ct)
    {
        await using var usage = await UsageSnapshot.OpenAsync(database, caller.ProjectId, ct);
        IReadOnlyList<Dimension> by = request.By is { } dimension ? [dimension] : [];
        var buckets = request.Bounds.Count - 1;
        var top = request.By is null ? null : new Top(request.Top, request.Measure);
        var now = await usage.SumAsync(new(request.Bounds, by) { Top = top, Filter = request.Filter }, ct);
        var groups = UsageGroup.Of(now, buckets, request.Measure);
        IReadOnlyList<Tally?>? ghost = null;
        if (request.Before is { } before)
        {
            ghost = Aligned(UsageGroup.Of(await usage.SumAsync(new(before) { Filter = request.Filter }, ct), before.Count - 1, request.Measure), buckets);
            groups = UsageGroup.Compared(groups, await usage.SumAsync(new(before, by) { ByBucket = false, Filter = request.Filter }, ct));
        }

        return new(groups, now.Groups, now.Missing) { Before = ghost, PriceChanges = await PricesAsync(usage, request, ct) };
    }

    private async Task<IReadOnlyList<PriceMarker>> PricesAsync(UsageSnapshot usage, AskUsageReport request, CancellationToken ct)
    {
        if (request.Measure is not (UsageMeasure.Cost or UsageMeasure.EstimatedCost))
        {
            return [];
        }

        var calls = await usage.SumAsync(
            new(request.Bounds, Dimension.Upstream, Dimension.Model) { ByBucket = false, Filter = request.Filter, Top = new(PriceMarker.MostModels, UsageMeasure.Exchanges) }, ct);
        var prices = await ProjectPrices.OfAsync(db, caller.ProjectId, ct);
        return PriceMarker.Of(prices, caller.ProjectId, calls, request.Bounds[0], request.Bounds[^1]);
    }

    // Bucket by bucket from the start: months and days of a clock change are not all as long.
    private static IReadOnlyList<Tally?> Aligned(IReadOnlyList<UsageGroup> one, int buckets) =>
        [.. Enumerable.Range(0, buckets).Select(i => one.Count > 0 && i < one[0].ByBucket.Count ? one[0].ByBucket[i] : null)];
}

using Observability.Domain.Rollups;

namespace Observability.Dashboard.Usage;

/// <summary>One row of the table under the chart.</summary>
/// <param name="Group">Its group.</param>
/// <param name="Share">Its share of the measure in the chart, 0 to 1; null = unknown, or there is nothing to share.</param>
/// <param name="Change">How much the measure grew against the period before: 0.5 is half as much more; null = not compared, or there is nothing to compare with.</param>
public sealed record UsageLine(UsageGroup Group, decimal? Share, decimal? Change)
{
    /// <summary>The measures that always have a column.</summary>
    public static IReadOnlyList<UsageMeasure> Main { get; } =
    [
        UsageMeasure.Exchanges, UsageMeasure.Cost, UsageMeasure.InputTokens, UsageMeasure.OutputTokens, UsageMeasure.Errors, UsageMeasure.EstimatedCost, UsageMeasure.Unpriced,
    ];

    /// <summary>The columns of measures, the one in the chart first.</summary>
    public static IReadOnlyList<UsageMeasure> Columns(UsageMeasure measure) => [measure, .. Main.Where(m => m != measure)];

    /// <summary>The rows of a report in the order asked for; the others always come last.</summary>
    /// <param name="report">The report.</param>
    /// <param name="measure">The measure in the chart.</param>
    /// <param name="order">The order.</param>
    public static IReadOnlyList<UsageLine> Of(UsageReport report, UsageMeasure measure, UsageOrder order)
    {
        var whole = report.Whole.Of(measure);
        var lines = report.Groups.Select(g => new UsageLine(
            g, whole is > 0 ? g.Whole.Of(measure) / whole : null, report.Before is null ? null : Growth(g.Whole, g.Before, measure)));
        var othersLast = lines.OrderBy(l => l.Group.IsOther);
        return order.By == UsageColumn.Name
            ? [.. By(othersLast, l => l.Group.Title ?? l.Group.Name ?? "", order.Ascending, StringComparer.CurrentCultureIgnoreCase)]
            : [.. By(othersLast.ThenBy(l => Number(l) is null), l => Number(l), order.Ascending, Comparer<decimal?>.Default)];

        decimal? Number(UsageLine line) => order.By == UsageColumn.Change ? line.Change : line.Group.Whole.Of(order.Of ?? measure);
    }

    /// <summary>How much a measure grew; null = unknown, or it was nothing before.</summary>
    public static decimal? Growth(Tally now, Tally? before, UsageMeasure measure) =>
        before?.Of(measure) is { } was and not 0 && now.Of(measure) is { } amount ? (amount - was) / was : null;

    private static IOrderedEnumerable<UsageLine> By<T>(IOrderedEnumerable<UsageLine> lines, Func<UsageLine, T> key, bool ascending, IComparer<T> comparer) =>
        (ascending ? lines.ThenBy(key, comparer) : lines.ThenByDescending(key, comparer)).ThenBy(l => l.Group.Key, StringComparer.Ordinal);
}

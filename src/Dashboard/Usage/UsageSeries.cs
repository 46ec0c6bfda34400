using System.Globalization;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Ui.Charts;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Usage;

/// <summary>A report as the chart draws it.</summary>
internal static class UsageSeries
{
    /// <summary>What is around the drawing.</summary>
    public static ChartFrame Frame(UsageUrl url, UsageReport report, UsagePeriod period)
    {
        var format = UsageWords.FormatOf(url.Measure);
        var sum = report.Whole.Of(url.Measure) is { } whole ? ValueText.Whole(format, (double)whole) : "—";
        var title = url.By is null ? UsageWords.Of(url.Measure) : Say(UsageText.MeasureBy, UsageWords.Of(url.Measure), UsageWords.Of(url.By));
        return new(title, period.Axis, format)
        {
            Height = 280,
            Note = $"{sum} · {RangeWords.Of(period.Axis.Step)}",
            ZoomHref = url.ZoomHref,
            ZoomOutHref = url.View.Range.Wider(period.At.Now, period.At.Zone) is { } wider ? (url with { View = url.View with { Range = wider, Step = null } }).ToString() : null,
            RequestsHref = UsageMoment.BucketHref(UsageTerms.Counted(period.At.Filter, url.Measure)),
            Markers = [.. report.PriceChanges.Select(p => new ChartMarker(p.At, Short(p)))],
        };
    }

    /// <summary>The groups as series.</summary>
    public static IReadOnlyList<ChartSeries> Of(UsageUrl url, UsageReport report, UsagePeriod period)
    {
        var counted = CountOf(url.Measure);
        return
        [
            // What is unknown for all of a group is in the table, with its reason: a legend could only call it nothing.
            .. report.Groups.Where(g => g.Whole.Of(url.Measure) is not null).Select(g => new ChartSeries(
                g.Key, UsageWords.Of(g, url.By, url.Measure), UsageWords.ColorOf(g, url.By), [.. g.ByBucket.Select((t, i) => Value(t, i, url.Measure, period))])
            {
                Requests = [.. g.ByBucket.Select(t => (long)(t?.Of(counted) ?? 0))],
                Href = HrefOf(g) is { } kept ? UsageMoment.BucketHref(UsageTerms.Counted(kept, url.Measure)) : null,
            }),
        ];

        Filter? HrefOf(UsageGroup group) => url.By is null ? period.At.Filter : group.IsOther ? null : UsageTerms.Of(period.At.Filter, url.By, group.Name);
    }

    /// <summary>The sums of the period before; null = not compared.</summary>
    public static IReadOnlyList<double?>? Before(UsageUrl url, UsageReport report, UsagePeriod period) =>
        report.Before is { } before ? [.. before.Select((t, i) => Value(t, i, url.Measure, period))] : null;

    /// <summary>What changed, in words.</summary>
    public static string Short(PriceMarker marker) => marker.Calls.Count == 1
        ? Say(UsageText.PriceOf, VisibleText.Of(marker.Calls[0].Model))
        : Say(UsageText.PricesOf, VisibleText.Of(marker.Calls[0].Model), marker.Calls.Count - 1);

    // Where nothing happened, nothing was counted and nothing was paid: that is known. Where something happened that told no tokens or has no price, it is not.
    private static double? Value(Tally? tally, int bucket, UsageMeasure measure, UsagePeriod period) =>
        tally is null ? period.Axis.Starts[bucket] < period.At.Now ? 0 : null : (double?)tally.Of(measure);

    private static UsageMeasure CountOf(UsageMeasure measure) =>
        measure is UsageMeasure.Requests or UsageMeasure.Tasks or UsageMeasure.Errors or UsageMeasure.Unpriced ? measure : UsageMeasure.Exchanges;

    private static string Say(string text, params object[] values) => string.Format(CultureInfo.CurrentCulture, text, values);
}

using Observability.Dashboard.Ui;
using Observability.Dashboard.Ui.Charts;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Usage;

/// <summary>The time a page of charts looks at, cut into its buckets.</summary>
/// <param name="Range">The moments.</param>
/// <param name="Zone">Whose clock.</param>
/// <param name="Now">When it was asked.</param>
/// <param name="Bounds">Begin of each bucket, and the end of the last.</param>
/// <param name="Before">The same of the period it is compared with; null = not compared.</param>
public sealed record UsagePeriod(
    ResolvedRange Range, TimeZoneInfo Zone, DateTimeOffset Now, IReadOnlyList<DateTimeOffset> Bounds, IReadOnlyList<DateTimeOffset>? Before)
{
    /// <summary>The buckets on the page.</summary>
    public required TimeAxis Axis { get; init; }

    /// <summary>What a view shows at a moment.</summary>
    public static UsagePeriod Of(UsageView view, TimeZoneInfo zone, DateTimeOffset now)
    {
        var range = view.Range.Resolve(now, zone);
        var step = view.StepOf(range);
        var bounds = Cut(range);
        return new(range, zone, now, bounds, view.Compare ? Cut(view.Range.Previous(now, zone)) : null) { Axis = TimeAxis.Of(bounds, step, zone, now) };

        // A day or month that has just begun is no stretch of time yet.
        IReadOnlyList<DateTimeOffset> Cut(ResolvedRange of) =>
            Buckets.Bounds(of.From, of.To > of.From ? of.To : of.From.AddMinutes(1), (Domain.Rollups.BucketStep)step, zone);
    }
}

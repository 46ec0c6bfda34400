using Observability.Dashboard.Ui;
using Observability.Dashboard.Ui.Charts;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Usage;

/// <summary>The time of a chart, with the time it is compared with.</summary>
/// <param name="At">What the page looks at, and when it was asked.</param>
/// <param name="Before">The bounds of the buckets it is compared with; null = not compared.</param>
/// <param name="Axis">The buckets on the page.</param>
public sealed record UsagePeriod(UsageMoment At, IReadOnlyList<DateTimeOffset>? Before, TimeAxis Axis)
{
    /// <summary>Of what a page looks at.</summary>
    public static UsagePeriod Of(UsageMoment at) => new(
        at,
        at.View.Compare && at.Previous is var before && before.To > before.From ? Buckets.Bounds(before.From, before.To, at.Step, at.Zone) : null,
        TimeAxis.Of(at.Bounds, at.Step, at.Zone, at.Now));
}

using System.Globalization;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Ui;

/// <summary>What a page about usage looks at, at one moment: all that its questions and its links follow from.</summary>
/// <param name="View">What the address says.</param>
/// <param name="Filter">What it keeps.</param>
/// <param name="Zone">Whose clock.</param>
/// <param name="Now">The moment.</param>
public sealed record UsageMoment(UsageView View, Filter Filter, TimeZoneInfo Zone, DateTimeOffset Now)
{
    /// <summary>Its time.</summary>
    public ResolvedRange Range { get; } = View.Range.Resolve(Now, Zone);

    /// <summary>What it is compared with.</summary>
    public ResolvedRange Previous { get; } = View.Range.Previous(Now, Zone);

    /// <summary>How long a bucket is.</summary>
    public BucketStep Step => View.StepOf(Range);

    /// <summary>Its buckets, one bound more than there are.</summary>
    public IReadOnlyList<DateTimeOffset> Bounds { get; } = BoundsOf(View, View.Range.Resolve(Now, Zone), Zone);

    /// <summary>The address of its requests, those that a further filter keeps; at most those of its range.</summary>
    public string RequestsHref(Filter filter) => RequestsAddress(filter, Text(Range.From), Text(Range.To));

    /// <summary>The same for one bucket of a chart, which puts its moments in the place of <c>{from}</c> and <c>{to}</c>.</summary>
    public static string BucketHref(Filter filter) => RequestsAddress(filter, "{from}", "{to}");

    private static string RequestsAddress(Filter filter, string from, string to) =>
        $"/requests?from={from}&to={to}{(filter.IsEmpty ? "" : "&q=" + Uri.EscapeDataString(filter.ToString()))}";

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static IReadOnlyList<DateTimeOffset> BoundsOf(UsageView view, ResolvedRange range, TimeZoneInfo zone) =>
        Buckets.Bounds(range.From, range.To, view.StepOf(range), zone);
}

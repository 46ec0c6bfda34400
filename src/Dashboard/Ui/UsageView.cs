using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Observability.Domain;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Ui;

/// <summary>What every page about usage looks at, which is in its URL: <c>range</c>, <c>zone</c>, <c>q</c>, <c>compare</c>, <c>live</c>, <c>step</c>.</summary>
/// <param name="Range">What time.</param>
/// <param name="ZoneId">Whose clock, where the reader chose one; null = the browser's.</param>
/// <param name="Query">The filter as it was typed (contract.md §4); null = everything.</param>
/// <param name="Compare">Whether the period before is shown beside it.</param>
/// <param name="Live">Whether the page follows what comes in.</param>
/// <param name="Step">The bucket, where the reader chose one; null = what fits the range.</param>
public sealed record UsageView(TimeRange Range, string? ZoneId, string? Query, bool Compare, bool Live, BucketStep? Step)
{
    /// <summary>The pages as they open.</summary>
    public static UsageView Home { get; } = new(TimeRange.Usual, null, null, false, true, null);

    /// <summary>Reads the query of an address; other parameters are not its business.</summary>
    /// <returns>The view, and a sentence about the first parameter that could not be read; null when all could.</returns>
    public static (UsageView View, string? Problem) Parse(string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        string? problem = null;
        var view = new UsageView(Range(), Zone(), One("q"), One("compare") == "previous", One("live") != "off", Step());
        return (view, problem);

        string? One(string name) => values.TryGetValue(name, out var given) && given[0] is { Length: > 0 } text ? text : null;

        TimeRange Range()
        {
            var (range, wrong) = One("range") is { } text ? TimeRange.Parse(text) : (null, null);
            problem ??= wrong;
            return range ?? Home.Range;
        }

        string? Zone()
        {
            if (One("zone") is not { } id)
            {
                return null;
            }

            if (ViewerZone.Find(id) is { } zone)
            {
                return zone.Id;
            }

            problem ??= string.Format(CultureInfo.CurrentCulture, TimeRangeText.NoSuchZone, VisibleText.Of(id));
            return null;
        }

        BucketStep? Step()
        {
            var text = One("step");
            var step = EnumNames.Parse<BucketStep>(text ?? "");
            problem ??= text is not null && step is null ? string.Format(CultureInfo.CurrentCulture, TimeRangeText.NoSuchStep, VisibleText.Of(text)) : null;
            return step;
        }
    }

    /// <summary>The same with another filter; empty = none.</summary>
    public UsageView Filtered(string filter) => this with { Query = filter.Length == 0 ? null : filter };

    /// <summary>The parameters that <see cref="Parse"/> reads back to this view, without a leading <c>?</c>; empty when it is <see cref="Home"/>.</summary>
    public string ToQuery() => string.Join('&', Parts());

    /// <summary>The address of a page with this view.</summary>
    /// <param name="path">The page; may carry parameters of its own.</param>
    public string On(string path) => ToQuery() is { Length: > 0 } query ? path + (path.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query : path;

    /// <summary>Whose clock it is read by.</summary>
    public TimeZoneInfo Zone(ViewerZone viewer) => ViewerZone.Find(ZoneId) ?? viewer.Zone;

    /// <summary>The bucket in use: the chosen one where it fits the range.</summary>
    public BucketStep StepOf(ResolvedRange range) => Step is { } step && range.Steps.Contains(step) ? step : range.Step;

    /// <summary>For <see cref="Charts.ChartFrame.ZoomHref"/>: the address of the page with <c>{from}</c> and <c>{to}</c> as its range.</summary>
    public string ZoomOn(string path)
    {
        var rest = (this with { Range = Home.Range, Step = null }).On(path);
        return rest + (rest.Contains('?', StringComparison.Ordinal) ? '&' : '?') + "range={from}..{to}";
    }

    /// <summary>For <see cref="Charts.ChartFrame.ZoomOutHref"/>: the page twice as far away; null = there is no farther.</summary>
    public string? ZoomOutOn(string path, DateTimeOffset now, TimeZoneInfo zone) =>
        Range.Wider(now, zone) is { } wider ? (this with { Range = wider, Step = null }).On(path) : null;

    private IEnumerable<string> Parts()
    {
        if (Range != Home.Range)
        {
            yield return "range=" + Uri.EscapeDataString(Range.ToString()!);
        }

        if (ZoneId is not null)
        {
            yield return "zone=" + Uri.EscapeDataString(ZoneId);
        }

        if (Query is not null)
        {
            yield return "q=" + Uri.EscapeDataString(Query);
        }

        if (Compare)
        {
            yield return "compare=previous";
        }

        if (!Live)
        {
            yield return "live=off";
        }

        if (Step is { } step)
        {
            yield return "step=" + EnumNames.NameOf(step);
        }
    }
}

using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Observability.Dashboard.Ui;
using Observability.Domain;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Performance;

/// <summary>By what the table of the page is ordered.</summary>
public enum PerformanceColumn
{
    /// <summary>How many requests.</summary>
    Exchanges,

    /// <summary>Model, then upstream.</summary>
    Model,

    /// <summary>Upstream, then model.</summary>
    Upstream,

    /// <summary>Median latency.</summary>
    LatencyP50,

    /// <summary>95th percentile of latency.</summary>
    LatencyP95,

    /// <summary>Median time to the first token.</summary>
    FirstTokenP50,

    /// <summary>95th percentile of it.</summary>
    FirstTokenP95,

    /// <summary>Median output tokens a second.</summary>
    Rate,

    /// <summary>Share with a pause of two seconds or more.</summary>
    Stalls,

    /// <summary>Share that failed.</summary>
    Errors,

    /// <summary>Mean time an engine took to load the model.</summary>
    Load,

    /// <summary>Mean time an engine took to evaluate the prompt.</summary>
    Prefill,

    /// <summary>Mean time an engine took to generate.</summary>
    Decode,
}

/// <summary>The whole state of the page of performance, which is its URL.</summary>
/// <param name="View">What time, what filter.</param>
/// <param name="Metric">What the heatmap and the chart by group show.</param>
/// <param name="Share">Which percentile the chart by group shows: 0.95 is the 95th.</param>
/// <param name="By">What that chart has a line for each of: models or upstreams.</param>
/// <param name="Column">By what the table is ordered.</param>
/// <param name="Ascending">Smallest first.</param>
public sealed record PerformanceUrl(UsageView View, Distribution Metric, double Share, Dimension By, PerformanceColumn Column, bool Ascending)
{
    /// <summary>Where the page is.</summary>
    public const string Path = "/performance";

    /// <summary>What can be chosen, as in addresses.</summary>
    public static IReadOnlyList<(string Name, double Share)> Percentiles { get; } = [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99)];

    /// <summary>The page as it opens.</summary>
    public static PerformanceUrl Home { get; } = new(UsageView.Home, Distribution.Latency, 0.95, Dimension.Model, PerformanceColumn.Exchanges, false);

    private static Filter Completed { get; } = Filter.Parse("outcome:completed").Filter!;

    /// <summary>Reads the query of an address.</summary>
    /// <returns>The page, and a sentence about the first parameter that could not be read; null when all could.</returns>
    public static (PerformanceUrl Url, string? Problem) Parse(string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        var (view, problem) = UsageView.Parse(query);
        var url = new PerformanceUrl(
            view,
            Read("metric", EnumNames.Parse<Distribution>, Home.Metric),
            Read("p", text => Percentiles.Where(p => p.Name == text).Select(p => (double?)p.Share).FirstOrDefault(), Home.Share),
            One("by") == Dimension.Upstream.Name ? Dimension.Upstream : Dimension.Model,
            Read("sort", EnumNames.Parse<PerformanceColumn>, Home.Column),
            One("order") == "asc");
        return (url, problem);

        string? One(string name) => values.TryGetValue(name, out var given) && given[0] is { Length: > 0 } text ? text : null;

        T Read<T>(string name, Func<string, T?> parse, T usual)
            where T : struct
        {
            if (One(name) is not { } text || parse(text) is not { } value)
            {
                problem ??= One(name) is { } bad ? string.Format(CultureInfo.CurrentCulture, PerformanceText.NotUnderstood, name, VisibleText.Of(bad)) : null;
                return usual;
            }

            return value;
        }
    }

    /// <summary>The percentile as in addresses and on the page.</summary>
    public string ShareName => Percentiles.First(p => p.Share.Equals(Share)).Name;

    /// <summary>The address, path included.</summary>
    public override string ToString() => View.On(WithOwn());

    /// <summary>Where a drag over a chart leads.</summary>
    public string ZoomHref => View.ZoomOn(WithOwn());

    /// <summary>The same ordered by a column; asked for again, the other way round. Names begin with A, numbers with the largest.</summary>
    public PerformanceUrl OrderedBy(PerformanceColumn column) => this with
    {
        Column = column,
        Ascending = column == Column ? !Ascending : column is PerformanceColumn.Model or PerformanceColumn.Upstream,
    };

    /// <summary>The same of completed requests only; null when the filter says something of outcomes already, or cannot be read.</summary>
    public PerformanceUrl? OnlyCompleted => Filter.Parse(View.Query ?? "").Filter is { } filter && !filter.Fields.Contains(FilterFields.Outcome)
        && filter.And(Completed).ToString() is { Length: <= Filter.MaxLength } text
        ? this with { View = View with { Query = text } }
        : null;

    private string WithOwn() => string.Join('&', Parts()) is { Length: > 0 } own ? Path + "?" + own : Path;

    private IEnumerable<string> Parts()
    {
        if (Metric != Home.Metric)
        {
            yield return "metric=" + EnumNames.NameOf(Metric);
        }

        if (!Share.Equals(Home.Share))
        {
            yield return "p=" + ShareName;
        }

        if (By != Home.By)
        {
            yield return "by=" + By.Name;
        }

        if (Column != Home.Column)
        {
            yield return "sort=" + EnumNames.NameOf(Column);
        }

        if (Ascending)
        {
            yield return "order=asc";
        }
    }
}

using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Observability.Dashboard.Ui;
using Observability.Domain;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Usage;

/// <summary>How the rows of the table are ordered.</summary>
/// <param name="By">By what.</param>
/// <param name="Of">The measure, where it is <see cref="UsageColumn.Measure"/>; null = the one in the chart.</param>
/// <param name="Ascending">Smallest first.</param>
public readonly record struct UsageOrder(UsageColumn By, UsageMeasure? Of, bool Ascending);

/// <summary>What a column of the table holds.</summary>
public enum UsageColumn
{
    /// <summary>A measure.</summary>
    Measure,

    /// <summary>The group's name.</summary>
    Name,

    /// <summary>The change against the previous period.</summary>
    Change,
}

/// <summary>The whole state of the page of usage and cost, which is its URL.</summary>
/// <param name="View">What time, what filter.</param>
/// <param name="Measure">What is charted.</param>
/// <param name="By">What it is told apart by; null = nothing.</param>
/// <param name="Top">How many groups are told by name.</param>
/// <param name="IsArea">Bands instead of bars.</param>
/// <param name="Order">How the table is ordered.</param>
public sealed record UsageUrl(UsageView View, UsageMeasure Measure, Dimension? By, int Top, bool IsArea, UsageOrder Order)
{
    /// <summary>Where the page is.</summary>
    public const string Path = "/usage";

    private const string Nothing = "none";

    /// <summary>How many groups may be told by name.</summary>
    public static IReadOnlyList<int> Tops { get; } = [5, 8, 15, 25];

    /// <summary>The page as it opens.</summary>
    public static UsageUrl Home { get; } = new(UsageView.Home, UsageMeasure.Cost, Dimension.Model, 8, false, default);

    /// <summary>What <see cref="UsageView.Query"/> asks; null when it cannot be read, and then nothing may be shown as if it were.</summary>
    public Filter? Filter => Filter.Parse(View.Query ?? "").Filter;

    /// <summary>Reads the query of an address.</summary>
    /// <returns>The page, and a sentence about the first parameter that could not be read; null when all could.</returns>
    public static (UsageUrl Url, string? Problem) Parse(string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        var (view, problem) = UsageView.Parse(query);
        var url = new UsageUrl(
            view,
            Read("measure", EnumNames.Parse<UsageMeasure>, Home.Measure),
            One("by") == Nothing ? null : One("by") is { } by ? Dimension.Parse(by) ?? Bad("by", by, Home.By) : Home.By,
            Read("n", text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && Tops.Contains(n) ? n : null, Home.Top),
            One("chart") == "area",
            Order(One("sort"), One("order") == "asc"));
        return (url, problem);

        string? One(string name) => values.TryGetValue(name, out var given) && given[0] is { Length: > 0 } text ? text : null;

        T Read<T>(string name, Func<string, T?> parse, T usual)
            where T : struct => One(name) is not { } text ? usual : parse(text) ?? Bad(name, text, usual);

        T Bad<T>(string name, string text, T usual)
        {
            problem ??= string.Format(CultureInfo.CurrentCulture, UsageText.NotUnderstood, name, VisibleText.Of(text));
            return usual;
        }

        UsageOrder Order(string? text, bool ascending) => text switch
        {
            null => new(UsageColumn.Measure, null, ascending),
            "name" => new(UsageColumn.Name, null, ascending),
            "change" => new(UsageColumn.Change, null, ascending),
            _ => EnumNames.Parse<UsageMeasure>(text) is { } of ? new(UsageColumn.Measure, of, ascending) : Bad("sort", text, default(UsageOrder)),
        };
    }

    /// <summary>The address, path included.</summary>
    public override string ToString() => On(Path);

    /// <summary>The address of another path with the same query: the downloads.</summary>
    public string On(string path) => View.On(WithOwn(path));

    /// <summary>Where a drag over the chart leads.</summary>
    public string ZoomHref => View.ZoomOn(WithOwn(Path));

    /// <summary>The same ordered by a column; asked for again, the other way round. Names begin with A, numbers with the largest.</summary>
    public UsageUrl OrderedBy(UsageColumn column, UsageMeasure? of)
    {
        of = of == Measure ? null : of;
        var again = Order.By == column && Order.Of == of;
        return this with { Order = new(column, of, again ? !Order.Ascending : column == UsageColumn.Name) };
    }

    /// <summary>The same for one group only; null when the text of the filter would become too long, or the group is no one thing.</summary>
    public UsageUrl? Only(string? name) => By is not null && Filter is { } filter && UsageTerms.Of(filter, By, name) is { } narrower
        ? this with { View = View with { Query = narrower.ToString() } }
        : null;

    /// <summary>The same told apart by a field of filters; null where sums are not told apart by it.</summary>
    /// <param name="field">The field.</param>
    /// <param name="property">Name of the property where it is one; null otherwise.</param>
    public string? GroupedBy(FilterField field, string? property)
    {
        var name = property is null ? field == FilterFields.UserId ? FilterFields.User.Name : field.Name : "prop." + property;
        return Dimension.Parse(name) is { } by ? (this with { By = by }).ToString() : null;
    }

    private string WithOwn(string path) => string.Join('&', Parts()) is { Length: > 0 } own ? path + "?" + own : path;

    private IEnumerable<string> Parts()
    {
        if (Measure != Home.Measure)
        {
            yield return "measure=" + EnumNames.NameOf(Measure);
        }

        if (By != Home.By)
        {
            yield return "by=" + Uri.EscapeDataString(By?.Name ?? Nothing);
        }

        if (Top != Home.Top)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"n={Top}");
        }

        if (IsArea)
        {
            yield return "chart=area";
        }

        if (Order.By != UsageColumn.Measure || Order.Of is not null)
        {
            yield return "sort=" + (Order.Of is { } of ? EnumNames.NameOf(of) : EnumNames.NameOf(Order.By));
        }

        if (Order.Ascending)
        {
            yield return "order=asc";
        }
    }
}

using Microsoft.AspNetCore.WebUtilities;
using Observability.Dashboard.Ui;
using Observability.Domain;

namespace Observability.Dashboard.Totals;

/// <summary>The whole state of a page with a table of sums, which is its URL.</summary>
/// <param name="Path">The page.</param>
/// <param name="View">What time, what filter.</param>
/// <param name="Order">By what its rows are ordered.</param>
/// <param name="Ascending">Smallest first.</param>
public sealed record TableUrl(string Path, UsageView View, SumsOrder Order, bool Ascending)
{
    /// <summary>Reads the query of an address; an order that there is not is the usual one.</summary>
    public static TableUrl Parse(string path, string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        return new(path, UsageView.Parse(query).View, EnumNames.Parse<SumsOrder>(One("sort") ?? "") ?? SumsOrder.Cost, One("order") == "asc");

        string? One(string name) => values.TryGetValue(name, out var given) ? given[0] : null;
    }

    /// <summary>The same table by <paramref name="order"/>; asked for again, the other way round. Names begin with A, numbers with the largest.</summary>
    public TableUrl By(SumsOrder order) => this with { Order = order, Ascending = order == Order ? !Ascending : order == SumsOrder.Name };

    /// <summary>The same table with another filter; empty = none.</summary>
    public TableUrl Filtered(string filter) => this with { View = View.Filtered(filter) };

    /// <summary>The address, path included.</summary>
    public override string ToString() => On(Path);

    /// <summary>The address of another path with the same query: the download.</summary>
    public string On(string path) => View.On(string.Join('&', Own()) is { Length: > 0 } own ? path + "?" + own : path);

    private IEnumerable<string> Own()
    {
        if (Order != SumsOrder.Cost)
        {
            yield return "sort=" + EnumNames.NameOf(Order);
        }

        if (Ascending)
        {
            yield return "order=asc";
        }
    }
}

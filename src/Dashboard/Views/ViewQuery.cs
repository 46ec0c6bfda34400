using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Observability.Dashboard.Ui;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Views;

/// <summary>The part of the requests page's address that a view keeps: what is listed, in which order, with which columns. Not the place in it, not what is open.</summary>
internal static class ViewQuery
{
    /// <summary>The parameters of the page that belong to a view, in the order they are written.</summary>
    private static readonly string[] Kept = ["q", "from", "to", "range", "order", "user", "models", "running", "columns"];

    /// <summary>The query of an address as a view keeps it; equal when the views are. Empty = everything, as the page comes.</summary>
    public static string Of(string query) => Written(Read(query).Where(p => Kept.Contains(p.Key)));

    /// <summary>What can be applied of a view that was saved by this version or an older one, and sentences about what cannot.</summary>
    /// <param name="stored">Its query.</param>
    /// <param name="columns">The columns there are; null = they are not known here, and none is left out.</param>
    public static (string Query, IReadOnlyList<string> LeftOut) Applied(string stored, IReadOnlyCollection<string>? columns)
    {
        var (kept, leftOut) = (new List<KeyValuePair<string, string>>(), new List<string>());
        foreach (var (name, value) in Read(stored))
        {
            if (!Kept.Contains(name))
            {
                leftOut.Add(string.Format(CultureInfo.CurrentCulture, ViewsText.ParameterLeftOut, name));
            }
            else if (name == "q" && Filter.Parse(value).Error is { } error)
            {
                leftOut.Add(string.Format(CultureInfo.CurrentCulture, ViewsText.FilterLeftOut, VisibleText.Of(value), VisibleText.Of(Sentences.InWords(error.Message))));
            }
            else if (name == "columns" && columns is not null)
            {
                var (known, unknown) = Columns(value, columns);
                leftOut.AddRange(unknown.Select(c => string.Format(CultureInfo.CurrentCulture, ViewsText.ColumnLeftOut, VisibleText.Of(c))));
                if (known.Length > 0)
                {
                    kept.Add(new(name, string.Join(',', known)));
                }
            }
            else
            {
                kept.Add(new(name, value));
            }
        }

        return (Written(kept), leftOut);
    }

    /// <summary>What a view shows, in a line for people: its filter, then the rest as the address has it.</summary>
    public static string Preview(string query)
    {
        var parameters = Read(query).ToList();
        var filter = parameters.Where(p => p.Key == "q").Select(p => p.Value);
        var rest = parameters.Where(p => p.Key != "q").Select(p => $"{p.Key}={p.Value}");
        return VisibleText.Of(string.Join(" · ", filter.Concat(rest)));
    }

    private static IEnumerable<KeyValuePair<string, string>> Read(string query) => QueryHelpers.ParseQuery(query)
        .Where(p => p.Value is [{ Length: > 0 }, ..]).Select(p => new KeyValuePair<string, string>(p.Key, p.Value[0]!));

    private static string Written(IEnumerable<KeyValuePair<string, string>> parameters) => string.Join('&', parameters
        .OrderBy(p => Array.IndexOf(Kept, p.Key)).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Key == "q" ? Canonical(p.Value) : p.Value)}"));

    // So that a filter written another way is no other view.
    private static string Canonical(string text) => Filter.Parse(text).Filter?.ToString() ?? text;

    private static (string[] Known, string[] Unknown) Columns(string value, IReadOnlyCollection<string> columns)
    {
        var named = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToLookup(c => columns.Contains(c));
        return ([.. named[true]], [.. named[false]]);
    }
}

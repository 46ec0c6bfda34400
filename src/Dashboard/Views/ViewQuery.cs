using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Views;

/// <summary>What a view keeps of the requests page: what is listed, in which order, with which columns. Not the place in it, not what is open.</summary>
internal static class ViewQuery
{
    /// <summary>The query of an address as a view keeps it; equal when the lists are. Empty = everything, as the page comes.</summary>
    public static string Of(string query) => Of(RequestsUrl.Parse(query).Url);

    /// <summary>The same of a page.</summary>
    public static string Of(RequestsUrl url) => (url with { Filter = url.Filter with { Q = url.Filter.Terms?.ToString() ?? url.Filter.Q } }).ListQuery();

    /// <summary>The page that shows a view saved by this version or an older one, and sentences about what of it cannot be shown any more.</summary>
    public static (RequestsUrl Url, IReadOnlyList<string> LeftOut) Applied(ViewSummary view)
    {
        var (url, problem) = RequestsUrl.Parse(view.Query);
        url = url.List with { View = view.Id };
        if (url.Filter.Unread is not { } error)
        {
            return (url, problem is null ? [] : [problem]);
        }

        var unread = string.Format(
            CultureInfo.CurrentCulture, ViewsText.FilterLeftOut, VisibleText.Of(url.Filter.Q ?? ""), VisibleText.Of(Sentences.InWords(error.Message)));
        return (url with { Filter = url.Filter with { Q = null } }, problem is null ? [unread] : [unread, problem]);
    }

    /// <summary>What a view shows, in a line for people: its filter, then the rest as the address has it.</summary>
    public static string Preview(string query)
    {
        var parameters = QueryHelpers.ParseQuery(query);
        var filter = parameters.Where(p => p.Key == "q").Select(p => $"{p.Value}");
        var rest = parameters.Where(p => p.Key != "q").Select(p => $"{p.Key}={p.Value}");
        return string.Join(" · ", filter.Concat(rest)) is { Length: > 0 } text ? VisibleText.Of(text) : ViewsText.EverythingPreview;
    }
}

using Observability.Dashboard.Ui;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Totals;

/// <summary>Where the page of one model, user or key is: its name or id is the rest of the path, whatever is in it.</summary>
public static class GroupAddress
{
    /// <summary>The address with the same time and filter; null where there can be none: browsers take such a name for a step between folders.</summary>
    /// <param name="path">Of the list: <c>/models</c>.</param>
    /// <param name="name">Name or id.</param>
    /// <param name="view">What time, what filter.</param>
    public static string? Of(string path, string? name, UsageView view) =>
        name is null or "" or "." or ".." ? null : view.On($"{path}/{Uri.EscapeDataString(name)}");

    /// <summary>The name in an address.</summary>
    /// <param name="path">Of the list.</param>
    /// <param name="uri">The whole address.</param>
    public static string NameIn(string path, string uri) => Uri.UnescapeDataString(new Uri(uri).AbsolutePath[(path.Length + 1)..]);

    /// <summary>The page of a part, of whatever kind; null where it has none.</summary>
    public static string? Of(string by, string? name) =>
        by == Dimension.Model.Name ? Of("/models", name, UsageView.Home)
        : by == Dimension.User.Name ? Of("/users", name, UsageView.Home)
        : by == Dimension.Key.Name ? Of("/keys", name, UsageView.Home)
        : null;

    /// <summary>A filter narrowed to one model, user, key, upstream or task; null = that names none.</summary>
    public static Filter Narrowed(Filter filter, string by, string? name) => filter.WithTerm(FieldOf(by), name);

    /// <summary>The field that asks for one of them.</summary>
    public static FilterField FieldOf(string by) => by == Dimension.User.Name ? FilterFields.UserId : FilterFields.Find(by)!;
}

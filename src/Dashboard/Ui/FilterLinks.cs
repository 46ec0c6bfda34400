using Observability.Domain.Filters;

namespace Observability.Dashboard.Ui;

/// <summary>Where the ways on a value lead. A page gives it as a cascading value, a new one for each address, and <see cref="FilterValue"/> draws the ways.</summary>
/// <param name="filter">The filter in force.</param>
/// <param name="href">The address of the page with another filter.</param>
/// <param name="groupHref">The address of usage told apart by a field, of what the page shows; null where sums are not told apart by it. The second is the name of a property, null otherwise.</param>
public sealed class FilterLinks(Filter filter, Func<Filter, string> href, Func<FilterField, string?, string?> groupHref)
{
    /// <summary>The filter in force.</summary>
    public Filter Filter => filter;

    /// <summary>The address of the page with another filter.</summary>
    public string Href(Filter other) => href(other);

    /// <summary>The address of usage told apart by a field; null where sums are not told apart by it.</summary>
    public string? GroupHref(FilterField field, string? property) => groupHref(field, property);
}

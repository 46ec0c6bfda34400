using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Usage;

/// <summary>From a part of a chart to the filter that keeps just its requests.</summary>
internal static class UsageTerms
{
    /// <summary>The filter for one group more; null when its text would be longer than one that can be read back, or the name cannot be asked for.</summary>
    /// <param name="filter">The filter there is.</param>
    /// <param name="by">What the group is of.</param>
    /// <param name="name">The group; null = those where it is unknown.</param>
    public static Filter? Of(Filter filter, Dimension by, string? name)
    {
        try
        {
            var narrower = by.PropertyName is { } property ? filter.WithProperty(property, name) : filter.WithTerm(FieldOf(by), name);
            return Readable(narrower);
        }
        catch (ArgumentException)
        {
            // What never is absent cannot be asked to be; what is too long to be written cannot be asked for.
            return null;
        }
    }

    /// <summary>The filter for what a measure counts; the filter itself where it counts something of every request.</summary>
    public static Filter Counted(Filter filter, UsageMeasure measure)
    {
        var text = measure switch
        {
            UsageMeasure.Requests => "task:none",
            UsageMeasure.Tasks => "task:any",
            UsageMeasure.Errors => "outcome:(upstream_refused OR upstream_unreachable OR upstream_timed_out OR upstream_broke OR stream_error OR rejected)",
            UsageMeasure.Unpriced => "pricing:unpriced",
            _ => "",
        };
        return And(filter, text);
    }

    /// <summary>The filter and some terms of ours more; the filter itself where that would be too long to be read back.</summary>
    public static Filter And(Filter filter, string terms) => Readable(filter.And(Filter.Parse(terms).Filter!)) ?? filter;

    private static Filter? Readable(Filter filter) => filter.ToString().Length <= Filter.MaxLength ? filter : null;

    /// <summary>The field that asks for a group.</summary>
    public static FilterField FieldOf(Dimension by) =>
        by.PropertyName is not null ? FilterFields.Property
        : by == Dimension.User ? FilterFields.UserId
        : by == Dimension.Model ? FilterFields.Model
        : by == Dimension.Key ? FilterFields.Key
        : by == Dimension.Upstream ? FilterFields.Upstream
        : by == Dimension.Task ? FilterFields.Task
        : by == Dimension.Outcome ? FilterFields.Outcome
        : by == Dimension.Status ? FilterFields.Status
        : FilterFields.Session;
}

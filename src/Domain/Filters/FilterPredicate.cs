namespace Observability.Domain.Filters;

/// <summary>A filter as a question to an exchange in memory. It keeps exactly the rows that <see cref="FilterSql.OverExchanges(Filter, Guid, Func{object, string}, FilterWindow?)"/> keeps.</summary>
public static class FilterPredicate
{
    /// <summary>Makes the question, once for many exchanges. It may be asked on any thread, never throws, and takes time in proportion to the texts it looks at.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="names">Whose keys and users names mean: they are looked up when the question is asked.</param>
    public static Func<FilterSubject, bool> Of(Filter filter, FilterNames names) =>
        filter.Root is { } root ? new FilterCompiler(names, running: false).Compile(root) : _ => true;

    /// <summary>The same of requests that still run. Whatever an answer tells they have not: <c>outcome:completed</c> keeps none of them, its opposite all.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="names">Whose keys and users names mean.</param>
    public static Func<FilterSubject, bool> OfRunning(Filter filter, FilterNames names) =>
        filter.Root is { } root ? new FilterCompiler(names, running: true).Compile(root) : _ => true;
}

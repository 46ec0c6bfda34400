using Npgsql;

namespace Observability.Domain.Filters;

/// <summary>
/// A filter as a condition in SQL. It is never null, so that its opposite keeps every other row: <c>-user:x</c> keeps rows without a user. Whatever a
/// person wrote is in parameters, matched by LIKE and never by a regular expression.
/// </summary>
public static class FilterSql
{
    /// <summary>The condition over <c>exchanges e</c>.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="projectId">Whose keys and users names mean, and in whose texts words are looked for; the condition itself does not keep to the project.</param>
    /// <param name="parameter">Takes a parameter's value and gives what stands for it in the statement.</param>
    /// <param name="within">The time that the statement keeps to; null = not known, which is slow where words are looked for over many exchanges.</param>
    public static string OverExchanges(Filter filter, Guid projectId, Func<object, string> parameter, FilterWindow? within = null) =>
        filter.Root is not { } root ? "true" :
        new FilterWriter(projectId, f => f.Columns.Select(c => c.Sql), parameter, new(projectId, within, parameter)).Write(root) is var sql && AnnotatedOnly.Holds(root)
            ? $"({sql} and {AnnotatedOnly.Sql})"
            : sql;

    /// <summary>The same with Npgsql's parameters by position, <c>$n</c>, appended to those there are.</summary>
    public static string OverExchanges(Filter filter, Guid projectId, IList<NpgsqlParameter> parameters, FilterWindow? within = null) =>
        OverExchanges(filter, projectId, Positional(parameters), within);

    /// <summary>What a field is of one row, over <c>exchanges e</c>, as an array of texts: empty or of null where the row has no value.</summary>
    /// <param name="field">A field that is <see cref="FilterField.IsListable"/>; or one that has <see cref="FieldSteps"/>, of which the step is told.</param>
    /// <param name="property">Of <see cref="FilterFields.Property"/> the name; null = the names themselves are the values.</param>
    /// <param name="parameters">Parameters by position, to which those of the expression are appended.</param>
    public static string ValuesOverExchanges(FilterField field, string? property, IList<NpgsqlParameter> parameters) => field.Kind switch
    {
        FilterKind.Property when property is null => "array(select jsonb_object_keys(e.properties))",
        FilterKind.Property => $"array[e.properties ->> {Positional(parameters)(property)}]",
        FilterKind.Names => field.Columns[0].Sql,
        _ when FieldSteps.Of(field) is { } steps =>
            $"array[width_bucket(({field.Columns[0].Sql})::numeric, {Positional(parameters)(steps.Edges.ToArray())}::numeric[])::text]",
        _ => $"array[({field.Columns[0].Sql})::text]",
    };

    /// <summary>The condition over rows that hold only dimensions.</summary>
    /// <param name="filter">A filter that uses nothing but dimensions the rows have.</param>
    /// <param name="projectId">Whose keys and users names mean.</param>
    /// <param name="column">The column of a field, such as <c>r.model</c>; both <c>user</c> and <c>user_id</c> are the column of user ids, <c>key</c> that of key ids.</param>
    /// <param name="parameters">Parameters by position, to which those of the condition are appended.</param>
    /// <exception cref="ArgumentException">It asks about a field that no rollup keeps.</exception>
    public static string OverDimensions(Filter filter, Guid projectId, Func<FilterField, string> column, IList<NpgsqlParameter> parameters)
    {
        if (filter.Fields.FirstOrDefault(f => !f.IsRollupDimension) is { } other)
        {
            throw new ArgumentException($"{other.Name} is no dimension: this filter needs the rows themselves.", nameof(filter));
        }

        var parameter = Positional(parameters);
        return filter.Root is { } root ? new FilterWriter(projectId, f => [column(f)], parameter, new(projectId, null, parameter)).Write(root) : "true";
    }

    private static Func<object, string> Positional(IList<NpgsqlParameter> parameters) => value =>
    {
        parameters.Add(new() { Value = value });
        return $"${parameters.Count}";
    };
}

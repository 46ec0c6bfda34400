namespace Observability.Domain.Filters;

/// <summary>Writes what a filter asks of message texts: in exchange_texts, and for exchanges without a row there in their previews.</summary>
/// <param name="project">Whose exchanges.</param>
/// <param name="within">The time the statement keeps to; null = not known.</param>
/// <param name="parameter">Takes a value, gives what stands for it.</param>
internal sealed class FilterTexts(Guid project, FilterWindow? within, Func<object, string> parameter)
{
    private string? _project;
    private string? _from;
    private string? _to;

    private enum Place
    {
        Texts,
        Previews,
    }

    /// <summary>Whether it asks about nothing but words in message texts, so that one look at them answers it.</summary>
    public static bool Covers(FilterExpression expression) => expression switch
    {
        Term { Match: TextMatch } term => IsText(term.Field),
        Not not => Covers(not.Inner),
        AllOf all => all.Parts.All(Covers),
        AnyOf any => any.Parts.All(Covers),
        _ => false,
    };

    /// <summary>Whether the field is what was said in messages.</summary>
    public static bool IsText(FilterField field) => field == FilterFields.Text || field == FilterFields.Input || field == FilterFields.Output;

    /// <summary>The condition over <c>exchanges e</c>, never null.</summary>
    public string Write(FilterExpression expression) => within is null || IsOpposite(expression) ? RowByRow(expression) : Within(expression);

    /// <summary>Keeps the rows of another table to the statement's time, with <c>and</c> before it; empty where that is not known.</summary>
    /// <remarks>That they are of one row's time PostgreSQL knows only while it runs: it would plan every day there is, a tenth of a second for a year.</remarks>
    /// <param name="row">What the rows are called.</param>
    public string Days(string row)
    {
        if (within is not { } time)
        {
            return "";
        }

        _from ??= parameter(time.From.UtcDateTime);
        _to ??= parameter(time.To.UtcDateTime);
        return $" and {row}.started_at >= {_from} and {row}.started_at < {_to}";
    }

    // Few rows have a word, nearly all are without it: those are looked up one by one, after everything else that is asked of a row.
    private static bool IsOpposite(FilterExpression expression) => expression switch
    {
        Not => true,
        AllOf all => all.Parts.All(IsOpposite),
        AnyOf any => any.Parts.Any(IsOpposite),
        _ => false,
    };

    private string RowByRow(FilterExpression expression) =>
        $"""
        coalesce((select {Test(expression, Place.Texts, "t")} from exchange_texts t where t.id = e.id and t.started_at = e.started_at{Days("t")}), {Test(expression, Place.Previews, "e")})
        """;

    // Which rows have texts is known of nearly all (text_horizon); the second half is run over the others only.
    private string Within(FilterExpression expression)
    {
        _project ??= parameter(project);
        return $"""
            (e.id, e.started_at) in (
                select t.id, t.started_at from exchange_texts t
                where t.project_id = {_project}{Days("t")} and {Test(expression, Place.Texts, "t")}
                union all
                select p.id, p.started_at from exchanges p
                where p.project_id = {_project}{Days("p")}
                    and (p.started_at < (select since from text_horizon) or p.started_at >= (select until from text_horizon))
                    and {Test(expression, Place.Previews, "p")}
                    and not exists (select from exchange_texts t where t.id = p.id and t.started_at = p.started_at{Days("t")}))
            """;
    }

    private string Test(FilterExpression expression, Place place, string row) => expression switch
    {
        Term term => Word(term, place, row),
        Not not => $"not {Test(not.Inner, place, row)}",
        AllOf all => $"({string.Join(" and ", all.Parts.Select(p => Test(p, place, row)))})",
        AnyOf any => $"({string.Join(" or ", any.Parts.Select(p => Test(p, place, row)))})",
        _ => throw new InvalidOperationException($"A filter has no {expression.GetType().Name}."),
    };

    private string Word(Term term, Place place, string row)
    {
        var pattern = FilterWriter.Pattern((TextMatch)term.Match);
        var (test, columns) = place == Place.Texts
            ? ($"like {parameter($"%{FoldedText.Of(pattern)}%")}", new[] { "input", "output" })
            : ($"ilike {parameter($"%{pattern}%")}", ["request_preview", "response_preview"]);
        var asked = term.Field == FilterFields.Input ? columns[..1] : term.Field == FilterFields.Output ? columns[1..] : columns;
        return $"({string.Join(" or ", asked.Select(c => $"({row}.{c} {test} and {row}.{c} is not null)"))})";
    }
}

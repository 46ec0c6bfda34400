namespace Observability.Domain.Filters;

/// <summary>Writes one tree as SQL. Each test is said of a column together with its being there, so that it is never null and an index still serves.</summary>
/// <param name="project">Whose names.</param>
/// <param name="columns">The columns of a field.</param>
/// <param name="parameter">Takes a value, gives what stands for it.</param>
/// <param name="texts">Writes what is asked of message texts.</param>
internal sealed class FilterWriter(Guid project, Func<FilterField, IEnumerable<string>> columns, Func<object, string> parameter, FilterTexts texts)
{
    private string? _project;

    public string Write(FilterExpression expression) => expression switch
    {
        _ when FilterTexts.Covers(expression) => texts.Write(expression),
        Term term => OfTerm(term),
        Not not => $"not {Write(not.Inner)}",
        AllOf all => Joined(" and ", all.Parts, AllOf.Of),
        AnyOf any => Joined(" or ", any.Parts, AnyOf.Of),
        _ => throw new InvalidOperationException($"A filter has no {expression.GetType().Name}."),
    };

    // All that is asked of message texts in one look.
    private string Joined(string word, IReadOnlyList<FilterExpression> parts, Func<IEnumerable<FilterExpression>, FilterExpression> together)
    {
        List<FilterExpression> said = [.. parts.Where(FilterTexts.Covers)];
        var rest = parts.Where(p => !FilterTexts.Covers(p)).Select(Write);
        return $"({string.Join(word, said.Count == 0 ? rest : rest.Append(texts.Write(together(said))))})";
    }

    private string OfTerm(Term term)
    {
        var field = term.Field;
        if (field.Kind == FilterKind.Presence)
        {
            return Any(FilterValues.WordsOf(field, (TextMatch)term.Match).Select(word => FilterPresence.Conditions[word].Sql));
        }

        var told = term.Property is { } name ? [field.ByName!(name, parameter(name), field.Kind == FilterKind.Header ? texts.Days("b") : "").Sql] : columns(field);
        if (term.Match is Presence { Present: var present })
        {
            var there = Any(told.Select(c => field.Kind is FilterKind.Names or FilterKind.Header ? $"cardinality({c}) > 0" : $"{c} is not null"));
            return present ? there : $"not {there}";
        }

        var test = TestOf(field, term.Match);
        return Any(told.Select(c => $"{test(c)} and {c} is not null"));
    }

    private Func<string, string> TestOf(FilterField field, FilterMatch match) => match switch
    {
        TextMatch text => field.Kind switch
        {
            FilterKind.Word => Words([.. FilterValues.WordsOf(field, text)]),
            FilterKind.Names or FilterKind.Header => Names(text),
            FilterKind.Key => Key(text),
            FilterKind.User => User(text),
            FilterKind.Text => Compared("ilike", $"%{Pattern(text)}%"),
            FilterKind.Identifier => text.IsPattern ? Compared("like", Pattern(text)) : Compared("=", text.Parts[0]),
            _ => Name(field, text),
        },
        FlagMatch flag => field.Kind == FilterKind.Score ? Score("boolean", Compared("=", flag.Value)) : Compared("=", flag.Value),
        UuidMatch uuid => Compared("=", uuid.Value),
        _ => field.Kind == FilterKind.Score ? Score("numeric", Number(match)) : Number(match),
    };

    private Func<string, string> Number(FilterMatch match) => match switch
    {
        NumberMatch number => Compared(Sign(number.Comparison), number.Value.Amount),
        RangeMatch range => Between(range.From.Amount, range.To.Amount),
        StatusClassMatch status => Between((decimal)status.Hundreds * 100, ((decimal)status.Hundreds * 100) + 99),
        _ => throw new InvalidOperationException($"A filter asks for no {match.GetType().Name}."),
    };

    private Func<string, string> Compared(string sign, object value)
    {
        var place = parameter(value);
        return c => $"{c} {sign} {place}";
    }

    private Func<string, string> Between(decimal from, decimal to)
    {
        var (first, last) = (parameter(from), parameter(to));
        return c => $"{c} between {first} and {last}";
    }

    // A cast is tried only of what it can be made of: a score of another type would end the statement.
    private static Func<string, string> Score(string type, Func<string, string> test) => c =>
        $"case when jsonb_typeof({c}) = '{(type == "numeric" ? "number" : type)}' then {test($"{c}::{type}")} else false end";

    private Func<string, string> Words(string[] words)
    {
        var place = parameter(words);
        return c => $"{c} = any({place})";
    }

    private Func<string, string> Name(FilterField field, TextMatch text)
    {
        var whole = Like(text);
        if (field.Ending is not { } ending || text.Exact || text.IsPattern)
        {
            return whole;
        }

        var ended = Like(new([text.Parts[0] + ending], Exact: false));
        return c => $"({whole(c)} or {ended(c)})";
    }

    private Func<string, string> Names(TextMatch text)
    {
        var one = Like(text);
        return c => $"exists (select from unnest({c}) one where {one("one")})";
    }

    // Arrays rather than joins: an index on the column serves, and they are asked for once.
    private Func<string, string> Key(TextMatch text)
    {
        var named = $"array(select k.id from keys k where k.project_id = {Project()} and {Like(text)("k.name")})";
        if (text.IsPattern || !Guid.TryParse(text.Parts[0], out var id))
        {
            return c => $"{c} = any({named})";
        }

        var place = parameter(id);
        return c => $"({c} = {place} or {c} = any({named}))";
    }

    private Func<string, string> User(TextMatch text)
    {
        var one = Like(text);
        var named = $"array(select u.user_id from users u where u.project_id = {Project()} and ({one("u.name")} or {one("u.email")}))";
        return c => $"({one(c)} or {c} = any({named}))";
    }

    private Func<string, string> Like(TextMatch text) => text.Exact ? Compared("=", text.Parts[0]) : Compared("ilike", Pattern(text));

    private string Project() => _project ??= parameter(project);

    private static string Any(IEnumerable<string> conditions) => $"({string.Join(" or ", conditions.Select(c => $"({c})"))})";

    /// <summary>The pattern of LIKE, stars as <c>%</c>.</summary>
    public static string Pattern(TextMatch text) => string.Join('%', text.Parts.Select(part => part
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)));

    private static string Sign(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "=",
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        Comparison.GreaterOrEqual => ">=",
    };
}

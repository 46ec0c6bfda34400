using System.Globalization;

namespace Observability.Domain.Filters;

/// <summary>Makes one tree into a question in memory: what <see cref="FilterWriter"/> says in SQL, said in C#.</summary>
/// <param name="names">Names of keys and users.</param>
/// <param name="running">Whether it is asked of requests that still run, of which there is no answer yet.</param>
internal sealed class FilterCompiler(FilterNames names, bool running)
{
    public Func<FilterSubject, bool> Compile(FilterExpression expression) => expression switch
    {
        Term term => OfTerm(term),
        Not not => Opposite(Compile(not.Inner)),
        AllOf all => All([.. all.Parts.Select(Compile)]),
        AnyOf any => Any([.. any.Parts.Select(Compile)]),
        _ => throw new InvalidOperationException($"A filter has no {expression.GetType().Name}."),
    };

    private Func<FilterSubject, bool> OfTerm(Term term)
    {
        var field = term.Field;
        if (field.Kind == FilterKind.Presence)
        {
            return Any([.. FilterValues.WordsOf(field, (TextMatch)term.Match).Select(word => FilterPresence.Conditions[word].Holds)]);
        }

        var told = term.Property is { } name ? [field.ByName!(name, "", "")] : field.Columns.Where(c => !running || !c.IsOfAnswer);
        if (term.Match is Presence { Present: var present })
        {
            var there = Any([.. told.Select(There)]);
            return present ? there : Opposite(there);
        }

        return Any([.. told.Select(column => Test(field, column, term.Match))]);
    }

    private static Func<FilterSubject, bool> There(FilterColumn column) => column switch
    {
        TextColumn text => s => text.Value(s) is not null,
        ListColumn list => s => list.Values(s).Count > 0,
        NumberColumn number => s => number.Value(s) is not null,
        RealColumn real => s => real.Value(s) is not null,
        FlagColumn flag => s => flag.Value(s) is not null,
        UuidColumn uuid => s => uuid.Value(s) is not null,
        ScoreColumn score => s => score.Value(s).Present,
        _ => throw new InvalidOperationException($"A row has no {column.GetType().Name}."),
    };

    private Func<FilterSubject, bool> Test(FilterField field, FilterColumn column, FilterMatch match) => (column, match) switch
    {
        (TextColumn text, TextMatch asked) => Text(field, text, asked),
        (ListColumn list, TextMatch asked) => List(list, Like(asked)),
        (UuidColumn key, TextMatch asked) => Key(key, asked),
        (UuidColumn uuid, UuidMatch asked) => s => uuid.Value(s) == asked.Value,
        (FlagColumn flag, FlagMatch asked) => s => flag.Value(s) == asked.Value,
        (ScoreColumn score, FlagMatch asked) => s => score.Value(s).Flag == asked.Value,
        (ScoreColumn score, _) => Number(s => score.Value(s).Number, match, amount => amount),
        (NumberColumn number, _) => Number(number.Value, match, amount => amount),
        (RealColumn real, _) => Number(real.Value, match, Real),
        _ => throw new InvalidOperationException($"{field.Name} is asked for no {match.GetType().Name}."),
    };

    private Func<FilterSubject, bool> Text(FilterField field, TextColumn column, TextMatch match) => field.Kind switch
    {
        FilterKind.Word => Word(column, [.. FilterValues.WordsOf(field, match)]),
        FilterKind.Text => Found(column, TextTest.Anywhere(match)),
        FilterKind.Identifier => Whole(column, TextTest.Exactly(match)),
        FilterKind.User => User(column, Like(match)),
        _ => field.Ending is { } ending && !match.Exact && !match.IsPattern
            ? Any([Whole(column, Like(match)), Whole(column, Like(new([match.Parts[0] + ending], Exact: false)))])
            : Whole(column, Like(match)),
    };

    private static Func<FilterSubject, bool> Word(TextColumn column, string[] words) => s => column.Value(s) is { } value && words.Contains(value, StringComparer.Ordinal);

    private static Func<FilterSubject, bool> Found(TextColumn column, TextTest test) =>
        column.Folded is { } folded ? s => test.FitsFolded(folded(s)) : s => test.Fits(column.Value(s));

    private static Func<FilterSubject, bool> Whole(TextColumn column, TextTest test) => s => test.Fits(column.Value(s));

    private static Func<FilterSubject, bool> List(ListColumn column, TextTest test) => s =>
    {
        var values = column.Values(s);
        for (var i = 0; i < values.Count; i++)
        {
            if (test.Fits(values[i]))
            {
                return true;
            }
        }

        return false;
    };

    private Func<FilterSubject, bool> Key(UuidColumn column, TextMatch match)
    {
        var named = Like(match);
        var asked = !match.IsPattern && Guid.TryParse(match.Parts[0], out var id) ? id : (Guid?)null;
        return s => column.Value(s) is { } key && (key == asked || named.Fits(names.KeyName(key)));
    }

    private Func<FilterSubject, bool> User(TextColumn column, TextTest test) => s =>
    {
        if (column.Value(s) is not { } id)
        {
            return false;
        }

        var (name, email) = names.UserNames(id);
        return test.Fits(id) || test.Fits(name) || test.Fits(email);
    };

    private static TextTest Like(TextMatch match) => match.Exact ? TextTest.Exactly(match) : TextTest.Alike(match);

    private static Func<FilterSubject, bool> Number<T>(Func<FilterSubject, T?> value, FilterMatch match, Func<decimal, T> of) where T : struct, IComparable<T>
    {
        var (from, to, open) = match switch
        {
            NumberMatch { Comparison: Comparison.Equal, Value.Amount: var amount } => (amount, amount, false),
            NumberMatch { Comparison: Comparison.Less, Value.Amount: var amount } => ((decimal?)null, (decimal?)amount, true),
            NumberMatch { Comparison: Comparison.LessOrEqual, Value.Amount: var amount } => (null, amount, false),
            NumberMatch { Comparison: Comparison.Greater, Value.Amount: var amount } => (amount, null, true),
            NumberMatch { Comparison: Comparison.GreaterOrEqual, Value.Amount: var amount } => (amount, null, false),
            RangeMatch range => (range.From.Amount, range.To.Amount, false),
            StatusClassMatch status => (status.Hundreds * 100, (status.Hundreds * 100) + 99, false),
            _ => throw new InvalidOperationException($"No number is asked for {match.GetType().Name}."),
        };
        var (least, most) = (from is { } low ? of(low) : default(T?), to is { } high ? of(high) : default(T?));
        return s => value(s) is { } number && (least is not { } first || Follows(number, first)) && (most is not { } last || Follows(last, number));

        bool Follows(T later, T earlier) => later.CompareTo(earlier) is var order && (order > 0 || (order == 0 && !open));
    }

    // By way of its digits: only so is it rounded as PostgreSQL rounds it.
    private static double Real(decimal amount) => double.Parse(amount.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static Func<FilterSubject, bool> Opposite(Func<FilterSubject, bool> inner) => s => !inner(s);

    private static Func<FilterSubject, bool> All(Func<FilterSubject, bool>[] parts) => s =>
    {
        foreach (var part in parts)
        {
            if (!part(s))
            {
                return false;
            }
        }

        return true;
    };

    private static Func<FilterSubject, bool> Any(Func<FilterSubject, bool>[] parts) => parts.Length == 1 ? parts[0] : s =>
    {
        foreach (var part in parts)
        {
            if (part(s))
            {
                return true;
            }
        }

        return false;
    };
}

using System.Globalization;

namespace Observability.Domain.Filters;

/// <summary>What a filter does with one value of a field, as far as its terms at the top say.</summary>
public enum FilterChoice
{
    /// <summary>Nothing.</summary>
    Neither,

    /// <summary>It is one of those asked for.</summary>
    Asked,

    /// <summary>It is left out.</summary>
    Excluded,
}

/// <summary>One value of one field, as a row holds it: what a cell shows and a facet counts, and what a click on it makes of a filter.</summary>
/// <param name="Field">The field.</param>
/// <param name="Property">Name of the property, header or score where the field <see cref="FilterField.IsNamed"/>; null otherwise.</param>
/// <param name="Value">The value; null = the row has none.</param>
public sealed record FieldValue(FilterField Field, string? Property, string? Value)
{
    /// <summary>What else it may be asked by: the name of a key or a user; null = nothing.</summary>
    public string? Title { get; init; }

    /// <summary>The filter that keeps just this; null where it cannot be asked for, because it is too long or the field is always there.</summary>
    public Filter? Alone
    {
        get
        {
            if (Value?.Length > Filter.MaxLength || (Value is null && !Field.CanBeAbsent) || Property?.Length is 0 or > Filter.MaxLength)
            {
                return null;
            }

            try
            {
                return Readable(Property is { } name ? Filter.None.WithNamed(Field, name, Value) : Filter.None.WithTerm(Field, Value));
            }
            catch (ArgumentException)
            {
                // A status that is no number, a word that the field does not know: rows written by another version.
                return null;
            }
        }
    }

    /// <summary>What the filter does with it. Patterns, comparisons and groups of several fields say nothing of one value.</summary>
    public FilterChoice ChoiceIn(Filter filter)
    {
        foreach (var part in filter.PartsOf(Field, Property))
        {
            var (options, excluded) = Options(part.Root!);
            if (options.Any(Means))
            {
                return excluded ? FilterChoice.Excluded : FilterChoice.Asked;
            }
        }

        return FilterChoice.Neither;
    }

    /// <summary>The filter with this one of the field's values and no other; null where it cannot be written.</summary>
    /// <remarks>Of a field that has several values in a row, what else is asked of it stays.</remarks>
    public Filter? OnlyIn(Filter filter) =>
        Alone is { } alone ? Readable((Field.Kind == FilterKind.Names ? Released(filter) : filter.WithoutField(Field, Property)).And(alone)) : null;

    /// <summary>The filter that leaves it out; null where it cannot be written.</summary>
    public Filter? ExcludedFrom(Filter filter) => Alone is { } alone ? Readable(Released(filter).And(alone.Opposite())) : null;

    /// <summary>The filter with it as one more of the field's values that are asked for; without asking for it or leaving it out, where it did. Null where it cannot be written.</summary>
    public Filter? ToggledIn(Filter filter)
    {
        if (ChoiceIn(filter) != FilterChoice.Neither)
        {
            return Released(filter);
        }

        if (Alone is not { } alone)
        {
            return null;
        }

        var parts = filter.Parts.ToList();
        var asked = parts.FindIndex(p => p.Root!.Terms.All(t => t.Asks(Field, Property)) && Options(p.Root!) is { Terms.Count: > 0, Excluded: false });
        if (asked < 0)
        {
            return Readable(filter.And(alone));
        }

        parts[asked] = parts[asked].Or(alone);
        return Readable(Filter.OfParts(parts));
    }

    /// <summary>The values that a filter's terms at the top ask for or leave out, besides those that are shown already.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="field">The field.</param>
    /// <param name="property">Name of the property where it is one; null otherwise.</param>
    /// <param name="shown">Values whose terms are known again in them.</param>
    public static IReadOnlyList<FieldValue> NamedIn(Filter filter, FilterField field, string? property, IReadOnlyList<FieldValue> shown) =>
    [
        .. filter.PartsOf(field, property).SelectMany(p => Options(p.Root!).Terms).Where(t => !shown.Any(v => v.Means(t)))
            .Select(t => new FieldValue(field, property, Named(t.Match))).Where(v => v.ChoiceIn(filter) != FilterChoice.Neither).Distinct(),
    ];

    /// <summary>What a filter asks of a field that single values do not say: patterns, comparisons, groups; each a part of it.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="field">The field.</param>
    /// <param name="property">Name of the property where it is one; null otherwise.</param>
    public static IReadOnlyList<Filter> BesidesIn(Filter filter, FilterField field, string? property) =>
    [
        .. filter.PartsOf(field, property).Where(p => Options(p.Root!).Terms is var terms
            && (terms.Count == 0 || terms.Any(t => !new FieldValue(field, property, Named(t.Match)).Means(t)))),
    ];

    private static string? Named(FilterMatch match) => match switch
    {
        TextMatch { IsPattern: false } text => text.Parts[0],
        NumberMatch number => number.Value.ToString(),
        FlagMatch flag => flag.Value ? "true" : "false",
        UuidMatch uuid => uuid.Value.ToString(),
        _ => null,
    };

    private static Filter? Readable(Filter filter) => filter.ToString().Length <= Filter.MaxLength && filter.Root?.Terms.Count() is not > Filter.MaxTerms ? filter : null;

    // The terms of which one is enough, or none may hold; none where it is something else.
    private static (IReadOnlyList<Term> Terms, bool Excluded) Options(FilterExpression part) => part switch
    {
        Term term => ([term], false),
        AnyOf any when any.Parts.All(p => p is Term) => ([.. any.Parts.Cast<Term>()], false),
        Not not when Options(not.Inner) is { Excluded: false } inner => (inner.Terms, true),
        _ => ([], false),
    };

    private Filter Released(Filter filter) => Filter.OfParts(filter.Parts.Select(p => p.Root!.Terms.All(t => t.Asks(Field, Property)) ? Released(p.Root!) : p));

    private Filter Released(FilterExpression part)
    {
        var (options, excluded) = Options(part);
        if (!options.Any(Means))
        {
            return new(part);
        }

        var left = options.Where(t => !Means(t)).ToList<FilterExpression>();
        return left.Count == 0 ? Filter.None : new(excluded ? Not.Of(AnyOf.Of(left)) : AnyOf.Of(left));
    }

    private bool Means(Term term) => term.Match switch
    {
        Presence presence => !presence.Present && Value is null,
        _ when Value is null => false,
        TextMatch { IsPattern: false } text => Same(text, Value, term.Field) || (Title is not null && term.Field != FilterFields.UserId && Same(text, Title, term.Field)),
        NumberMatch { Comparison: Comparison.Equal } number => decimal.TryParse(Value, CultureInfo.InvariantCulture, out var amount) && amount == number.Value.Amount,
        FlagMatch flag => Value == (flag.Value ? "true" : "false"),
        UuidMatch uuid => Guid.TryParse(Value, out var id) && id == uuid.Value,
        _ => false,
    };

    private static bool Same(TextMatch text, string value, FilterField field)
    {
        var exact = text.Exact || field.Kind == FilterKind.Identifier;
        var comparison = exact ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return string.Equals(text.Parts[0], value, comparison) || (!exact && field.Ending is { } ending && string.Equals(text.Parts[0] + ending, value, comparison));
    }
}

namespace Observability.Domain.Filters;

/// <summary>A filter's tree. It is kept in one form: no group in a group of its own kind, no group of one, nothing twice, no double negation.</summary>
internal abstract record FilterExpression
{
    public sealed override string ToString() => FilterPrinter.Print(this);

    /// <summary>Every term in it, from left to right.</summary>
    public abstract IEnumerable<Term> Terms { get; }
}

/// <summary>One condition.</summary>
/// <param name="Field">What is asked about.</param>
/// <param name="Property">Name of the property where the field is <see cref="FilterFields.Property"/>; null otherwise.</param>
/// <param name="Match">What is asked of it.</param>
internal sealed record Term(FilterField Field, string? Property, FilterMatch Match) : FilterExpression
{
    public override IEnumerable<Term> Terms => [this];

    /// <summary>Whether it asks about this field; of users it is the same by which of their names.</summary>
    public bool Asks(FilterField field, string? property) => Property == (property is null ? null : field.NameOf(property)) && (Field == field || (IsUser(Field) && IsUser(field)));

    private static bool IsUser(FilterField field) => field == FilterFields.User || field == FilterFields.UserId;
}

/// <summary>The opposite of what is inside: every row that that does not keep.</summary>
internal sealed record Not : FilterExpression
{
    private Not(FilterExpression inner) => Inner = inner;

    public FilterExpression Inner { get; }

    public override IEnumerable<Term> Terms => Inner.Terms;

    public static FilterExpression Of(FilterExpression inner) => inner is Not not ? not.Inner : new Not(inner);
}

/// <summary>All of several.</summary>
internal sealed record AllOf : FilterExpression
{
    private AllOf(IReadOnlyList<FilterExpression> parts) => Parts = parts;

    public IReadOnlyList<FilterExpression> Parts { get; }

    public override IEnumerable<Term> Terms => Parts.SelectMany(p => p.Terms);

    /// <param name="parts">At least one.</param>
    public static FilterExpression Of(IEnumerable<FilterExpression> parts)
    {
        var flat = parts.SelectMany(p => p is AllOf all ? all.Parts : [p]).DistinctBy(p => p.ToString(), StringComparer.Ordinal).ToList();
        return flat.Count == 1 ? flat[0] : new AllOf(flat);
    }
}

/// <summary>Any of several.</summary>
internal sealed record AnyOf : FilterExpression
{
    private AnyOf(IReadOnlyList<FilterExpression> parts) => Parts = parts;

    public IReadOnlyList<FilterExpression> Parts { get; }

    public override IEnumerable<Term> Terms => Parts.SelectMany(p => p.Terms);

    /// <param name="parts">At least one.</param>
    public static FilterExpression Of(IEnumerable<FilterExpression> parts)
    {
        var flat = parts.SelectMany(p => p is AnyOf any ? any.Parts : [p]).DistinctBy(p => p.ToString(), StringComparer.Ordinal).ToList();
        return flat.Count == 1 ? flat[0] : new AnyOf(flat);
    }
}

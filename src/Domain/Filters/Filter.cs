namespace Observability.Domain.Filters;

/// <summary>
/// Which exchanges to keep: the one filter language of the search box, the API's <c>q</c> and the charts (docs/filters.md). Immutable; equal when its
/// canonical text is.
/// </summary>
/// <example><code>model:gpt-4o* -task:title cost:>0.01 status:(5xx OR 429) "exact words"</code></example>
public sealed class Filter : IEquatable<Filter>
{
    /// <summary>Longest text, UTF-16 characters.</summary>
    public const int MaxLength = 4_000;

    /// <summary>Most terms of a text.</summary>
    public const int MaxTerms = 100;

    /// <summary>Deepest nesting of parentheses.</summary>
    public const int MaxDepth = 16;

    /// <summary>Most <c>*</c> in one value.</summary>
    public const int MaxStars = 8;

    private readonly string _text;

    internal Filter(FilterExpression? root) => (Root, _text) = (root, root is null ? "" : root.ToString());

    /// <summary>Keeps everything.</summary>
    public static Filter None { get; } = new(null);

    /// <summary>Whether it keeps everything.</summary>
    public bool IsEmpty => Root is null;

    /// <summary>The fields it asks about, each once.</summary>
    public IReadOnlySet<FilterField> Fields => Root is null ? new HashSet<FilterField>() : Root.Terms.Select(t => t.Field).ToHashSet();

    /// <summary>Whether it asks about what was said: who may not read that may not ask it either.</summary>
    public bool AsksTexts => Fields.Any(FilterTexts.IsText);

    /// <summary>The tree; null when it is empty.</summary>
    internal FilterExpression? Root { get; }

    /// <summary>Reads a filter. Never throws, whatever the text.</summary>
    /// <param name="text">What a person or a link wrote; empty and white space are <see cref="None"/>.</param>
    /// <returns>The filter, or what is wrong with the text; one of the two is null. Nothing of a text is ever left out.</returns>
    public static (Filter? Filter, FilterError? Error) Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            return TooLong(text);
        }

        // The database holds neither NUL nor half characters: looked for are what it holds in their stead.
        var (root, error) = new FilterParser(StoredText.Required(text, MaxLength)).Parse();
        if (error is not null)
        {
            return (null, error);
        }

        var filter = root is null ? None : new Filter(root);
        return filter._text.Length > MaxLength ? TooLong(filter._text) : (filter, null);
    }

    /// <summary>Keeps what both keep. The text may become longer than <see cref="Parse"/> reads back.</summary>
    public Filter And(Filter other) => IsEmpty ? other : other.IsEmpty ? this : new(AllOf.Of([Root!, other.Root!]));

    /// <summary>Keeps what either keeps: everything, where one of them does.</summary>
    public Filter Or(Filter other) => IsEmpty || other.IsEmpty ? None : new(AnyOf.Of([Root!, other.Root!]));

    /// <summary>Keeps every other row: the opposite of the opposite is the filter itself.</summary>
    /// <exception cref="InvalidOperationException">It keeps everything: what keeps nothing cannot be written.</exception>
    public Filter Opposite() => new(Not.Of(Root ?? throw new InvalidOperationException("What keeps everything has no opposite.")));

    /// <summary>What all must hold, from left to right: its terms and groups at the top, each a filter. Together they are the filter; none where it is empty.</summary>
    public IReadOnlyList<Filter> Parts => Root switch
    {
        null => [],
        AllOf all => [.. all.Parts.Select(part => new Filter(part))],
        _ => [this],
    };

    /// <summary>This filter without some of what must hold.</summary>
    /// <param name="part">Some of <see cref="Parts"/>, joined; what is not among them is left out of account.</param>
    public Filter Without(Filter part)
    {
        var left = part.Parts.ToHashSet();
        return OfParts(Parts.Where(p => !left.Contains(p)));
    }

    /// <summary>This filter without the terms and groups at the top that ask about nothing but this field.</summary>
    /// <param name="field">The field; <c>user</c> and <c>user_id</c> are one here.</param>
    /// <param name="property">Name of the property where it is <see cref="FilterFields.Property"/>; null otherwise.</param>
    public Filter WithoutField(FilterField field, string? property) => OfParts(Parts.Where(p => !p.IsOnlyOf(field, property)));

    /// <summary>The terms and groups at the top that ask about nothing but this field.</summary>
    public IReadOnlyList<Filter> PartsOf(FilterField field, string? property) => [.. Parts.Where(p => p.IsOnlyOf(field, property))];

    /// <summary>All of several; <see cref="None"/> of none.</summary>
    public static Filter OfParts(IEnumerable<Filter> parts) => parts.Aggregate(None, (all, part) => all.And(part));

    /// <summary>This filter and one more term: the field is exactly this value, whatever characters are in it.</summary>
    /// <param name="field">A field that <see cref="FilterField.IsNamed"/> is not true of.</param>
    /// <param name="value">The value as a row holds it, or for numbers and ids as it would be written; null = the row has none.</param>
    /// <exception cref="ArgumentException">The field cannot have this value, such as a status that is no number.</exception>
    public Filter WithTerm(FilterField field, string? value) => field.IsNamed
        ? throw new ArgumentException($"{field} is asked by name: use WithNamed.", nameof(field))
        : And(new(new Term(field, null, MatchOf(field, value))));

    /// <summary>This filter and one more term: the property is exactly this value.</summary>
    /// <param name="name">Name of the property, not empty.</param>
    /// <param name="value">Its value; null = the row has no such property.</param>
    public Filter WithProperty(string name, string? value) => WithNamed(FilterFields.Property, name, value);

    /// <summary>This filter and one more term: the property, header or score of this name is exactly this value.</summary>
    /// <param name="field">A field that <see cref="FilterField.IsNamed"/> is true of.</param>
    /// <param name="name">The name, not empty.</param>
    /// <param name="value">Its value; null = the row has none of this name.</param>
    /// <exception cref="ArgumentException">The field has no names, or cannot have this value.</exception>
    public Filter WithNamed(FilterField field, string name, string? value) => field.IsNamed
        ? And(new(new Term(field, field.NameOf(StoredText.Required(name, MaxLength)), MatchOf(field, value))))
        : throw new ArgumentException($"{field} has no names: use WithTerm.", nameof(field));

    /// <summary>Whether it asks about nothing but these fields; the empty filter does.</summary>
    public bool UsesOnly(IEnumerable<FilterField> fields) => Fields.IsSubsetOf(fields);

    /// <inheritdoc/>
    public bool Equals(Filter? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Filter);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The canonical text: <see cref="Parse"/> reads it back to an equal filter; empty for <see cref="None"/>.</summary>
    public override string ToString() => _text;

    private bool IsOnlyOf(FilterField field, string? property) => Root!.Terms.All(t => t.Asks(field, property));

    private static FilterMatch MatchOf(FilterField field, string? value)
    {
        if (value is null)
        {
            return field.CanBeAbsent ? new Presence(false) : throw new ArgumentException($"{field.Name} always has a value.", nameof(value));
        }

        var (match, error) = FilterValues.Read(field, null, new(0, value.Length, [StoredText.Required(value, MaxLength)], Quoted: true, Plain: false));
        return match ?? throw new ArgumentException(error!.Message, nameof(value));
    }

    private static (Filter?, FilterError?) TooLong(string text) =>
        (null, new($"A filter has at most {MaxLength} characters; this one has {text.Length}.", MaxLength + 1, text.Length - MaxLength, null));
}

namespace Observability.Domain.Filters;

/// <summary>What a term of the filter language can ask about. The declarations are <see cref="FilterFields"/>.</summary>
public sealed class FilterField
{
    internal FilterField(string name, FilterKind kind, string explanation, params FilterColumn[] columns) =>
        (Name, Kind, Explanation, Columns) = (name, kind, explanation, columns);

    /// <summary>How it is written and printed; of fields that are named what stands before their own name, such as <c>prop</c>.</summary>
    public string Name { get; }

    /// <summary>What its values are.</summary>
    public FilterKind Kind { get; }

    /// <summary>What it asks, in one line; docs/filters.md has the same.</summary>
    public string Explanation { get; }

    /// <summary>Other names it may be written by.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The words it knows, where its values are a closed set; empty otherwise.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Whether rollups keep it, so that sums over it need no raw rows.</summary>
    public bool IsRollupDimension { get; init; }

    /// <summary>Whether its values have names of their own, written after a dot: <c>prop.region</c>, <c>score.accuracy</c>, <c>header.x-request-id</c>.</summary>
    public bool IsNamed => Kind is FilterKind.Property or FilterKind.Score or FilterKind.Header;

    /// <summary>Where its values are; a term holds when it holds of any. None of what is named and of presence, which make their own.</summary>
    internal IReadOnlyList<FilterColumn> Columns { get; }

    /// <summary>
    /// Where the value of a name is: by the name, what stands for it in a statement, and what keeps rows <c>b</c> of exchange_bodies to the statement's
    /// time; null = the field is not named.
    /// </summary>
    internal Func<string, string, string, FilterColumn>? ByName { get; init; }

    /// <summary>Words that stand for several others, where they are written whole.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<string>> Together { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>An ending that stored names have and people leave out; null = none.</summary>
    internal string? Ending { get; init; }

    /// <summary>Whether <c>none</c> and <c>any</c> ask if there is a value at all; in bare text they are words like others.</summary>
    internal bool CanBeAbsent { get; init; } = true;

    /// <summary>Whether quotes change what is found; elsewhere they only hold a value together.</summary>
    internal bool QuotesMeanExact => Kind is FilterKind.Name or FilterKind.Names or FilterKind.Key or FilterKind.User or FilterKind.Property or FilterKind.Header;

    /// <summary>Whether its values are numbers, which can be compared and have ranges.</summary>
    public bool IsNumber => Kind is FilterKind.Status or FilterKind.Count or FilterKind.Money or FilterKind.Duration or FilterKind.Size or FilterKind.Score;

    /// <summary>Whether its values are few enough to be told one by one: names, ids, words; not running text and what is measured.</summary>
    public bool IsListable => Kind is FilterKind.Name or FilterKind.Names or FilterKind.Identifier or FilterKind.Key or FilterKind.User
        or FilterKind.Property or FilterKind.Word or FilterKind.Flag or FilterKind.Status;

    /// <summary>A name as terms have it: headers are the same in capitals and small letters.</summary>
    internal string NameOf(string written) => Kind == FilterKind.Header ? Folding.Of(written) : written;

    /// <inheritdoc cref="Name"/>
    public override string ToString() => Name;
}

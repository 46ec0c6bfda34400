namespace Observability.Domain.Filters;

/// <summary>What a term asks of its field's value.</summary>
internal abstract record FilterMatch;

/// <summary><c>none</c> and <c>any</c>: whether there is a value at all.</summary>
internal sealed record Presence(bool Present) : FilterMatch;

/// <summary>A text. Between its <paramref name="Parts"/> anything may stand; with one part there is no <c>*</c> in it.</summary>
/// <param name="Parts">At least one.</param>
/// <param name="Exact">Letter by letter, where that makes a difference (<see cref="FilterField.QuotesMeanExact"/>).</param>
internal sealed record TextMatch(IReadOnlyList<string> Parts, bool Exact) : FilterMatch
{
    public bool IsPattern => Parts.Count > 1;
}

internal enum Comparison
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>A number compared with the field's.</summary>
internal sealed record NumberMatch(Comparison Comparison, Quantity Value) : FilterMatch;

/// <summary>Both ends included.</summary>
internal sealed record RangeMatch(Quantity From, Quantity To) : FilterMatch;

/// <summary><c>5xx</c>.</summary>
internal sealed record StatusClassMatch(int Hundreds) : FilterMatch;

/// <summary>Yes or no.</summary>
internal sealed record FlagMatch(bool Value) : FilterMatch;

/// <summary>A UUID.</summary>
internal sealed record UuidMatch(Guid Value) : FilterMatch;

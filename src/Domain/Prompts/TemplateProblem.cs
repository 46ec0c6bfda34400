namespace Observability.Domain.Prompts;

/// <summary>Why a template cannot be read, put together or rendered.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Words">The placeholder, name or value it is about; for <see cref="TemplateProblemKind.NotJson"/> what the reader of JSON said.</param>
/// <param name="At">Where in the template's source, in characters from its start; null where it is no matter of a place.</param>
public sealed record TemplateProblem(TemplateProblemKind Kind, string Words, int? At);

/// <summary>What can be wrong with a template.</summary>
public enum TemplateProblemKind
{
    /// <summary>The source is no JSON.</summary>
    NotJson,

    /// <summary>A <c>{{</c> has no <c>}}</c>.</summary>
    Unclosed,

    /// <summary>What stands between <c>{{</c> and <c>}}</c> is no variable and no partial.</summary>
    NotAPlaceholder,

    /// <summary>One variable is declared of two types.</summary>
    TwoTypes,

    /// <summary>The source, what its partials come to, or what is rendered is longer than is allowed.</summary>
    TooLong,

    /// <summary>There are more placeholders than are allowed.</summary>
    TooManyPlaceholders,

    /// <summary>There is no such partial, or it has no such version or label.</summary>
    NoPartial,

    /// <summary>A partial contains itself.</summary>
    Cycle,

    /// <summary>Partials are in partials, deeper than is allowed.</summary>
    TooDeep,

    /// <summary>Variables have no value: their names, with commas.</summary>
    NoValue,

    /// <summary>A value is not of its variable's type: the variable's name.</summary>
    NotOfType,
}

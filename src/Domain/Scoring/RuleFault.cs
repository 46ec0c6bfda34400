namespace Observability.Domain.Scoring;

/// <summary>What is wrong with a rule.</summary>
public enum RuleFaultKind
{
    /// <summary>It has no name or too long a one.</summary>
    Name,

    /// <summary>Its text is too long.</summary>
    TextTooLong,

    /// <summary>It needs a text.</summary>
    NoText,

    /// <summary>Its pattern cannot be read, or needs what cannot be done in bounded time.</summary>
    Pattern,

    /// <summary>Its schema cannot be read, or holds what is not checked here.</summary>
    Schema,

    /// <summary>Its share is not between 0 and 1.</summary>
    Share,

    /// <summary>It needs a bound above zero.</summary>
    Bound,
}

/// <summary>Why a rule cannot be used.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Detail">What exactly, in English; empty when there is no more to say.</param>
public sealed record RuleFault(RuleFaultKind Kind, string Detail);

namespace Observability.Domain.Formats;

/// <summary>Who counted the tokens of an exchange.</summary>
public enum UsageSource
{
    /// <summary>Nobody: the numbers are unknown.</summary>
    None,

    /// <summary>The provider said so.</summary>
    Provider,

    /// <summary>We counted; never mixed silently into billed sums.</summary>
    Estimated,
}

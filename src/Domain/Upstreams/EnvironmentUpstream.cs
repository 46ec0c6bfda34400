namespace Observability.Domain.Upstreams;

/// <summary>An upstream set by environment variables; everybody's.</summary>
/// <param name="Name">Its name in URLs.</param>
/// <param name="BaseUrl">Where it is; path without a slash at the end.</param>
/// <param name="Format">Family of formats it speaks.</param>
/// <param name="AllowPrivate">Whether private and loopback addresses may be reached.</param>
/// <param name="Credential">The provider's key; null = clients bring their own.</param>
public sealed record EnvironmentUpstream(string Name, Uri BaseUrl, string Format, bool AllowPrivate, Sensitive<string>? Credential)
{
    /// <summary>The provider of the catalogue whose prices it asks; null = told by its host, else by its name.</summary>
    public string? Prices { get; init; }
}

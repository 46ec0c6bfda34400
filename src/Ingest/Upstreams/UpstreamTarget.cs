using Observability.Domain;

namespace Observability.Ingest.Upstreams;

/// <summary>An upstream as the proxy uses it.</summary>
/// <param name="Name">Its name in URLs.</param>
/// <param name="BaseUrl">Where it is; path without a trailing slash.</param>
/// <param name="Family">Family of formats it speaks.</param>
/// <param name="AllowPrivate">Whether private and loopback addresses may be reached.</param>
/// <param name="Credential">Header and value to send when the client brought none; null = clients bring their own.</param>
public sealed record UpstreamTarget(
    string Name, Uri BaseUrl, string Family, bool AllowPrivate, (string Header, Sensitive<string> Value)? Credential)
{
    /// <summary>The provider of the catalogue whose prices it asks; null = told by its host, else by its name.</summary>
    public string? Prices { get; init; }
}

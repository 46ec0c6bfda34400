namespace Observability.Domain.Upstreams;

/// <summary>A configured provider endpoint. A producer chooses one by name and can never name a target itself.</summary>
public sealed class Upstream
{
    /// <summary>UUIDv7.</summary>
    public Guid Id { get; set; }

    /// <summary>The project it belongs to; null = every project may use it.</summary>
    public Guid? ProjectId { get; set; }

    /// <summary>Name in URLs, lower case; see <see cref="UpstreamName"/>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Base URL, http or https, path allowed, no query, no user.</summary>
    public string BaseUrl { get; set; } = "";

    /// <summary>Family of formats it speaks: <c>openai</c>, <c>ollama</c>, …; any other word = calls are stored opaque unless a path is recognised.</summary>
    public string Format { get; set; } = "";

    /// <summary>The provider of the catalogue whose prices it asks, such as <c>openai</c>; null = told by its host, else by its name.</summary>
    public string? Prices { get; set; }

    /// <summary>The stored credential, sealed by <see cref="CredentialCipher"/> for this id and URL; null = clients bring their own.</summary>
    public byte[]? Credential { get; set; }

    /// <summary>Last four characters of the credential, for recognition.</summary>
    public string? CredentialHint { get; set; }

    /// <summary>Whether private and loopback addresses may be reached (Ollama on the LAN); link-local and metadata addresses never.</summary>
    public bool AllowPrivate { get; set; }

    /// <summary>Who set it: <c>builtin</c>, <c>environment</c> (set again at each start) or <c>dashboard</c>.</summary>
    public string Source { get; set; } = "dashboard";

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}

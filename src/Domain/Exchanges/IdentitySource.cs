namespace Observability.Domain.Exchanges;

/// <summary>How we know who asked.</summary>
public enum IdentitySource
{
    /// <summary>A header of the producer said so.</summary>
    Header,

    /// <summary>Open WebUI's signed token said so, and its signature and time are good.</summary>
    Jwt,

    /// <summary>A token said so, and no secret is configured to check it with.</summary>
    JwtUnverified,

    /// <summary>A token was there but forged, expired or malformed: nobody is named, by other headers or the body neither.</summary>
    JwtRejected,

    /// <summary>The request's body said so (<c>user</c>).</summary>
    Body,
}

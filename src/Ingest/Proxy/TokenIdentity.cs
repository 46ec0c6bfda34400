using Observability.Domain.Exchanges;

namespace Observability.Ingest.Proxy;

/// <summary>Whom a signed token names.</summary>
/// <param name="Source">Verified, unverified or rejected; rejected names nobody.</param>
/// <param name="Id">Claim <c>sub</c>.</param>
/// <param name="Email">Claim <c>email</c>.</param>
/// <param name="Name">Claim <c>name</c>.</param>
/// <param name="Role">Claim <c>role</c>.</param>
internal readonly record struct TokenIdentity(IdentitySource Source, string? Id, string? Email, string? Name, string? Role)
{
    /// <summary>Nobody.</summary>
    public static TokenIdentity Rejected { get; } = new(IdentitySource.JwtRejected, null, null, null, null);
}

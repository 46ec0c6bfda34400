using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exchanges;

/// <summary>How we know who asked, in words.</summary>
internal static class IdentityWords
{
    /// <summary>A sentence about where a user's name comes from.</summary>
    public static string Sentence(IdentitySource source) => source switch
    {
        IdentitySource.Header => IdentityFactsText.ByHeader,
        IdentitySource.Jwt => IdentityFactsText.ByJwt,
        IdentitySource.JwtUnverified => IdentityFactsText.ByUnverifiedJwt,
        IdentitySource.JwtRejected => IdentityFactsText.ByRejectedJwt,
        IdentitySource.Body => IdentityFactsText.ByBody,
    };
}

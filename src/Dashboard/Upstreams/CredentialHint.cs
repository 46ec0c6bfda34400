using Observability.Domain;

namespace Observability.Dashboard.Upstreams;

/// <summary>The part of a provider's key that may be shown, so that people recognise it.</summary>
internal static class CredentialHint
{
    private const int ShortestWithHint = 12;

    /// <summary>Its last four characters; of a short one only an ellipsis, for four would be too much of it.</summary>
    public static string Of(Sensitive<string> credential) =>
        credential.Value.Length < ShortestWithHint ? "…" : credential.Value[^4..];
}

namespace Observability.Domain.Upstreams;

/// <summary>Where each family of providers expects its credential.</summary>
public static class CredentialHeader
{
    /// <summary>The header a stored credential is sent in, and its whole value.</summary>
    /// <param name="family">Family of formats of the upstream.</param>
    /// <param name="credential">The provider's key.</param>
    public static (string Name, Sensitive<string> Value) For(string family, Sensitive<string> credential) => family switch
    {
        "anthropic" => ("x-api-key", credential),
        "azure" => ("api-key", credential),
        "gemini" => ("x-goog-api-key", credential),
        _ => ("Authorization", new("Bearer " + credential.Value)),
    };

    /// <summary>Header names in which a client may bring a credential of its own; when one is there, the stored one stays at home.</summary>
    public static IReadOnlyList<string> Names { get; } = ["Authorization", "x-api-key", "api-key", "x-goog-api-key"];

    /// <summary>Whether a header can carry this credential: visible ASCII only, since a line break would start a header of its own.</summary>
    public static bool CanCarry(Sensitive<string> credential) =>
        credential.Value.Length > 0 && !credential.Value.AsSpan().ContainsAnyExceptInRange('!', '~');
}

using System.Collections.Frozen;

namespace Observability.Ingest.Proxy;

/// <summary>Path and query as the record keeps them: values that open something are replaced.</summary>
internal static class StoredTarget
{
    private const string Replacement = "[redacted]";

    private static readonly FrozenSet<string> SecretNames = FrozenSet.ToFrozenSet(
        [
            "key", "api_key", "api-key", "apikey", "access_token", "token", "sig", "signature", "code", "password", "secret",
            "id_token", "refresh_token", "client_secret", "subscription-key", "auth", "authorization", "jwt",
            // signed addresses of Amazon and Google
            "x-amz-signature", "x-amz-security-token", "x-amz-credential", "x-goog-signature", "x-goog-credential",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary><paramref name="pathAndQuery"/> as sent upstream, with the values of secret query parameters replaced.</summary>
    public static string Of(string pathAndQuery)
    {
        var question = pathAndQuery.IndexOf('?');
        return question < 0
            ? pathAndQuery
            : string.Concat(pathAndQuery.AsSpan(0, question + 1), string.Join('&', pathAndQuery[(question + 1)..].Split('&').Select(Redact)));
    }

    /// <summary>Whether a query, with its question mark, brings a credential of the client's own, as Gemini's <c>?key=</c> does.</summary>
    public static bool BringsCredential(string query) =>
        query.Length > 1 && query[1..].Split('&').Any(pair => pair.StartsWith("key=", StringComparison.Ordinal) && pair.Length > 4);

    private static string Redact(string pair)
    {
        var equals = pair.IndexOf('=');
        var name = Uri.UnescapeDataString(equals < 0 ? pair : pair[..equals]);
        return equals > 0 && (SecretNames.Contains(name) || RawTarget.LooksLikeKey(pair.AsSpan(equals + 1)))
            ? string.Concat(pair.AsSpan(0, equals + 1), Replacement)
            : pair;
    }
}

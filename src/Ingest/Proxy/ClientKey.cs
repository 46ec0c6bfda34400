using Observability.Domain.Upstreams;

namespace Observability.Ingest.Proxy;

/// <summary>Finds the text of our key in a request: in the path, in a header of ours, or in the slot where clients put a provider's key.</summary>
internal static class ClientKey
{
    private const string Bearer = "Bearer ";

    /// <summary>The key's text as given, valid or not; null when the request brings none.</summary>
    public static string? Find(RawTarget target, IHeaderDictionary headers) =>
        target.KeyText
        ?? Stated(headers["X-Observability-Key"].ToString())
        ?? Stated(headers["X-Observability-Auth"].ToString())
        ?? Stated(headers["Helicone-Auth"].ToString())
        ?? InCredentialSlot(headers);

    /// <summary>The value of an authorization header without its scheme, if the scheme is Bearer.</summary>
    public static ReadOnlySpan<char> WithoutScheme(string value)
    {
        var text = value.AsSpan().Trim();
        return text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? text[Bearer.Length..].Trim()
            : text.Equals("Bearer", StringComparison.OrdinalIgnoreCase) ? []
            : text;
    }

    private static string? Stated(string value) => WithoutScheme(value) is { IsEmpty: false } text ? text.ToString() : null;

    private static string? InCredentialSlot(IHeaderDictionary headers)
    {
        foreach (var slot in CredentialHeader.Names)
        {
            foreach (var value in headers[slot])
            {
                var text = WithoutScheme(value ?? "");
                if (RawTarget.LooksLikeKey(text))
                {
                    return text.ToString();
                }
            }
        }

        return null;
    }
}

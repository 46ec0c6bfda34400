using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Observability.Domain.Exchanges;

namespace Observability.Ingest.Proxy;

/// <summary>Reads Open WebUI's <c>X-OpenWebUI-User-Jwt</c>: HS256, made for each call, good for five minutes.</summary>
/// <remarks>
/// <code>{"alg":"HS256","typ":"JWT"} . {"sub":"0b1c…","email":"a@b.c","name":"José","role":"user","iss":"open-webui","iat":1795344000,"exp":1795344300}</code>
/// The token itself is kept nowhere. Source: Open WebUI 0.11.0, <c>utils/headers.py</c>, read 2026-07-27.
/// </remarks>
/// <param name="secrets">What it may be signed with; none = it cannot be verified.</param>
internal sealed class OpenWebUITokens(IReadOnlyList<byte[]> secrets)
{
    /// <summary>Longest token looked at, characters; a longer one is rejected.</summary>
    public const int MaxLength = 8 << 10;

    /// <summary>How far the clocks of Open WebUI and of this machine may be apart.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(60);

    /// <summary>Reads <c>OBSERVABILITY_OPENWEBUI_JWT_SECRET</c>: a secret a line, so that an old and a new one hold while they are exchanged.</summary>
    public static OpenWebUITokens Parse(string? setting) =>
        new([.. (setting ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Encoding.UTF8.GetBytes)]);

    /// <summary>Whom <paramref name="token"/> names. Never throws.</summary>
    /// <param name="token">The header's value.</param>
    /// <param name="at">When it arrived.</param>
    public TokenIdentity Read(string token, DateTimeOffset at)
    {
        if (token.Length > MaxLength || token.Split('.') is not [var head, var payload, var signature])
        {
            return TokenIdentity.Rejected;
        }

        try
        {
            return IsHs256(head) && (secrets.Count == 0 || IsSigned(token.AsSpan(0, head.Length + 1 + payload.Length), signature))
                ? Claims(payload, at)
                : TokenIdentity.Rejected;
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            // Not base64url, not JSON, or half a surrogate pair in it.
            return TokenIdentity.Rejected;
        }
    }

    private static bool IsHs256(string head)
    {
        using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(head));
        return Text(json.RootElement, "alg") == "HS256";
    }

    private bool IsSigned(ReadOnlySpan<char> signed, string signature)
    {
        // What is not ASCII becomes '?', which no base64url has: it cannot pass for another.
        var bytes = new byte[signed.Length];
        Encoding.ASCII.GetBytes(signed, bytes);
        var given = Base64Url.DecodeFromChars(signature);
        var isGood = false;
        foreach (var secret in secrets)
        {
            isGood |= CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret, bytes), given);
        }

        return isGood;
    }

    private TokenIdentity Claims(string payload, DateTimeOffset at)
    {
        using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
        var claims = json.RootElement;
        var (id, email) = (Text(claims, "sub"), Text(claims, "email"));
        return (id ?? email) is null || !IsCurrent(claims, at)
            ? TokenIdentity.Rejected
            : new(secrets.Count > 0 ? IdentitySource.Jwt : IdentitySource.JwtUnverified, id, email, Text(claims, "name"), Text(claims, "role"));
    }

    // Open WebUI always sets a time; a token without one would be good for ever.
    private static bool IsCurrent(JsonElement claims, DateTimeOffset at) =>
        claims.TryGetProperty("exp", out var exp) && exp.ValueKind == JsonValueKind.Number && exp.TryGetDouble(out var seconds)
        && seconds > (at - Leeway - DateTimeOffset.UnixEpoch).TotalSeconds;

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { } text && text.Trim() is { Length: > 0 } trimmed ? trimmed : null;
}

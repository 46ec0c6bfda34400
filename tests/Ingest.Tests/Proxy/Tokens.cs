using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>Tokens as Open WebUI signs them for X-OpenWebUI-User-Jwt, and as somebody else would.</summary>
internal static class Tokens
{
    public const string Secret = "a secret of forty characters, more or less";

    public static readonly Dictionary<string, object> Jose = new()
    {
        ["sub"] = "0b1c7c1e-1111-4222-8333-444455556666",
        ["email"] = "jose@example.com",
        ["name"] = "José 李",
        ["role"] = "admin",
        ["iss"] = "open-webui",
    };

    /// <summary>One for José, good until <paramref name="expires"/>.</summary>
    public static string For(DateTimeOffset expires) => Sign(With(Jose, ("iat", expires.ToUnixTimeSeconds() - 300), ("exp", expires.ToUnixTimeSeconds())));

    public static Dictionary<string, object> With(Dictionary<string, object> claims, params (string Name, object Value)[] more) =>
        new([.. claims.Where(c => more.All(m => m.Name != c.Key)), .. more.Select(m => KeyValuePair.Create(m.Name, m.Value))]);

    public static string Sign(object claims) => Sign("""{"alg":"HS256","typ":"JWT"}""", JsonSerializer.Serialize(claims), Secret);

    public static string Sign(string head, string payload, string secret)
    {
        var signed = $"{Encode(head)}.{Encode(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signed)))}";
    }

    public static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}

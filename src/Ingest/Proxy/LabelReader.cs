using System.Text;
using Observability.Domain.Exchanges;

namespace Observability.Ingest.Proxy;

/// <summary>Reads what the producer says about its call: Helicone's headers, our synonyms of them, and Open WebUI's.</summary>
internal static class LabelReader
{
    private const string PropertyOfHelicone = "Helicone-Property-";
    private const string PropertyOfOurs = "X-Observability-Property-";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The labels of a request; <see cref="Labels.None"/> when it carries none.</summary>
    public static Labels Read(IHeaderDictionary headers)
    {
        if (!HasAny(headers))
        {
            return Labels.None;
        }

        var properties = Properties(headers);
        return new(
            User: Ours(headers, "User-Id") ?? OpenWebUI(headers, "User-Email") ?? OpenWebUI(headers, "User-Id"),
            UserName: Ours(headers, "User-Name") ?? OpenWebUI(headers, "User-Name"),
            Session: Ours(headers, "Session-Id") ?? OpenWebUI(headers, "Chat-Id"),
            Task: OpenWebUI(headers, "Task") ?? Ours(headers, "Task") ?? properties.GetValueOrDefault("task"),
            PromptId: Ours(headers, "Prompt-Id"),
            properties);
    }

    /// <summary>The id the producer gave its exchange, a UUID of any version; null when it gave none.</summary>
    public static Guid? RequestId(IHeaderDictionary headers) =>
        Guid.TryParseExact(Ours(headers, "Request-Id"), "D", out var id) && id != Guid.Empty ? id : null;

    /// <summary>Whether the switch of this name, such as <c>Omit-Request</c>, is set to true.</summary>
    public static bool IsOn(IHeaderDictionary headers, string name) =>
        Ours(headers, name) is { } value && value.Equals("true", StringComparison.OrdinalIgnoreCase);

    private static bool HasAny(IHeaderDictionary headers)
    {
        foreach (var (name, _) in headers)
        {
            if (RequestHeaders.IsOurs(name) || name.StartsWith("X-OpenWebUI-", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static Dictionary<string, string> Properties(IHeaderDictionary headers)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in headers)
        {
            var prefix = name.StartsWith(PropertyOfHelicone, StringComparison.OrdinalIgnoreCase) ? PropertyOfHelicone.Length
                : name.StartsWith(PropertyOfOurs, StringComparison.OrdinalIgnoreCase) ? PropertyOfOurs.Length
                : name.Length;
            if (prefix < name.Length && Decode(values.ToString()) is { } value)
            {
                properties[name[prefix..].ToLowerInvariant()] = value;
            }
        }

        return properties;
    }

    private static string? Ours(IHeaderDictionary headers, string name) =>
        Decode(headers["X-Observability-" + name].ToString()) ?? Decode(headers["Helicone-" + name].ToString());

    // Open WebUI percent-encodes its values; versions before 0.6.6 did not.
    private static string? OpenWebUI(IHeaderDictionary headers, string name) =>
        Decode(headers["X-OpenWebUI-" + name].ToString()) is { } text ? Unescape(text) : null;

    // Empty, or a template that its sender did not fill in ({{CHAT_ID}}), says nothing.
    private static string? Decode(string latin1)
    {
        var value = latin1.Trim();
        if (value.Length == 0 || (value.StartsWith("{{", StringComparison.Ordinal) && value.EndsWith("}}", StringComparison.Ordinal)))
        {
            return null;
        }

        return Ascii.IsValid(value) ? value : Utf8(Encoding.Latin1.GetBytes(value)) ?? value;
    }

    private static string Unescape(string text)
    {
        if (!text.Contains('%'))
        {
            return text;
        }

        // Uri.UnescapeDataString leaves what is not UTF-8 percent-encoded: then the value was not encoded to begin with.
        var decoded = Uri.UnescapeDataString(text);
        return decoded.Contains('%') && !text.Contains("%25", StringComparison.Ordinal) ? text : decoded;
    }

    private static string? Utf8(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

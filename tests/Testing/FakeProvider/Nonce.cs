using Microsoft.Extensions.Primitives;

namespace Observability.Testing.FakeProvider;

/// <summary>The mark by which a test finds its own request again on the other side.</summary>
public static class Nonce
{
    /// <summary>A piece of text to put anywhere into a body.</summary>
    public static string Marker(string nonce) => $"[[nonce:{nonce}]]";

    /// <summary>The nonce in the header, else in the body; null when there is none.</summary>
    internal static string? Of(StringValues header, ReadOnlySpan<byte> body)
    {
        if (header.Count > 0)
        {
            return header[0];
        }

        var start = body.IndexOf("[[nonce:"u8);
        if (start < 0)
        {
            return null;
        }

        var rest = body[(start + 8)..];
        var end = rest.IndexOf("]]"u8);
        return end < 0 ? null : System.Text.Encoding.UTF8.GetString(rest[..end]);
    }
}

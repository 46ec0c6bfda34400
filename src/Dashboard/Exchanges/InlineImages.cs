using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Observability.Dashboard.Exchanges;

/// <summary>A picture inside a body, as base64 in a JSON string.</summary>
/// <param name="MediaType">What its first bytes say it is: <c>image/png</c>, <c>image/jpeg</c>, <c>image/gif</c> or <c>image/webp</c>.</param>
/// <param name="Literal">Where its JSON string is in the body, quotes included.</param>
/// <param name="Bytes">Its length once decoded.</param>
public sealed record InlineImage(string MediaType, Range Literal, long Bytes);

/// <summary>Finds the pictures in a body of any API by what they are, not by where they stand.</summary>
/// <remarks>
/// Read as bytes, so that streams, cut bodies and JSON no parser likes are no special case. It finds
/// <c>"data:image/png;base64,iVBORw0KGgo…"</c> (OpenAI), <c>"data":"/9j/4AAQ…"</c> (Anthropic, Gemini), <c>"images":["R0lGOD…"]</c> (Ollama) and
/// <c>"b64_json":"UklGR…"</c> (OpenAI's image API). SVG is none of these: it can carry script.
/// </remarks>
public static class InlineImages
{
    /// <summary>Most pictures that are looked for in one body.</summary>
    public const int Most = 200;

    /// <summary>Longest picture that is shown, decoded.</summary>
    public const int MaxBytes = 16 << 20;

    private const int HeadDigits = 16;
    private static readonly SearchValues<byte> Digits = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=\r\n"u8);

    /// <summary>The pictures in <paramref name="body"/>, whose content coding is undone, in their order.</summary>
    public static IReadOnlyList<InlineImage> Find(ReadOnlySpan<byte> body)
    {
        var images = new List<InlineImage>();
        for (var at = 0; at < body.Length && images.Count < Most;)
        {
            var quote = body[at..].IndexOf((byte)'"');
            if (quote < 0)
            {
                break;
            }

            var start = at + quote;
            at = start + 1;
            if (!MayBegin(body[at..]) || body[at..].IndexOf((byte)'"') is not (> HeadDigits and var length))
            {
                continue;
            }

            if (DigitsOf(body.Slice(start, length + 2)) is { } digits && TypeOf(digits) is { } type)
            {
                images.Add(new(type, start..(at + length + 1), digits.AsSpan().TrimEnd((byte)'=').Length * 3L / 4));
            }

            // The end of a picture is no begin; the end of anything else may be.
            at += length;
        }

        return images;
    }

    /// <summary>The bytes of one of them; null when it is longer than <see cref="MaxBytes"/> or no base64 after all.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> body, InlineImage image) =>
        image.Bytes <= MaxBytes && DigitsOf(body[image.Literal]) is { } digits ? Decode(digits) : null;

    // A quick look, for every string there is. A slash may be escaped, and base64 for URLs has an underscore.
    private static bool MayBegin(ReadOnlySpan<byte> text) =>
        text.StartsWith("data:image/"u8) || text.StartsWith("iVBORw0KGgo"u8) || text.StartsWith("/9j/"u8) || text.StartsWith("_9j_"u8)
        || text.StartsWith("""\/9j\/"""u8) || text.StartsWith("R0lGOD"u8) || text.StartsWith("UklGR"u8) || text.StartsWith("""data:image\/"""u8);

    // The base64 of a JSON string, with its escapes undone; null when it holds anything else.
    private static byte[]? DigitsOf(ReadOnlySpan<byte> literal)
    {
        byte[] text;
        if (literal.Contains((byte)'\\'))
        {
            var reader = new Utf8JsonReader(literal, isFinalBlock: true, default);
            try
            {
                reader.Read();
                text = new byte[literal.Length];
                text = text[..reader.CopyString(text)];
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                return null;
            }
        }
        else
        {
            text = literal[1..^1].ToArray();
        }

        var digits = text.AsSpan();
        if (digits.StartsWith("data:"u8))
        {
            var comma = digits.IndexOf((byte)',');
            if (comma < 0 || !digits[..comma].EndsWith(";base64"u8))
            {
                return null;
            }

            digits = digits[(comma + 1)..];
        }

        return digits.Length >= HeadDigits && !digits.ContainsAnyExcept(Digits) ? digits.ToArray() : null;
    }

    private static string? TypeOf(byte[] digits) => Decode(digits[..HeadDigits]) switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "image/gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        _ => null,
    };

    private static byte[]? Decode(byte[] digits)
    {
        digits.AsSpan().Replace((byte)'-', (byte)'+');
        digits.AsSpan().Replace((byte)'_', (byte)'/');
        var bare = digits.AsSpan().TrimEnd("=\r\n"u8);
        var padded = new byte[bare.Length + 3];
        bare.CopyTo(padded);
        padded.AsSpan(bare.Length).Fill((byte)'=');
        // White space does not count towards the groups of four.
        var groups = bare.Length - bare.Count((byte)'\n') - bare.Count((byte)'\r');
        var output = new byte[Base64.GetMaxDecodedFromUtf8Length(padded.Length)];
        var status = Base64.DecodeFromUtf8(padded.AsSpan(0, bare.Length + ((4 - (groups % 4)) % 4)), output, out _, out var written);
        return status == OperationStatus.Done ? output[..written] : null;
    }
}

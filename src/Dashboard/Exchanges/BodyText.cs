using System.Globalization;
using System.IO.Compression;
using System.Text;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exchanges;

/// <summary>One body made readable: content coding undone, decoded as UTF-8, indented when it is JSON. The bytes themselves are one download away.</summary>
/// <param name="Text">What to show; null when the body is not text.</param>
/// <param name="IsJson">Whether it is JSON, and so indented.</param>
/// <param name="Note">What a reader should know about it; null when it is shown as it was.</param>
public sealed record BodyText(string? Text, bool IsJson, string? Note)
{
    // A gzip bomb unpacks to gigabytes; nobody reads so far.
    private const int MostBytes = 32 << 20;

    /// <summary>Makes <paramref name="body"/> readable; never throws.</summary>
    public static BodyText Of(ReadOnlyMemory<byte> body, StoredHeaders headers)
    {
        if (body.IsEmpty)
        {
            return new(null, false, PanelText.NoBody);
        }

        var coding = headers["Content-Encoding"]?.Trim().ToLowerInvariant();
        var (bytes, note) = Decode(body, coding);
        if (bytes is null)
        {
            return new(null, false, note);
        }

        if (!LooksLikeText(bytes))
        {
            return new(null, false, Said(PanelText.NotText, headers["Content-Type"] ?? PanelText.NoContentType));
        }

        var text = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
        var isJson = text.AsSpan().TrimStart() is ['{' or '[', ..];
        return new(isJson ? JsonText.Indent(text) : text, isJson, note);
    }

    private static (byte[]? Bytes, string? Note) Decode(ReadOnlyMemory<byte> body, string? coding)
    {
        if (coding is null or "" or "identity")
        {
            return (body.ToArray(), null);
        }

        using var packed = new MemoryStream(body.ToArray(), writable: false);
        using Stream? unpacked = coding switch
        {
            "gzip" or "x-gzip" => new GZipStream(packed, CompressionMode.Decompress),
            "deflate" => new ZLibStream(packed, CompressionMode.Decompress),
            "br" => new BrotliStream(packed, CompressionMode.Decompress),
            _ => null,
        };
        if (unpacked is null)
        {
            return (null, Said(PanelText.UnreadableCoding, coding));
        }

        var output = new MemoryStream();
        var buffer = new byte[81920];
        try
        {
            int read;
            while (output.Length < MostBytes && (read = unpacked.Read(buffer)) > 0)
            {
                output.Write(buffer, 0, read);
            }
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
        {
            return Unpacked(Said(PanelText.UnpackedInPart, coding));
        }

        return Unpacked(Said(PanelText.Unpacked, coding));

        (byte[]? Bytes, string? Note) Unpacked(string how) => output.Length > 0
            ? (output.ToArray(), how)
            : (null, Said(PanelText.NothingUnpacked, coding));
    }

    private static string Said(string text, string name) => string.Format(CultureInfo.CurrentCulture, text, name);

    // NUL bytes or mostly unreadable: pictures, audio, protobuf. A lone bad byte inside text is shown as U+FFFD.
    private static bool LooksLikeText(ReadOnlySpan<byte> bytes)
    {
        var head = bytes[..Math.Min(bytes.Length, 4096)];
        var strange = 0;
        foreach (var b in head)
        {
            if (b == 0)
            {
                return false;
            }

            strange += b is < 32 and not ((byte)'\n' or (byte)'\r' or (byte)'\t') or 127 ? 1 : 0;
        }

        return strange * 20 <= head.Length && Encoding.UTF8.GetString(head).Count(c => c == '\uFFFD') * 10 <= head.Length;
    }
}

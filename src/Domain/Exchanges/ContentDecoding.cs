using System.IO.Compression;

namespace Observability.Domain.Exchanges;

/// <summary>Undoes the content coding of a stored body for reading. What is stored and forwarded stays as it came.</summary>
public static class ContentDecoding
{
    /// <summary>Most bytes that are decoded; a body that is longer is read up to here.</summary>
    public const int MaxDecodedBytes = 64 << 20;

    /// <summary>Most decoded bytes per coded byte once <see cref="FreeBytes"/> are out: what goes beyond is a bomb and is read up to there.</summary>
    public const int MaxRatio = 200;

    /// <summary>Decoded bytes that no ratio applies to.</summary>
    public const int FreeBytes = 1 << 20;

    /// <summary>The body decoded as far as it can be. Never throws.</summary>
    /// <param name="body">The bytes as they crossed the wire.</param>
    /// <param name="coding">Value of <c>Content-Encoding</c>; null when absent.</param>
    /// <param name="chunks">When the bytes arrived.</param>
    public static DecodedBody Decode(ReadOnlyMemory<byte> body, string? coding, ChunkTimeline chunks)
    {
        var name = coding?.Trim().ToLowerInvariant() ?? "";
        if (name is "" or "identity" || body.IsEmpty)
        {
            return new(body, chunks, null);
        }

        var arrivals = chunks.Decode();
        var decoded = new MemoryStream();
        var source = new ArrivingStream(body, arrivals, () => decoded.Length);
        using var decoder = Decoder(name, source, body.Span);
        if (decoder is null)
        {
            var note = $"The body is coded as '{StoredText.OneLine(name, 40)}', which is not decoded here; it is kept as it came.";
            return new(ReadOnlyMemory<byte>.Empty, ChunkTimeline.None, note);
        }

        var wrong = Run(decoder, decoded, body.Length);
        return new(decoded.GetBuffer().AsMemory(0, (int)decoded.Length), source.Translated(), wrong);
    }

    private static Stream? Decoder(string coding, Stream source, ReadOnlySpan<byte> body) => coding switch
    {
        "gzip" or "x-gzip" => new GZipStream(source, CompressionMode.Decompress),
        "br" => new BrotliStream(source, CompressionMode.Decompress),

        // The standard means zlib by "deflate"; some servers mean the bare algorithm.
        "deflate" when HasZlibHead(body) => new ZLibStream(source, CompressionMode.Decompress),
        "deflate" => new DeflateStream(source, CompressionMode.Decompress),
        _ => null,
    };

    private static bool HasZlibHead(ReadOnlySpan<byte> body) =>
        body.Length > 1 && (body[0] & 0x0F) == 8 && ((body[0] << 8) | body[1]) % 31 == 0;

    private static string? Run(Stream decoder, MemoryStream decoded, int coded)
    {
        var limit = Math.Min(MaxDecodedBytes, Math.Max(FreeBytes, (long)coded * MaxRatio));
        var buffer = new byte[16 << 10];
        try
        {
            int read;
            while ((read = decoder.Read(buffer)) > 0)
            {
                decoded.Write(buffer.AsSpan(0, (int)Math.Min(read, limit - decoded.Length)));
                if (decoded.Length >= limit)
                {
                    return $"The decoded body is longer than {limit} bytes; it was read up to there.";
                }
            }

            return null;
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
        {
            return "The coded body is cut or damaged; it was read as far as it could be decoded.";
        }
    }
}

/// <summary>A body without its content coding.</summary>
/// <param name="Bytes">The decoded bytes; none when the coding is not one that is decoded here.</param>
/// <param name="Chunks">When the decoded bytes arrived: those of a piece count as arrived with it.</param>
/// <param name="Note">What is wrong with it, in words; null when nothing is.</param>
public sealed record DecodedBody(ReadOnlyMemory<byte> Bytes, ChunkTimeline Chunks, string? Note);

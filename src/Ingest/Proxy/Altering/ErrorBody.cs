using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Observability.Ingest.Proxy.Altering;

/// <summary>Gives a provider's error that is no JSON, or nothing at all, as JSON with the same status: Open WebUI shows a blank message otherwise.</summary>
/// <remarks>
/// Not for HEAD, not for event streams, and not for a client that asks for <c>text/html</c> by name, which is somebody looking at a page. An error
/// that is JSON but does not say so only gets its Content-Type. One of more than 64 KiB is passed on as it is: no error is that long.
/// </remarks>
internal static class ErrorBody
{
    private const int MaxBytes = 64 << 10;

    // They describe bytes that the client does not get.
    private static readonly string[] OfTheOldBody =
        ["Content-Encoding", "Content-Language", "Content-Disposition", "Content-Range", "Content-MD5", "Digest", "Repr-Digest", "Content-Digest", "ETag", "Accept-Ranges"];

    /// <summary>Reads the answer as far as is needed to know. The body the client gets instead; null: it gets the answer as it is.</summary>
    public static async ValueTask<byte[]?> InPlaceOfAsync(UpstreamAnswer answer, HttpContext context, AdmittedCall call, CancellationToken ct)
    {
        var isJson = ContentTypes.IsJson(context.Response.ContentType);
        if (answer.Status < 400 || !MayConcern(context) || (isJson && context.Response.ContentLength > 0))
        {
            return null;
        }

        await answer.ReadStartAsync(isJson ? 1 : MaxBytes + 1, ct);
        if (isJson ? !answer.Start.IsEmpty : !answer.IsWhole)
        {
            return null;
        }

        var bytes = Decoded(answer.Start, context.Response.Headers.ContentEncoding.ToString());
        if (bytes is { IsEmpty: false } && IsJsonObject(bytes.Value.Span))
        {
            return bytes.Value.ToArray();
        }

        var quote = bytes is { } text ? ErrorQuote.Of(text.Span) : null;
        return Error(answer, call.Upstream.Name, quote).ToJson(call.Dialect);
    }

    /// <summary>Makes the head that was copied fit the new body.</summary>
    public static void Describe(HttpResponse response, byte[] body)
    {
        foreach (var name in OfTheOldBody)
        {
            response.Headers.Remove(name);
        }

        response.ContentType = ClientError.ContentType;
        response.ContentLength = body.Length;
    }

    private static bool MayConcern(HttpContext context) =>
        !HttpMethods.IsHead(context.Request.Method)
        && !ContentTypes.IsEventStream(context.Response.ContentType)
        && !context.Request.Headers.Accept.Any(accept => accept?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true);

    private static ClientError Error(UpstreamAnswer answer, string upstream, string? quote)
    {
        var status = $"{answer.Status} {ReasonPhrases.GetReasonPhrase(answer.Status)}".TrimEnd();
        var message = quote is not null ? $"The upstream '{upstream}' answered {status}: {quote}"
            : answer.Start.IsEmpty ? $"The upstream '{upstream}' answered {status} and said nothing more."
            : $"The upstream '{upstream}' answered {status} with something that is neither JSON nor text.";
        return new(answer.Status, "upstream_error", message) { Type = "upstream_error" };
    }

    // Null: it cannot be decoded. What a small body unpacks to is bounded as the body is.
    private static ReadOnlyMemory<byte>? Decoded(ReadOnlyMemory<byte> body, string coding)
    {
        using var packed = new MemoryStream(body.ToArray());
        using Stream? unpacking = coding.ToLowerInvariant() switch
        {
            "" or "identity" => packed,
            "gzip" or "x-gzip" => new GZipStream(packed, CompressionMode.Decompress),
            "deflate" => new ZLibStream(packed, CompressionMode.Decompress),
            "br" => new BrotliStream(packed, CompressionMode.Decompress),
            _ => null,
        };
        try
        {
            var buffer = new byte[MaxBytes];
            return unpacking is null ? null : buffer.AsMemory(0, unpacking.ReadAtLeast(buffer, MaxBytes, throwOnEndOfStream: false));
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return null;
        }
    }

    private static bool IsJsonObject(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

namespace Observability.Domain.Formats.Wire;

/// <summary>Tells how a body is framed: by its first bytes, then by its content type, because servers mislabel both ways.</summary>
internal static class Framing
{
    private static readonly string[] FieldNames = ["data:", "event:", "id:", "retry:", ":"];

    /// <summary>Whether the answer is a stream of server-sent events.</summary>
    public static bool IsEventStream(WireExchange exchange)
    {
        var start = LenientJson.Trim(exchange.ResponseBody).Span;
        if (start.IsEmpty || start[0] is (byte)'{' or (byte)'[')
        {
            return false;
        }

        return exchange.ResponseContentType?.Contains("event-stream", StringComparison.OrdinalIgnoreCase) == true
            || FieldNames.Any(name => StartsWith(exchange.ResponseBody, name));
    }

    /// <summary>Whether the answer is Amazon's binary event stream.</summary>
    public static bool IsAmazonStream(WireExchange exchange) =>
        EventStream.Starts(exchange.ResponseBody.Span)
        || (exchange.ResponseContentType?.Contains("amazon.eventstream", StringComparison.OrdinalIgnoreCase) == true
            && (exchange.ResponseBody.IsEmpty || exchange.ResponseBody.Span[0] == 0));

    /// <summary>Whether the answer is one JSON document a line.</summary>
    public static bool IsJsonLines(WireExchange exchange)
    {
        var type = exchange.ResponseContentType ?? "";
        return type.Contains("ndjson", StringComparison.OrdinalIgnoreCase) || type.Contains("stream+json", StringComparison.OrdinalIgnoreCase)
            || LenientJson.Trim(exchange.ResponseBody).Span.IndexOf("}\n{"u8) >= 0;
    }

    /// <summary>An answer that is still arriving: of a stream the pieces that are whole, of one JSON document nothing yet, anything else as far as it is here.</summary>
    public static WireExchange WholePieces(WireExchange exchange)
    {
        var body = exchange.ResponseBody;
        var end = JsonArray.Is(body) ? JsonArray.Read(body, out _).LastOrDefault(f => f.Ended).End
            : IsEventStream(exchange) || IsJsonLines(exchange) ? body.Span.LastIndexOf((byte)'\n') + 1
            : LenientJson.Trim(body).Span is [(byte)'{', ..] ? 0
            : body.Length;
        return exchange with { ResponseBody = body[..end] };
    }

    private static bool StartsWith(ReadOnlyMemory<byte> body, string ascii)
    {
        var start = LenientJson.Trim(body).Span;
        return start.Length >= ascii.Length && System.Text.Ascii.Equals(start[..ascii.Length], ascii);
    }
}

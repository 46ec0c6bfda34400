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

    private static bool StartsWith(ReadOnlyMemory<byte> body, string ascii)
    {
        var start = LenientJson.Trim(body).Span;
        return start.Length >= ascii.Length && System.Text.Ascii.Equals(start[..ascii.Length], ascii);
    }
}

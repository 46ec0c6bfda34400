namespace Observability.Ingest.Proxy.Altering;

/// <summary>Recognises an event stream that does not say what it is, by the request that asked for one and by how it begins.</summary>
internal static class EventStreamType
{
    // The longest beginning that is looked for.
    private const int PeekedBytes = 6;

    /// <summary>Whether the answer is an event stream under another name. Waits for its first bytes only when everything else says that it may be.</summary>
    public static async ValueTask<bool> IsMissingAsync(UpstreamAnswer answer, HttpContext context, ExchangeRecorder exchange, CancellationToken ct)
    {
        if (answer.Status != StatusCodes.Status200OK
            || !ContentTypes.IsOddForEvents(context.Response.ContentType)
            || context.Response.Headers.ContentEncoding.Count > 0
            || !StreamRequest.Read(exchange.Request).IsStream)
        {
            return false;
        }

        await answer.ReadStartAsync(PeekedBytes, ct);
        var start = answer.Start.Span;
        return start.StartsWith("data:"u8) || start.StartsWith("event:"u8) || start.StartsWith("id:"u8) || start.StartsWith("retry:"u8) || start.StartsWith(":"u8);
    }
}

namespace Observability.Ingest.Proxy.Altering;

/// <summary>Content-Type values, judged as Open WebUI judges them.</summary>
internal static class ContentTypes
{
    /// <summary>The spelling that every client takes for an event stream.</summary>
    public const string EventStream = "text/event-stream";

    /// <summary>Whether Open WebUI takes it for an event stream: it looks for exactly these letters.</summary>
    public static bool IsEventStream(string? type) => type?.Contains(EventStream, StringComparison.Ordinal) == true;

    /// <summary>Whether a stream with this type may be one of events although it does not say so: no type, plain text, or the right words in odd letters.</summary>
    public static bool IsOddForEvents(string? type) =>
        string.IsNullOrEmpty(type)
        || (!IsEventStream(type)
            && (type.Contains("event-stream", StringComparison.OrdinalIgnoreCase) || type.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether it is JSON to Open WebUI: <c>application/json</c>, also with a prefix ending in <c>+</c> (its expression: <c>^application/(?:[\w.+-]+?\+)?json</c>).</summary>
    public static bool IsJson(string? type)
    {
        const string Prefix = "application/";
        if (type?.StartsWith(Prefix, StringComparison.Ordinal) != true)
        {
            return false;
        }

        var rest = type.AsSpan(Prefix.Length);
        var end = 0;
        while (end < rest.Length && (char.IsAsciiLetterOrDigit(rest[end]) || rest[end] is '_' or '.' or '+' or '-'))
        {
            end++;
        }

        return rest.StartsWith("json", StringComparison.Ordinal) || rest[..end].IndexOf("+json", StringComparison.Ordinal) > 0;
    }

    /// <summary>Whether it is a stream of one JSON object a line, as Ollama's.</summary>
    public static bool IsJsonLines(string type) => type.StartsWith("application/x-ndjson", StringComparison.OrdinalIgnoreCase);
}

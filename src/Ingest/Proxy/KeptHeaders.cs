using System.Net.Http.Headers;
using Observability.Domain.Exchanges;

namespace Observability.Ingest.Proxy;

/// <summary>The headers of a message that go into its record: what <see cref="HeaderAllowList"/> names, as they crossed the wire.</summary>
internal static class KeptHeaders
{
    /// <summary>Of the client's request, as it came; never Open WebUI's token, whatever its header is called.</summary>
    public static StoredHeaders Of(IHeaderDictionary headers, OpenWebUIHeaders openWebUI)
    {
        var lines = new List<KeyValuePair<string, string>>(headers.Count);
        var dropped = 0;
        foreach (var (name, values) in headers)
        {
            if (!HeaderAllowList.Keeps(name) || openWebUI.IsToken(name))
            {
                dropped += values.Count;
                continue;
            }

            foreach (var value in values)
            {
                lines.Add(new(name, value ?? ""));
            }
        }

        return new(lines, dropped);
    }

    /// <summary>Of the upstream's answer, as it came.</summary>
    public static StoredHeaders Of(HttpResponseMessage response)
    {
        var lines = new List<KeyValuePair<string, string>>(16);
        var dropped = Keep(response.Headers.NonValidated, lines) + Keep(response.Content.Headers.NonValidated, lines);
        return new(lines, dropped);
    }

    /// <summary>Of an answer of our own.</summary>
    public static StoredHeaders OfOwnAnswer(string contentType) =>
        new([new("Content-Type", contentType)], 0);

    private static int Keep(HttpHeadersNonValidated headers, List<KeyValuePair<string, string>> lines)
    {
        var dropped = 0;
        foreach (var (name, values) in headers)
        {
            if (!HeaderAllowList.Keeps(name))
            {
                dropped += values.Count;
                continue;
            }

            foreach (var value in values)
            {
                lines.Add(new(name, value));
            }
        }

        return dropped;
    }
}

using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Tests.Exchanges;
using Observability.Testing;

namespace Observability.Domain.Tests.Formats;

/// <summary>The recorded exchanges of shared/corpora/wire with what each should be read as.</summary>
internal static class WireCorpus
{
    /// <summary>Every recording that is not suspected to be hand-written.</summary>
    public static IReadOnlyList<Recorded> Load(string folder)
    {
        var lines = File.ReadAllLines(Path.Combine(folder, "INDEX.tsv"));
        var names = lines[0].Split('\t');
        var expected = lines.Skip(1)
            .Select(line => names.Zip(line.Split('\t')).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal))
            .ToDictionary(row => row["id"], StringComparer.Ordinal);
        return
        [
            .. Directory.GetFiles(folder, "exchanges-*.jsonl.gz").Order(StringComparer.Ordinal).SelectMany(Lines)
                .Select(line => Parse(line, expected)).Where(r => r["suspect"] == "0"),
        ];
    }

    /// <summary>The corpus; skips the test when it is not on this machine.</summary>
    public static IReadOnlyList<Recorded> LoadOrSkip()
    {
        var folder = SharedCorpora.Find("wire");
        Assert.SkipWhen(folder is null, SharedCorpora.Absent);
        return Load(folder);
    }

    private static IEnumerable<string> Lines(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private static Recorded Parse(string line, Dictionary<string, Dictionary<string, string>> expected)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var url = new Uri(root.GetProperty("url").GetString()!);
        var (request, response) = (Headers(root, "request_headers"), Headers(root, "response_headers"));
        var wire = new WireExchange(
            root.GetProperty("method").GetString()!,
            url.AbsolutePath,
            root.GetProperty("status").GetInt32(),
            ContentType(request),
            Encoding.UTF8.GetBytes(root.GetProperty("request_body").GetString() ?? ""),
            ContentType(response),
            root.GetProperty("response_body").GetBytesFromBase64())
        { Query = url.Query.TrimStart('?'), RequestHeaders = request, ResponseHeaders = response };
        return new(expected[root.GetProperty("id").GetString()!], wire) { Url = url };
    }

    private static KeyValuePair<string, string>[] Headers(JsonElement root, string name) =>
        [.. root.GetProperty(name).EnumerateArray().Select(h => KeyValuePair.Create(h[0].GetString()!, h[1].GetString()!))];

    private static string? ContentType(KeyValuePair<string, string>[] headers) => headers
        .Where(h => h.Key.Equals("content-type", StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).FirstOrDefault();
}

/// <summary>One recorded exchange.</summary>
/// <param name="Expected">The row of the index.</param>
/// <param name="Exchange">What crossed the wire.</param>
internal sealed record Recorded(Dictionary<string, string> Expected, WireExchange Exchange)
{
    public string Id => this["id"];

    /// <summary>Where it was sent.</summary>
    public required Uri Url { get; init; }

    public string this[string column] => Expected[column];

    /// <summary>The recording as if the proxy had captured it, on the upstream named.</summary>
    public CapturedExchange ToCaptured(string upstream = "openai", string family = "") => Captured.Chat() with
    {
        Upstream = upstream,
        Family = family,
        Method = Exchange.Method,
        Target = Exchange.Query.Length > 0 ? $"{Exchange.Path}?{Exchange.Query}" : Exchange.Path,
        RequestHeaders = new(Exchange.RequestHeaders, 0),
        Request = new(Exchange.RequestBody, Exchange.RequestBody.Length, null),
        Status = Exchange.Status,
        Outcome = Exchange.Status >= 400 ? ExchangeOutcome.UpstreamRefused : ExchangeOutcome.Completed,

        // The recorders stored the bodies with their coding undone, but kept the header.
        ResponseHeaders = new([.. Exchange.ResponseHeaders.Where(h => !h.Key.Equals("content-encoding", StringComparison.OrdinalIgnoreCase))], 0),
        Response = new(Exchange.ResponseBody, Exchange.ResponseBody.Length, null),
    };
}

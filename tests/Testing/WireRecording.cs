using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Observability.Testing;

/// <summary>One recorded call of the corpus <c>wire</c> that has a request body.</summary>
/// <param name="Id">Its id in the corpus.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path and query.</param>
/// <param name="RequestHeaders">Recorded headers that belong to the call and not to its connection.</param>
/// <param name="RequestBody">The request's bytes.</param>
/// <param name="Status">Status of the answer.</param>
/// <param name="ResponseHeaders">Likewise for the answer.</param>
/// <param name="ResponseBody">The answer's bytes.</param>
/// <param name="IsStream">Whether it came as a stream.</param>
public sealed record WireRecording(
    string Id, string Method, string Path, IReadOnlyList<(string Name, string Value)> RequestHeaders, byte[] RequestBody, int Status,
    IReadOnlyList<(string Name, string Value)> ResponseHeaders, byte[] ResponseBody, bool IsStream)
{
    // Framing and the connection are the tests' business, as they are the proxy's; the rest of a recorded head is sent as recorded.
    private static readonly string[] NotSent = ["content-length", "transfer-encoding", "connection", "host", "content-encoding", "keep-alive", "date"];

    /// <summary>Every one of them, or every twentieth in a quick run.</summary>
    public static IReadOnlyList<WireRecording> Load(string folder) => [.. All(folder).Where((_, i) => !Quick.IsOn || i % 20 == 0)];

    /// <summary>Cuts bytes where a network might: anywhere.</summary>
    public static IEnumerable<byte[]> Split(byte[] bytes, Random random)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(bytes.Length - at, random.Next(4) == 0 ? random.Next(1, 20) : random.Next(1, 40_000));
            yield return bytes[at..(at + length)];
            at += length;
        }
    }

    private static IEnumerable<WireRecording> All(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "exchanges-*.jsonl.gz").Order(StringComparer.Ordinal))
        {
            using var lines = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
            while (lines.ReadLine() is { } line)
            {
                using var json = JsonDocument.Parse(line);
                if (json.RootElement.GetProperty("request_body").GetString() is not null)
                {
                    yield return Read(json.RootElement);
                }
            }
        }
    }

    private static WireRecording Read(JsonElement json) => new(
        json.GetProperty("id").GetString()!,
        json.GetProperty("method").GetString()!,
        new Uri(json.GetProperty("url").GetString()!).PathAndQuery,
        Headers(json.GetProperty("request_headers")),
        Encoding.UTF8.GetBytes(json.GetProperty("request_body").GetString()!),
        json.GetProperty("status").GetInt32(),
        Headers(json.GetProperty("response_headers")),
        json.GetProperty("response_body").GetBytesFromBase64(),
        json.GetProperty("is_stream").GetBoolean());

    private static List<(string Name, string Value)> Headers(JsonElement pairs) =>
    [
        .. pairs.EnumerateArray()
            .Select(pair => (Name: pair[0].GetString()!, Value: pair[1].GetString()!))
            .Where(h => !NotSent.Contains(h.Name, StringComparer.OrdinalIgnoreCase) && !h.Value.Contains('\n', StringComparison.Ordinal)),
    ];
}

using System.IO.Compression;
using System.Text;
using System.Text.Json;
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
        return new(
            expected[root.GetProperty("id").GetString()!],
            root.GetProperty("method").GetString()!,
            url.AbsolutePath,
            Encoding.UTF8.GetBytes(root.GetProperty("request_body").GetString() ?? ""),
            root.GetProperty("status").GetInt32(),
            Header(root.GetProperty("response_headers"), "content-type"),
            root.GetProperty("response_body").GetBytesFromBase64());
    }

    private static string? Header(JsonElement headers, string name) => headers.EnumerateArray()
        .Where(h => name.Equals(h[0].GetString(), StringComparison.OrdinalIgnoreCase)).Select(h => h[1].GetString()).FirstOrDefault();
}

/// <summary>One recorded exchange.</summary>
internal sealed record Recorded(
    Dictionary<string, string> Expected, string Method, string Path, byte[] Request, int Status, string? ContentType, byte[] Response)
{
    public string Id => this["id"];

    public string this[string column] => Expected[column];
}

using System.Globalization;
using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>
/// Gathers what Open WebUI says it retrieved: a frame before a stream, a member beside the choices of a plain answer,
/// or the bare lists of a query of its vector store.
/// </summary>
/// <remarks>
/// <code>
/// data: {"sources": [{"source": {"id": "kb1", "name": "a.pdf"}, "document": ["…"], "metadata": [{"file_id": "f1"}], "distances": [0.42]}]}
/// </code>
/// Held against Open WebUI 0.11.0 of 2026-07-27.
/// </remarks>
internal sealed class OpenWebUiSources
{
    private const int MaxSources = 1_000;
    private const int MaxDistances = 100;

    private readonly List<RetrievedSource> _found = [];

    /// <summary>The sources so far, in their order.</summary>
    public IReadOnlyList<RetrievedSource> Found => _found;

    /// <summary>Takes the sources of a body or an event, if it has any.</summary>
    public void Add(JsonElement root)
    {
        foreach (var item in root.Items("sources"u8))
        {
            var isOne = item.Member("source"u8) is { ValueKind: JsonValueKind.Object } || item.Member("document"u8) is { ValueKind: JsonValueKind.Array };
            if (isOne && _found.Count < MaxSources)
            {
                _found.Add(SourceIn(item));
            }
        }
    }

    /// <summary>Takes the result of a query: for each question a list of passages, of what they are from and of how far they are.</summary>
    public void AddQuery(JsonElement root)
    {
        var passages = Nested(root, "documents"u8);
        var about = Nested(root, "metadatas"u8);
        var distances = Nested(root, "distances"u8).Select(NumberOf).ToList();
        var files = passages.Select((passage, i) => (Passage: passage, About: i < about.Count ? about[i] : default, Distance: i < distances.Count ? distances[i] : null))
            .GroupBy(p => p.About.Word("file_id"u8) ?? p.About.Word("name"u8) ?? p.About.Word("source"u8) ?? "");
        foreach (var file in files.Take(MaxSources - _found.Count))
        {
            var first = file.First().About;
            _found.Add(new(
                Text(first.Word("file_id"u8)), Text(first.Word("name"u8) ?? first.Word("source"u8)), null, UrlOf(first.Text("source"u8)),
                [.. file.Select(p => p.Distance).OfType<double>().Take(MaxDistances)], file.Count(), file.Sum(p => (long)(p.Passage.AsText()?.Length ?? 0))));
        }
    }

    private static RetrievedSource SourceIn(JsonElement item)
    {
        var source = item.Member("source"u8) ?? default;
        var metadata = item.Items("metadata"u8);
        var first = metadata.MoveNext() ? metadata.Current : default;
        var passages = item.Items("document"u8);
        return new(
            Text(source.Word("id"u8) ?? first.Word("file_id"u8)),
            Text(source.Text("name"u8) ?? first.Text("name"u8) ?? source.Text("collection_name"u8)),
            Text(source.Text("type"u8)),
            UrlOf(source.Text("url"u8)) ?? UrlOf(first.Text("source"u8)) ?? UrlOf(first.Text("url"u8)),
            [.. item.Items("distances"u8).Select(NumberOf).OfType<double>().Take(MaxDistances)],
            passages.Count(),
            passages.Sum(p => (long)(p.AsText()?.Length ?? 0)));
    }

    private static List<JsonElement> Nested(JsonElement root, ReadOnlySpan<byte> name)
    {
        var all = new List<JsonElement>();
        foreach (var list in root.Items(name))
        {
            if (list.ValueKind == JsonValueKind.Array)
            {
                all.AddRange(list.EnumerateArray());
            }
        }

        return all;
    }

    private static double? NumberOf(JsonElement number) =>
        number.ValueKind == JsonValueKind.Number && double.TryParse(number.AsJson(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : null;

    private static string? UrlOf(string? text) =>
        text?.StartsWith("http://", StringComparison.OrdinalIgnoreCase) == true || text?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true
            ? StoredText.Of(text, StoredText.MaxSentence)
            : null;

    private static string? Text(string? text) => StoredText.Of(text is { Length: > 0 } ? text : null);
}

using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads where Gemini's answers come from: grounding by searches, maps and documents, and passages it quotes.</summary>
internal static class GeminiGrounding
{
    /// <summary>The sources, each with the first words it supports; null when none are listed.</summary>
    public static IReadOnlyList<CitationPart>? SourcesOf(JsonElement grounding)
    {
        if (grounding.Member("groundingChunks"u8) is not { ValueKind: JsonValueKind.Array } chunks)
        {
            return null;
        }

        var words = WordsByChunk(grounding);
        return [.. chunks.EnumerateArray().Select((chunk, i) => Source(chunk, words.GetValueOrDefault(i)))];
    }

    /// <summary>How many searches it names; null when it names none.</summary>
    public static long? SearchesOf(JsonElement grounding) => grounding.Items("webSearchQueries"u8).Count() is > 0 and var count ? count : null;

    /// <summary>Passages of known works: <c>{"citations":[{"uri":"…","title":"…"}]}</c>.</summary>
    public static IReadOnlyList<CitationPart> QuotedIn(JsonElement citations) =>
    [
        .. citations.Items("citations"u8).Concat(citations.Items("citationSources"u8))
            .Select(c => new CitationPart(c.Text("title"u8), c.Text("uri"u8), null)),
    ];

    private static CitationPart Source(JsonElement chunk, string? words)
    {
        var source = chunk.Member("web"u8) ?? chunk.Member("retrievedContext"u8) ?? chunk.Member("maps"u8) ?? default;
        return new(source.Text("title"u8), source.Text("uri"u8), words ?? source.Text("text"u8));
    }

    private static Dictionary<long, string> WordsByChunk(JsonElement grounding)
    {
        var words = new Dictionary<long, string>();
        foreach (var support in grounding.Items("groundingSupports"u8))
        {
            if (support.Member("segment"u8)?.Text("text"u8) is { } text)
            {
                foreach (var index in support.Items("groundingChunkIndices"u8))
                {
                    if (index.ValueKind == JsonValueKind.Number && index.TryGetInt64(out var chunk))
                    {
                        words.TryAdd(chunk, text);
                    }
                }
            }
        }

        return words;
    }
}

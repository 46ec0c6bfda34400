using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Reads the sources an OpenAI-shaped answer names.</summary>
internal static class Citations
{
    /// <summary>The annotations of a message or of a text part, which chat nests one deeper than Responses.</summary>
    public static IEnumerable<ContentPart> AnnotationsOf(JsonElement element)
    {
        foreach (var annotation in element.Items("annotations"u8))
        {
            yield return Annotation(annotation);
        }
    }

    /// <summary>One annotation: a page, a file, or JSON of a kind not known here.</summary>
    public static ContentPart Annotation(JsonElement annotation)
    {
        var source = annotation.Member("url_citation"u8) ?? annotation.Member("file_citation"u8) ?? annotation;
        var title = source.Text("title"u8) ?? source.Text("filename"u8);
        var url = source.Text("url"u8) ?? source.Text("file_id"u8);
        return (title ?? url) is null
            ? new UnknownPart(annotation.AsJson())
            : new CitationPart(title, url, source.Text("content"u8) ?? source.Text("quote"u8));
    }

    /// <summary>Perplexity's list beside the choices, with titles or as bare addresses.</summary>
    public static IReadOnlyList<ContentPart> BesideChoices(JsonElement root)
    {
        var found = new List<ContentPart>();
        foreach (var result in root.Items("search_results"u8))
        {
            found.Add(new CitationPart(result.Text("title"u8), result.Text("url"u8), result.Text("snippet"u8)));
        }

        if (found.Count == 0)
        {
            foreach (var url in root.Items("citations"u8))
            {
                if (url.AsText() is { Length: > 0 } address)
                {
                    found.Add(new CitationPart(null, address, null));
                }
            }
        }

        return found;
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using Observability.Dashboard.Exchanges;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Compare;

/// <summary>The tools that a request offered, with their schemas, as they stand in its JSON.</summary>
public static class ToolDefinitions
{
    private const int MostTools = 500;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Both requests' tools by name, those of the first before those only the second has.</summary>
    public static IReadOnlyList<ComparedValue> Of(ExchangeDetail first, ExchangeDetail second)
    {
        var (a, b) = (Of(first), Of(second));
        return [.. a.Keys.Union(b.Keys, StringComparer.Ordinal).Select(name => new ComparedValue(name, a.GetValueOrDefault(name), b.GetValueOrDefault(name)))];
    }

    /// <summary>Name and definition of each; empty when the body is no JSON, was cut, or offers none.</summary>
    public static IReadOnlyDictionary<string, string> Of(ExchangeDetail detail)
    {
        var tools = new Dictionary<string, string>(StringComparer.Ordinal);
        if (detail.Reading is not { ToolsOffered.Count: > 0 })
        {
            return tools;
        }

        var bytes = ContentDecoding.Decode(detail.RequestBody, detail.RequestHeaders["Content-Encoding"], ChunkTimeline.None).Bytes;

        try
        {
            using var body = JsonDocument.Parse(bytes);
            if (body.RootElement.TryGetProperty("tools", out var offered) && offered.ValueKind == JsonValueKind.Array)
            {
                foreach (var (name, definition) in offered.EnumerateArray().SelectMany(Named).Take(MostTools))
                {
                    tools[name] = JsonSerializer.Serialize(definition, Indented);
                }
            }
        }
        catch (JsonException)
        {
            // A body cut at the capture limit ends anywhere.
        }

        return tools;
    }

    // {"function":{"name":…}} of OpenAI's chat, {"name":…} of its responses and Anthropic, {"functionDeclarations":[{"name":…}]} of Gemini.
    private static IEnumerable<(string, JsonElement)> Named(JsonElement tool)
    {
        if (tool.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        if (tool.TryGetProperty("functionDeclarations", out var several) && several.ValueKind == JsonValueKind.Array)
        {
            foreach (var one in several.EnumerateArray().SelectMany(Named))
            {
                yield return one;
            }
        }
        else if (tool.TryGetProperty("function", out var function) && NameOf(function) is { } inner)
        {
            yield return (inner, tool);
        }
        else if ((NameOf(tool) ?? (tool.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null)) is { } name)
        {
            yield return (name, tool);
        }
    }

    private static string? NameOf(JsonElement tool) =>
        tool.ValueKind == JsonValueKind.Object && tool.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
}

using System.Text.Encodings.Web;
using System.Text.Json;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exports;

/// <summary>
/// The tools of a request as OpenAI's chat format describes them, whichever provider they were described to:
/// <c>{"type":"function","function":{…}}</c> (OpenAI chat, Ollama), <c>{"type":"function","name":…,"parameters":…}</c> (responses),
/// <c>{"name":…,"input_schema":…}</c> (Anthropic), <c>{"functionDeclarations":[{"name":…,"parameters":…}]}</c> (Gemini).
/// </summary>
internal static class OfferedTools
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The tools; null when there is one that cannot be described so, such as one the provider runs itself.</summary>
    public static IReadOnlyList<RawJson>? Of(CapturedExchange captured)
    {
        var body = ContentDecoding.Decode(captured.Request.Bytes, captured.RequestHeaders["Content-Encoding"], ChunkTimeline.None).Bytes;
        if (RawJson.Of(body.Span) is not { } json)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json.Line, new() { MaxDepth = 512 });
        if (Member(document.RootElement, "tools") is not { ValueKind: JsonValueKind.Array } tools)
        {
            return null;
        }

        var described = tools.EnumerateArray().SelectMany(Declared).Select(Described).ToList();
        return described.Contains(null) || described.Count == 0 ? null : [.. described.Select(d => d!)];
    }

    private static IEnumerable<JsonElement> Declared(JsonElement tool) =>
        (Member(tool, "functionDeclarations") ?? Member(tool, "function_declarations")) is { ValueKind: JsonValueKind.Array } many ? many.EnumerateArray() : [tool];

    private static RawJson? Described(JsonElement tool)
    {
        if (Member(tool, "function") is { ValueKind: JsonValueKind.Object } function)
        {
            return Written(function, Member(function, "parameters"));
        }

        // A tool with a type of its own and no schema is one that the provider runs.
        var schema = Member(tool, "parameters") ?? Member(tool, "input_schema") ?? Member(tool, "parametersJsonSchema");
        var runsHere = Member(tool, "type") is not { ValueKind: JsonValueKind.String } type || type.ValueEquals("function") || type.ValueEquals("custom");
        return schema is null && !runsHere ? null : Written(tool, schema);
    }

    private static RawJson? Written(JsonElement named, JsonElement? schema)
    {
        if (Member(named, "name") is not { ValueKind: JsonValueKind.String } name)
        {
            return null;
        }

        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "function");
            writer.WriteStartObject("function");
            Copy(writer, "name", name);
            if (Member(named, "description") is { ValueKind: JsonValueKind.String } description)
            {
                Copy(writer, "description", description);
            }

            if (schema is { ValueKind: JsonValueKind.Object } parameters)
            {
                Copy(writer, "parameters", parameters);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return new(buffer.WrittenMemory);
    }

    private static void Copy(Utf8JsonWriter writer, string name, JsonElement value)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;
}

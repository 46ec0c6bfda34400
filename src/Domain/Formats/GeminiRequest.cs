using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>What Google's requests have in common, read into a reading: <c>{"contents":[…],"tools":[…],"generationConfig":{…}}</c>.</summary>
internal static class GeminiRequest
{
    private const int MaxParameters = 200;

    // Shown as the model, as messages and tools; what is left are parameters.
    private static readonly HashSet<string> Content =
    [
        "model", "agent", "contents", "content", "requests", "instances", "systemInstruction", "system_instruction", "tools", "input",
        "generateContentRequest", "generate_content_request",
    ];

    private static readonly HashSet<string> Configuration = ["generationConfig", "generation_config", "parameters"];

    /// <summary>A reading of the request alone.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="input">How this API's content becomes messages.</param>
    public static Reading Read(WireExchange exchange, Func<JsonElement, IReadOnlyList<Message>> input)
    {
        var reading = Reading.Nothing with { ModelRequested = GeminiPath.ModelOf(exchange.Path) };
        using var document = LenientJson.Parse(exchange.RequestBody, out var whole);
        if (document is null || document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return exchange.RequestBody.IsEmpty ? reading : reading with { Notes = ["The request is not a JSON object: unparsed."] };
        }

        var root = document.RootElement;
        return reading with
        {
            ModelRequested = root.Text("model"u8) ?? reading.ModelRequested,
            Input = input(root),
            ToolsOffered = [.. root.Items("tools"u8).SelectMany(ToolsOf)],
            Parameters = [.. ParametersOf(root).Take(MaxParameters)],
            Notes = whole ? [] : ["The request is not whole JSON: only its understood part is shown."],
        };
    }

    /// <summary>The conversation of a request for an answer.</summary>
    public static IReadOnlyList<Message> Conversation(JsonElement root)
    {
        var messages = new List<Message>();
        if (root.Either("systemInstruction"u8, "system_instruction"u8) is { } system && Of("system", system) is { Parts.Count: > 0 } instruction)
        {
            messages.Add(instruction);
        }

        if (root.Member("contents"u8) is { } contents)
        {
            messages.AddRange(contents.ValueKind == JsonValueKind.Array ? contents.EnumerateArray().Select(c => Of(RoleOf(c), c)) : [Of(RoleOf(contents), contents)]);
        }

        return messages;
    }

    private static Message Of(string role, JsonElement content) => new(role, [.. GeminiParts.OfContent(content)]);

    private static string RoleOf(JsonElement content) => content.Text("role"u8) is { Length: > 0 } role ? role : "user";

    // A tool is a list of functions, a function of its own (interactions), or one of Google's by its name: {"googleSearch":{}}.
    private static IEnumerable<string> ToolsOf(JsonElement tool)
    {
        if (tool.Either("functionDeclarations"u8, "function_declarations"u8) is { ValueKind: JsonValueKind.Array } functions)
        {
            return functions.EnumerateArray().Select(f => f.Text("name"u8)).OfType<string>();
        }

        return (tool.Text("name"u8) ?? tool.Text("type"u8)) is { } name ? [name]
            : tool.ValueKind == JsonValueKind.Object ? tool.EnumerateObject().Select(JsonElements.NameOf)
            : [];
    }

    private static IEnumerable<KeyValuePair<string, string>> ParametersOf(JsonElement root)
    {
        foreach (var property in root.EnumerateObject())
        {
            var name = JsonElements.NameOf(property);
            if (Configuration.Contains(name) && property.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var setting in property.Value.EnumerateObject())
                {
                    yield return new(JsonElements.NameOf(setting), StoredText.Required(setting.Value.AsJson(), 500));
                }
            }
            else if (!Content.Contains(name))
            {
                yield return new(name, StoredText.Required(property.Value.AsJson(), 500));
            }
        }
    }
}

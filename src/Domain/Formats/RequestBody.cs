using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>What the JSON requests of all APIs have in common.</summary>
internal sealed record RequestBody
{
    private const int MaxParameters = 200;

    // Content, which is shown as messages and tools; what is left are parameters.
    private static readonly HashSet<string> Content =
    [
        "model", "messages", "prompt", "input", "instructions", "system", "images", "context", "tools", "functions", "user", "options", "name",
        "toolConfig", "inputText", "message", "chat_history", "preamble", "texts", "query",
    ];

    /// <summary>The model asked for.</summary>
    public string? Model { get; init; }

    /// <summary>What <c>stream</c> says; null when it is absent.</summary>
    public bool? Stream { get; init; }

    /// <summary>The end user named in the body.</summary>
    public string? User { get; init; }

    /// <summary>The chat it belongs to, as Open WebUI's own API names it.</summary>
    public string? Chat { get; init; }

    /// <summary>The messages, as the format reads them.</summary>
    public IReadOnlyList<Message> Input { get; init; } = [];

    /// <summary>Names of the tools offered.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>The other members, with those of Ollama's <c>options</c>, at most 200, each value cut at 500 characters.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    /// <summary>What was wrong with it, in words.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Reads the request of a call; Azure's older paths name the model when the body does not.</summary>
    /// <param name="exchange">The call.</param>
    /// <param name="input">How this API's content becomes messages.</param>
    public static RequestBody Read(WireExchange exchange, Func<JsonElement, IReadOnlyList<Message>> input)
    {
        var request = Read(exchange.RequestBody, input);
        return request.Model is null ? request with { Model = PathEnd.After(exchange.Path, "deployments") } : request;
    }

    /// <summary>Reads a request; an empty one is nothing.</summary>
    /// <param name="body">The body.</param>
    /// <param name="input">How this API's content becomes messages.</param>
    public static RequestBody Read(ReadOnlyMemory<byte> body, Func<JsonElement, IReadOnlyList<Message>> input)
    {
        using var document = LenientJson.Parse(body, out var whole);
        if (document is null || document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return new() { Notes = body.IsEmpty ? [] : ["The request is not a JSON object: unparsed."] };
        }

        var root = document.RootElement;
        return new()
        {
            Model = root.Text("model"u8) ?? root.Text("name"u8),
            Stream = root.Flag("stream"u8),
            User = UserOf(root),
            Chat = root.TextOr("chat_id"u8, null),
            Input = input(root),
            Tools = ToolsOf(root),
            Parameters = [.. ParametersOf(root).Concat(root.Member("options"u8) is { } options ? ParametersOf(options) : []).Take(MaxParameters)],
            Notes = whole ? [] : ["The request is not whole JSON: only its understood part is shown."],
        };
    }

    /// <summary>The reading as far as the request makes it.</summary>
    public Reading ToReading() => new()
    {
        ModelRequested = Model,
        Input = Input,
        ToolsOffered = Tools,
        Parameters = Parameters,
        User = User,
        Session = Chat,
        Notes = Notes,
    };

    private static string? UserOf(JsonElement root) => root.Member("user"u8) switch
    {
        { ValueKind: JsonValueKind.String } user => user.AsText() is { Length: > 0 } text ? text : null,

        // Open WebUI's pipelines get the whole user.
        { ValueKind: JsonValueKind.Object } user => user.Text("email"u8) ?? user.Text("id"u8),
        _ => root.Text("safety_identifier"u8) ?? root.Member("metadata"u8)?.Text("user_id"u8),
    };

    private static string[] ToolsOf(JsonElement root) =>
    [
        .. root.Items("tools"u8).Select(t => t.Member("function"u8)?.Text("name"u8) ?? t.Text("name"u8) ?? t.Text("type"u8))
            .Concat(root.Items("functions"u8).Select(f => f.Text("name"u8)))

            // Bedrock.
            .Concat((root.Member("toolConfig"u8) ?? default).Items("tools"u8).Select(t => t.Member("toolSpec"u8)?.Text("name"u8))).OfType<string>(),
    ];

    private static IEnumerable<KeyValuePair<string, string>> ParametersOf(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var property in element.EnumerateObject())
        {
            var name = JsonElements.NameOf(property);
            if (!Content.Contains(name))
            {
                yield return new(name, StoredText.Required(property.Value.AsJson(), 500));
            }
        }
    }
}

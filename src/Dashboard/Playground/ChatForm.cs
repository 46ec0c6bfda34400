using System.Text.Json;

namespace Observability.Dashboard.Playground;

/// <summary>Messages as OpenAI's and Ollama's chat APIs write them.</summary>
internal static class ChatForm
{
    /// <summary>Who leads a conversation.</summary>
    private static readonly string[] Leaders = ["system", "developer"];

    private static readonly string[] Thoughts = ["reasoning_content", "thinking"];
    private static readonly string[] ResultOf = ["tool_call_id", "tool_name"];
    private static readonly string[] Lists = ["tool_calls", "images"];

    /// <summary>The messages that lead the conversation, which a form shows as its system prompts.</summary>
    public static IEnumerable<FormMessage> Leading(JsonElement root, IReadOnlyList<string> roles) =>
        root.Items("messages", "").TakeWhile(Leads).Select(m => Read(m.Element, m.Place, roles));

    /// <summary>The messages behind them.</summary>
    public static IEnumerable<FormMessage> Rest(JsonElement root, IReadOnlyList<string> roles) =>
        root.Items("messages", "").SkipWhile(Leads).Select(m => Read(m.Element, m.Place, roles));

    /// <summary>The body with an empty system prompt before its messages.</summary>
    public static ReadOnlyMemory<byte> AddSystem(ReadOnlyMemory<byte> body)
    {
        const string Empty = """{"role":"system","content":""}""";
        return JsonSpan.Find(body.Span, "/messages") is { IsArray: true } ? JsonEdits.Insert(body, "/messages", 0, Empty) : JsonEdits.Set(body, "/messages", $"[{Empty}]");
    }

    private static bool Leads((JsonElement Element, string Place) message) => Leaders.Contains(message.Element.Text("role"));

    private static FormMessage Read(JsonElement message, string place, IReadOnlyList<string> roles)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            return new(place, null, null, [FormJson.Other(message, place)]) { IsFree = true };
        }

        var role = message.Text("role");
        return new(place, null, FormJson.Field(message, "role", place, FieldKind.Choice) with { Choices = roles }, [.. PartsOf(message, place, role)])
        {
            IsFree = true,
            MayAdd = role switch
            {
                "assistant" => [PartKind.Text, PartKind.ToolCall],
                "tool" => [],
                "user" or null => [PartKind.Text, PartKind.Image],
                _ => [PartKind.Text],
            },
            More = [.. FormJson.Rest(message, place, "role", "content", "tool_calls", "images", "tool_call_id", "tool_name", "thinking", "reasoning_content")
                .Concat(Strange(message, place))],
        };
    }

    private static IEnumerable<FormPart> PartsOf(JsonElement message, string place, string? role)
    {
        foreach (var name in Thoughts.Where(n => message.Member(n) is not null))
        {
            yield return new(PartKind.Other, JsonPlace.Under(place, name), [FormJson.Field(message, name, place, FieldKind.Text)]);
        }

        if (role == "tool")
        {
            yield return new(PartKind.ToolResult, null,
            [
                FormJson.Field(message, "content", place, FieldKind.Text) with { HoldsJson = true },
                .. ResultOf.Where(n => message.Member(n) is not null).Select(n => FormJson.Field(message, n, place, FieldKind.Line)),
            ]);
        }
        else if (message.Text("content") is not null)
        {
            yield return FormJson.Said(message.Member("content")!.Value, JsonPlace.Under(place, "content"), isFree: false);
        }

        foreach (var (part, at) in role == "tool" ? [] : message.Items("content", place))
        {
            yield return Part(part, at);
        }

        foreach (var (image, at) in message.Items("images", place))
        {
            yield return Image(image, at);
        }

        foreach (var (call, at) in message.Items("tool_calls", place))
        {
            yield return Call(call, at);
        }
    }

    // What stands where parts are expected, and is none.
    private static IEnumerable<FormField> Strange(JsonElement message, string place)
    {
        if (message.Text("role") != "tool")
        {
            foreach (var name in ResultOf.Where(n => message.Member(n) is not null))
            {
                yield return FormJson.Field(message, name, place, FieldKind.Line) with { IsOptional = true };
            }

            if (message.Member("content") is { ValueKind: not JsonValueKind.Array } content && content.Text() is null)
            {
                yield return FormJson.Field(message, "content", place, FieldKind.Json);
            }
        }

        foreach (var name in Lists.Where(n => message.Member(n) is { ValueKind: not JsonValueKind.Array }))
        {
            yield return FormJson.Field(message, name, place, FieldKind.Json) with { IsOptional = true };
        }
    }

    private static FormPart Part(JsonElement part, string place) => part.Text("type") switch
    {
        "text" when part.Member("text") is not null =>
            new(PartKind.Text, place, [FormJson.Field(part, "text", place, FieldKind.Text), .. FormJson.Rest(part, place, "type", "text")]),
        "image_url" when part.Member("image_url") is { ValueKind: JsonValueKind.Object } image && image.Text("url") is not null =>
            new(PartKind.Image, place,
            [
                FormJson.Field(image, "url", JsonPlace.Under(place, "image_url"), FieldKind.Image),
                .. FormJson.Rest(image, JsonPlace.Under(place, "image_url"), "url"),
                .. FormJson.Rest(part, place, "type", "image_url"),
            ]),
        _ => FormJson.Other(part, place),
    };

    // Ollama's: base64 without a type, which is told by its first bytes.
    private static FormPart Image(JsonElement image, string place) => image.Text() is { } base64
        ? new(PartKind.Image, place, [new("images", place, FieldKind.Image, $"data:{FormImages.TypeOf(base64)};base64,{base64}") { Shape = ImageShape.Base64 }])
        : FormJson.Other(image, place);

    private static FormPart Call(JsonElement call, string place)
    {
        var kind = call.Member("custom") is { ValueKind: JsonValueKind.Object } ? "custom" : "function";
        if (call.Member(kind) is not { ValueKind: JsonValueKind.Object } function)
        {
            return FormJson.Other(call, place);
        }

        var (at, said) = (JsonPlace.Under(place, kind), kind == "custom" ? "input" : "arguments");
        return new(PartKind.ToolCall, place,
        [
            FormJson.Field(function, "name", at, FieldKind.Line),
            FormJson.Field(function, said, at, FieldKind.Text) with { HoldsJson = kind == "function" },
            .. call.Member("id") is null ? [] : new[] { FormJson.Field(call, "id", place, FieldKind.Line) },
            .. FormJson.Rest(function, at, "name", said),
            .. FormJson.Rest(call, place, "id", "type", kind),
        ]);
    }
}

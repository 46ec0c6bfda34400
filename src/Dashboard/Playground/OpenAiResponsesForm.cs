using System.Text;
using System.Text.Json;

namespace Observability.Dashboard.Playground;

/// <summary>OpenAI's Responses. Parameters: <c>ResponseCreateParams</c> of openai-python e43b4224, 2026-08-21.</summary>
internal sealed class OpenAiResponsesForm : FormDialect
{
    private static readonly string[] Speakers = ["user", "assistant", "developer", "system", "function_call", "function_call_output"];

    public override string Format => "openai.responses";

    public override IReadOnlyList<FormParameter> Parameters { get; } = FormParameter.Table("""
        * temperature number 0 2
        * top_p number 0 1
        * max_output_tokens integer 16
        * reasoning json
        * stream boolean
        * tool_choice choice auto none required
        * previous_response_id line
        * store boolean
        parallel_tool_calls boolean
        max_tool_calls integer 1
        include json
        background boolean
        conversation json
        prompt json
        context_management json
        truncation choice auto disabled
        top_logprobs integer 0 20
        stream_options json
        moderation json
        service_tier choice auto default flex scale priority fast
        metadata json
        prompt_cache_key line
        prompt_cache_options json
        prompt_cache_retention choice in_memory 24h
        safety_identifier line
        user line
        """);

    public override IReadOnlyList<string> Content { get; } = ["model", "instructions", "input", "tools"];

    public override IReadOnlyList<FormParameter> ResponseFormat { get; } = FormParameter.Table("text json");

    public override string Tools => "/tools";

    public override string NewTool => """{"type":"function","name":"","description":"","parameters":{"type":"object","properties":{}}}""";

    public override IReadOnlyList<string> Roles => Speakers;

    public override bool HasSystem => true;

    public override string PathOf(string model) => "/responses";

    public override string FirstBody(string model) => $$"""
        {
          "model": {{model}},
          "input": [
            {"role": "user", "content": ""}
          ],
          "stream": true
        }
        """;

    public override IEnumerable<FormMessage> SystemOf(JsonElement root) => root.Text("instructions") is null ? []
        : [new("/instructions", "instructions", null, [FormJson.Said(root.Member("instructions")!.Value, "/instructions", isFree: true)])];

    public override IEnumerable<FormMessage> MessagesOf(JsonElement root) => root.Text("input") is not null
        ? [new("/input", "input", null, [FormJson.Said(root.Member("input")!.Value, "/input", isFree: false)])]
        : root.Items("input", "").Select(i => Item(i.Element, i.Place));

    public override ReadOnlyMemory<byte> AddSystem(ReadOnlyMemory<byte> body, JsonElement root) => JsonEdits.Set(body, "/instructions", "\"\"");

    public override ReadOnlyMemory<byte> AddMessage(ReadOnlyMemory<byte> body, JsonElement root, string role)
    {
        // A plain text is the same as one message of the user.
        if (JsonSpan.Find(body.Span, "/input") is { First: (byte)'"' } text)
        {
            body = JsonEdits.Replace(body, "/input", $$"""[{"role":"user","content":{{Encoding.UTF8.GetString(body.Span[text.Start..text.End])}}}]""");
        }

        return Append(body, "/input", role switch
        {
            "function_call" => """{"type":"function_call","call_id":"","name":"","arguments":"{}"}""",
            "function_call_output" => """{"type":"function_call_output","call_id":"","output":""}""",
            _ => $$"""{"role":{{JsonPlace.Quote(role)}},"content":""}""",
        });
    }

    public override ReadOnlyMemory<byte> AddPart(ReadOnlyMemory<byte> body, FormMessage message, PartKind kind)
    {
        var text = message.Role?.Value == "assistant" ? "output_text" : "input_text";
        return AppendPart(body, message.Place + "/content", kind == PartKind.Image
            ? """{"type":"input_image","image_url":""}"""
            : $$"""{"type":"{{text}}","text":""}""", text);
    }

    private static FormMessage Item(JsonElement item, string place)
    {
        var type = item.Text("type");
        return type switch
        {
            "function_call" or "custom_tool_call" => new(place, type, null, [Call(item, place, type == "custom_tool_call" ? "input" : "arguments")]) { IsFree = true },
            "function_call_output" or "custom_tool_call_output" => new(place, type, null, [Result(item, place)]) { IsFree = true },
            null or "message" when item.ValueKind == JsonValueKind.Object && item.Text("role") is { } role => Message(item, place, role),
            _ => new(place, type ?? "JSON", null, [FormJson.Other(item, place) with { Place = null }]) { IsFree = true },
        };
    }

    private static FormMessage Message(JsonElement item, string place, string role) =>
        new(place, null, FormJson.Field(item, "role", place, FieldKind.Choice) with { Choices = Speakers[..4] }, [.. PartsOf(item, place)])
        {
            IsFree = true,
            MayAdd = role == "user" ? [PartKind.Text, PartKind.Image] : [PartKind.Text],
            More = [.. FormJson.Rest(item, place, "role", "type", item.Member("content") is { } content && (content.ValueKind == JsonValueKind.Array || content.Text() is not null) ? "content" : "")],
        };

    private static IEnumerable<FormPart> PartsOf(JsonElement item, string place) => item.Text("content") is not null
        ? [FormJson.Said(item.Member("content")!.Value, JsonPlace.Under(place, "content"), isFree: false)]
        : item.Items("content", place).Select(p => Part(p.Element, p.Place));

    private static FormPart Part(JsonElement part, string place) => part.Text("type") switch
    {
        "input_text" or "output_text" or "text" when part.Member("text") is not null =>
            new(PartKind.Text, place, [FormJson.Field(part, "text", place, FieldKind.Text), .. FormJson.Rest(part, place, "type", "text")]),
        "input_image" when part.Text("image_url") is not null =>
            new(PartKind.Image, place, [FormJson.Field(part, "image_url", place, FieldKind.Image), .. FormJson.Rest(part, place, "type", "image_url")]),
        _ => FormJson.Other(part, place),
    };

    private static FormPart Call(JsonElement item, string place, string said) => new(PartKind.ToolCall, null,
    [
        FormJson.Field(item, "name", place, FieldKind.Line),
        FormJson.Field(item, said, place, FieldKind.Text) with { HoldsJson = said == "arguments" },
        FormJson.Field(item, "call_id", place, FieldKind.Line),
        .. FormJson.Rest(item, place, "type", "name", said, "call_id"),
    ]);

    private static FormPart Result(JsonElement item, string place) => new(PartKind.ToolResult, null,
    [
        FormJson.Field(item, "output", place, FieldKind.Text) with { HoldsJson = true },
        FormJson.Field(item, "call_id", place, FieldKind.Line),
        .. FormJson.Rest(item, place, "type", "output", "call_id"),
    ]);
}

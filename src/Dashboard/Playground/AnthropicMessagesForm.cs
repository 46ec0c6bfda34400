using System.Text.Json;

namespace Observability.Dashboard.Playground;

/// <summary>Anthropic's messages. Parameters: <c>MessageCreateParams</c> of anthropic-sdk-python 009b0353, 2026-08-07.</summary>
internal sealed class AnthropicMessagesForm : FormDialect
{
    private static readonly string[] Speakers = ["user", "assistant"];

    public override string Format => "anthropic.messages";

    public override IReadOnlyList<FormParameter> Parameters { get; } = FormParameter.Table("""
        * max_tokens integer 0
        * temperature number 0 1
        * top_p number 0 1
        * top_k integer 0
        * thinking json
        * stream boolean
        * stop_sequences json
        * tool_choice json
        cache_control json
        container line
        inference_geo line
        metadata json
        service_tier choice auto standard_only
        """);

    public override IReadOnlyList<string> Content { get; } = ["model", "system", "messages", "tools"];

    public override IReadOnlyList<FormParameter> ResponseFormat { get; } = FormParameter.Table("output_config json");

    public override string Tools => "/tools";

    public override string NewTool => """{"name":"","description":"","input_schema":{"type":"object","properties":{}}}""";

    public override IReadOnlyList<string> Roles => Speakers;

    public override bool HasSystem => true;

    public override string PathOf(string model) => "/v1/messages";

    public override string FirstBody(string model) => $$"""
        {
          "model": {{model}},
          "max_tokens": 1024,
          "messages": [
            {"role": "user", "content": ""}
          ],
          "stream": true
        }
        """;

    public override IEnumerable<FormMessage> SystemOf(JsonElement root) => root.Member("system") switch
    {
        { ValueKind: JsonValueKind.Array } => [new("/system", "system", null, [.. root.Items("system", "").Select(b => Block(b.Element, b.Place))]) { MayAdd = [PartKind.Text] }],
        { } text when text.Text() is not null => [new("/system", "system", null, [FormJson.Said(text, "/system", isFree: true)])],
        _ => [],
    };

    public override IEnumerable<FormMessage> MessagesOf(JsonElement root) => root.Items("messages", "").Select(m => Message(m.Element, m.Place));

    public override ReadOnlyMemory<byte> AddSystem(ReadOnlyMemory<byte> body, JsonElement root) => JsonEdits.Set(body, "/system", "\"\"");

    public override ReadOnlyMemory<byte> AddMessage(ReadOnlyMemory<byte> body, JsonElement root, string role) =>
        Append(body, "/messages", $$"""{"role":{{JsonPlace.Quote(role)}},"content":""}""");

    public override ReadOnlyMemory<byte> AddPart(ReadOnlyMemory<byte> body, FormMessage message, PartKind kind) =>
        AppendPart(body, message.Place == "/system" ? message.Place : message.Place + "/content", kind switch
        {
            PartKind.Image => """{"type":"image","source":{"type":"url","url":""}}""",
            PartKind.ToolCall => """{"type":"tool_use","id":"","name":"","input":{}}""",
            PartKind.ToolResult => """{"type":"tool_result","tool_use_id":"","content":""}""",
            _ => """{"type":"text","text":""}""",
        }, "text");

    private static FormMessage Message(JsonElement message, string place)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            return new(place, null, null, [FormJson.Other(message, place)]) { IsFree = true };
        }

        var isArray = message.Member("content") is { ValueKind: JsonValueKind.Array };
        var parts = message.Text("content") is not null
            ? [FormJson.Said(message.Member("content")!.Value, JsonPlace.Under(place, "content"), isFree: false)]
            : message.Items("content", place).Select(b => Block(b.Element, b.Place)).ToList();
        return new(place, null, FormJson.Field(message, "role", place, FieldKind.Choice) with { Choices = Speakers }, parts)
        {
            IsFree = true,
            MayAdd = message.Text("role") == "assistant" ? [PartKind.Text, PartKind.ToolCall] : [PartKind.Text, PartKind.Image, PartKind.ToolResult],
            More = [.. FormJson.Rest(message, place, "role", isArray || message.Text("content") is not null ? "content" : "")],
        };
    }

    private static FormPart Block(JsonElement block, string place) => block.Text("type") switch
    {
        "text" when block.Member("text") is not null =>
            new(PartKind.Text, place, [FormJson.Field(block, "text", place, FieldKind.Text), .. FormJson.Rest(block, place, "type", "text")]),
        "image" when Image(block, place) is { } image => new(PartKind.Image, place, [image, .. FormJson.Rest(block, place, "type", "source")]),
        "tool_use" => new(PartKind.ToolCall, place,
        [
            FormJson.Field(block, "name", place, FieldKind.Line),
            FormJson.Field(block, "input", place, FieldKind.Json),
            FormJson.Field(block, "id", place, FieldKind.Line),
            .. FormJson.Rest(block, place, "type", "name", "input", "id"),
        ]),
        "tool_result" => new(PartKind.ToolResult, place,
        [
            FormJson.Field(block, "content", place, FieldKind.Text) with { HoldsJson = true },
            FormJson.Field(block, "tool_use_id", place, FieldKind.Line),
            .. FormJson.Rest(block, place, "type", "content", "tool_use_id"),
        ]),
        _ => FormJson.Other(block, place),
    };

    private static FormField? Image(JsonElement block, string place) => block.Member("source") is { } source
        ? source.Text("type") switch
        {
            "base64" when source.Text("media_type") is { } type && source.Text("data") is { } data => Source($"data:{type};base64,{data}", place),
            "url" when source.Text("url") is { } url => Source(url, place),
            _ => null,
        }
        : null;

    private static FormField Source(string value, string place) => new("source", JsonPlace.Under(place, "source"), FieldKind.Image, value) { Shape = ImageShape.Source };
}

using System.Text.Json;

namespace Observability.Dashboard.Playground;

/// <summary>
/// Gemini's generateContent. Parameters: <c>GenerateContentConfig</c> as python-genai 66807187, 2026-08-21, writes it for both of Google's
/// services. Members may be written in camelCase or in snake_case: what stands there is kept, what is added is camelCase.
/// </summary>
internal sealed class GeminiGenerateForm : FormDialect
{
    private static readonly string[] Speakers = ["user", "model"];

    public override string Format => "gemini.generate";

    public override IReadOnlyList<FormParameter> Parameters { get; } = FormParameter.Table("""
        * generationConfig/temperature number 0 2
        * generationConfig/topP number 0 1
        * generationConfig/topK number 1
        * generationConfig/maxOutputTokens integer 1
        * generationConfig/thinkingConfig json
        * generationConfig/seed integer
        * generationConfig/stopSequences json
        * toolConfig json
        generationConfig/candidateCount integer 1 8
        generationConfig/frequencyPenalty number -2 2
        generationConfig/presencePenalty number -2 2
        generationConfig/responseLogprobs boolean
        generationConfig/logprobs integer 0 20
        generationConfig/responseModalities json
        generationConfig/mediaResolution choice MEDIA_RESOLUTION_LOW MEDIA_RESOLUTION_MEDIUM MEDIA_RESOLUTION_HIGH
        generationConfig/imageConfig json
        generationConfig/speechConfig json
        generationConfig/audioTimestamp boolean
        generationConfig/audioTranscriptionConfig json
        generationConfig/enableEnhancedCivicAnswers boolean
        generationConfig/routingConfig json
        generationConfig/modelSelectionConfig json
        safetySettings json
        cachedContent line
        serviceTier line
        labels json
        modelArmorConfig json
        """);

    public override IReadOnlyList<string> Content { get; } = ["systemInstruction", "system_instruction", "contents", "tools"];

    public override IReadOnlyList<FormParameter> ResponseFormat { get; } = FormParameter.Table("""
        generationConfig/responseMimeType choice text/plain application/json text/x.enum
        generationConfig/responseJsonSchema json
        generationConfig/responseSchema json
        """);

    public override string Tools => "/tools";

    public override string NewTool => """{"functionDeclarations":[{"name":"","description":"","parameters":{"type":"object","properties":{}}}]}""";

    public override IReadOnlyList<string> Roles => Speakers;

    public override bool HasSystem => true;

    public override string PathOf(string model) => $"/v1beta/models/{Uri.EscapeDataString(model)}:streamGenerateContent?alt=sse";

    public override string FirstBody(string model) => """
        {
          "contents": [
            {"role": "user", "parts": [{"text": ""}]}
          ]
        }
        """;

    public override string Resolve(JsonElement root, string place)
    {
        JsonElement? at = root;
        var found = "";
        foreach (var step in JsonPlace.Steps(place))
        {
            var name = at?.Member(step) is null && at?.Member(Snake(step)) is not null ? Snake(step) : step;
            at = at?.Member(name);
            found = JsonPlace.Under(found, name);
        }

        return found;
    }

    public override IEnumerable<FormMessage> SystemOf(JsonElement root)
    {
        var place = Resolve(root, "/systemInstruction");
        return root.Member(place[1..]) is { ValueKind: JsonValueKind.Object } system && system.Member("parts") is { ValueKind: JsonValueKind.Array }
            ? [Message(system, place, isFree: false) with { Title = "systemInstruction", Role = null, MayAdd = [PartKind.Text] }]
            : [];
    }

    public override IEnumerable<FormMessage> MessagesOf(JsonElement root) => root.Items("contents", "").Select(c => Message(c.Element, c.Place, isFree: true));

    public override ReadOnlyMemory<byte> AddSystem(ReadOnlyMemory<byte> body, JsonElement root) =>
        JsonEdits.Set(body, Resolve(root, "/systemInstruction"), """{"parts":[{"text":""}]}""");

    public override ReadOnlyMemory<byte> AddMessage(ReadOnlyMemory<byte> body, JsonElement root, string role) =>
        Append(body, "/contents", $$"""{"role":{{JsonPlace.Quote(role)}},"parts":[{"text":""}]}""");

    public override ReadOnlyMemory<byte> AddPart(ReadOnlyMemory<byte> body, FormMessage message, PartKind kind) => Append(body, message.Place + "/parts", kind switch
    {
        PartKind.Image => """{"fileData":{"fileUri":""}}""",
        PartKind.ToolCall => """{"functionCall":{"name":"","args":{}}}""",
        PartKind.ToolResult => """{"functionResponse":{"name":"","response":{}}}""",
        _ => """{"text":""}""",
    });

    private static FormMessage Message(JsonElement content, string place, bool isFree)
    {
        if (content.ValueKind != JsonValueKind.Object)
        {
            return new(place, null, null, [FormJson.Other(content, place)]) { IsFree = isFree };
        }

        return new(place, null, FormJson.Field(content, "role", place, FieldKind.Choice) with { Choices = Speakers, IsOptional = true },
            [.. content.Items("parts", place).Select(p => Part(p.Element, p.Place))])
        {
            IsFree = isFree,
            MayAdd = content.Text("role") == "model" ? [PartKind.Text, PartKind.ToolCall] : [PartKind.Text, PartKind.Image, PartKind.ToolResult],
            More = [.. FormJson.Rest(content, place, isFree ? "role" : "", content.Member("parts") is { ValueKind: JsonValueKind.Array } ? "parts" : "")],
        };
    }

    private static FormPart Part(JsonElement part, string place)
    {
        if (part.Member("text") is not null)
        {
            return new(PartKind.Text, place, [FormJson.Field(part, "text", place, FieldKind.Text), .. FormJson.Rest(part, place, "text")]);
        }

        if (Either(part, "functionCall") is { } call)
        {
            return Call(PartKind.ToolCall, part, call, ["name", "args"], place);
        }

        if (Either(part, "functionResponse") is { } response)
        {
            return Call(PartKind.ToolResult, part, response, ["name", "response"], place);
        }

        return Image(part) is { } image
            ? new(PartKind.Image, place,
            [
                new("image", place, FieldKind.Image, image) { Shape = ImageShape.Part },
                .. FormJson.Rest(part, place, "inlineData", "inline_data", "fileData", "file_data"),
            ])
            : FormJson.Other(part, place);
    }

    private static FormPart Call(PartKind kind, JsonElement part, (string Name, JsonElement Value) call, string[] members, string place)
    {
        var at = JsonPlace.Under(place, call.Name);
        return new(kind, place,
        [
            FormJson.Field(call.Value, members[0], at, FieldKind.Line),
            FormJson.Field(call.Value, members[1], at, FieldKind.Json),
            .. FormJson.Rest(call.Value, at, members),
            .. FormJson.Rest(part, place, call.Name),
        ]);
    }

    private static string? Image(JsonElement part)
    {
        if (Either(part, "inlineData") is { } inline && TypeOf(inline.Value) is { } type && type.StartsWith("image/", StringComparison.Ordinal))
        {
            return inline.Value.Text("data") is { } data ? $"data:{type};base64,{data}" : null;
        }

        return Either(part, "fileData") is { } file && (TypeOf(file.Value) is not { } named || named.StartsWith("image/", StringComparison.Ordinal))
            ? file.Value.Text("fileUri") ?? file.Value.Text("file_uri")
            : null;
    }

    private static string? TypeOf(JsonElement data) => data.Text("mimeType") ?? data.Text("mime_type");

    private static (string Name, JsonElement Value)? Either(JsonElement part, string name) =>
        part.Member(name) is { ValueKind: JsonValueKind.Object } camel ? (name, camel)
        : part.Member(Snake(name)) is { ValueKind: JsonValueKind.Object } snake ? (Snake(name), snake)
        : null;

    private static string Snake(string name) => string.Concat(name.Select(c => char.IsAsciiLetterUpper(c) ? $"_{char.ToLowerInvariant(c)}" : c.ToString()));
}

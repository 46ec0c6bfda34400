using System.Text.Json;

namespace Observability.Dashboard.Playground;

/// <summary>Ollama's completions. Parameters: <c>GenerateRequest</c> and <c>Options</c> of ollama/api/types.go fb3076099, 2026-08-21.</summary>
internal sealed class OllamaGenerateForm : FormDialect
{
    public override string Format => "ollama.generate";

    public override IReadOnlyList<FormParameter> Parameters { get; } = FormParameter.Table(OllamaChatForm.Options + """
        suffix line
        template line
        raw boolean
        context json
        """);

    public override IReadOnlyList<string> Content { get; } = ["model", "system", "prompt", "images"];

    public override IReadOnlyList<FormParameter> ResponseFormat { get; } = FormParameter.Table("format json");

    public override bool HasSystem => true;

    public override string PathOf(string model) => "/api/generate";

    public override string FirstBody(string model) => $$"""
        {
          "model": {{model}},
          "prompt": "",
          "stream": true
        }
        """;

    public override IEnumerable<FormMessage> SystemOf(JsonElement root) => root.Text("system") is null ? []
        : [new("/system", "system", null, [FormJson.Said(root.Member("system")!.Value, "/system", isFree: true)])];

    public override IEnumerable<FormMessage> MessagesOf(JsonElement root)
    {
        if (root.Text("prompt") is not null)
        {
            yield return new("/prompt", "prompt", null, [FormJson.Said(root.Member("prompt")!.Value, "/prompt", isFree: false)]) { MayAdd = [PartKind.Image] };
        }

        if (root.Items("images", "").ToList() is { Count: > 0 } images)
        {
            yield return new("/images", "images", null,
            [
                .. images.Select(i => i.Element.Text() is { } base64
                    ? new FormPart(PartKind.Image, i.Place, [new("images", i.Place, FieldKind.Image, $"data:{FormImages.TypeOf(base64)};base64,{base64}") { Shape = ImageShape.Base64 }])
                    : FormJson.Other(i.Element, i.Place)),
            ]);
        }
    }

    public override ReadOnlyMemory<byte> AddSystem(ReadOnlyMemory<byte> body, JsonElement root) => JsonEdits.Set(body, "/system", "\"\"");

    public override ReadOnlyMemory<byte> AddPart(ReadOnlyMemory<byte> body, FormMessage message, PartKind kind) => Append(body, "/images", "\"\"");
}

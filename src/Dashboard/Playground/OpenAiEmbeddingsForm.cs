using System.Text.Json;

namespace Observability.Dashboard.Playground;

/// <summary>OpenAI's embeddings. Parameters: <c>EmbeddingCreateParams</c> of openai-python e43b4224, 2026-08-21.</summary>
internal sealed class OpenAiEmbeddingsForm : FormDialect
{
    public override string Format => "openai.embeddings";

    public override IReadOnlyList<FormParameter> Parameters { get; } = FormParameter.Table("""
        * dimensions integer 1
        * encoding_format choice float base64
        user line
        """);

    public override IReadOnlyList<string> Content { get; } = ["model", "input"];

    public override string PathOf(string model) => "/embeddings";

    public override string FirstBody(string model) => $$"""
        {
          "model": {{model}},
          "input": ""
        }
        """;

    public override IEnumerable<FormMessage> MessagesOf(JsonElement root) => PlainTextForm.Of(root, "input");

    public override ReadOnlyMemory<byte> AddPart(ReadOnlyMemory<byte> body, FormMessage message, PartKind kind) => Append(body, message.Place, "\"\"");
}

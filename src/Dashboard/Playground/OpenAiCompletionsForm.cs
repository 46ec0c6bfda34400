using System.Text.Json;

namespace Observability.Dashboard.Playground;

/// <summary>OpenAI's completions. Parameters: <c>CompletionCreateParams</c> of openai-python e43b4224, 2026-08-21.</summary>
internal sealed class OpenAiCompletionsForm : FormDialect
{
    public override string Format => "openai.completions";

    public override IReadOnlyList<FormParameter> Parameters { get; } = FormParameter.Table("""
        * temperature number 0 2
        * top_p number 0 1
        * max_tokens integer 0
        * stream boolean
        * seed integer
        * stop json
        * suffix line
        frequency_penalty number -2 2
        presence_penalty number -2 2
        n integer 1 128
        best_of integer 0 20
        echo boolean
        logprobs integer 0 5
        logit_bias json
        stream_options json
        user line
        """);

    public override IReadOnlyList<string> Content { get; } = ["model", "prompt"];

    public override string PathOf(string model) => "/completions";

    public override string FirstBody(string model) => $$"""
        {
          "model": {{model}},
          "prompt": "",
          "max_tokens": 256,
          "stream": true,
          "stream_options": {"include_usage": true}
        }
        """;

    public override IEnumerable<FormMessage> MessagesOf(JsonElement root) => PlainTextForm.Of(root, "prompt");

    public override ReadOnlyMemory<byte> AddPart(ReadOnlyMemory<byte> body, FormMessage message, PartKind kind) => Append(body, message.Place, "\"\"");
}

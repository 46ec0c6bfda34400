using System.Text.Json;

namespace Observability.Dashboard.Playground;

/// <summary>Ollama's own chat. Parameters: <c>ChatRequest</c> and <c>Options</c> of ollama/api/types.go fb3076099, 2026-08-21.</summary>
internal sealed class OllamaChatForm : FormDialect
{
    /// <summary>Options of both of Ollama's ways to generate.</summary>
    public const string Options = """
        * options/temperature number 0
        * options/top_p number 0 1
        * options/top_k integer 0
        * options/num_ctx integer 1
        * options/num_predict integer -1
        * options/seed integer
        * options/stop json
        * stream boolean
        * think json
        keep_alive json
        options/min_p number 0 1
        options/typical_p number 0 1
        options/repeat_penalty number
        options/repeat_last_n integer -1
        options/presence_penalty number
        options/frequency_penalty number
        options/num_keep integer
        options/draft_num_predict integer 0
        options/num_batch integer 1
        options/num_gpu integer -1
        options/main_gpu integer 0
        options/num_thread integer 0
        options/use_mmap boolean
        truncate boolean
        shift boolean
        logprobs boolean
        top_logprobs integer 0 20
        _debug_render_only boolean

        """;

    private static readonly string[] Speakers = ["user", "assistant", "tool", "system"];

    public override string Format => "ollama.chat";

    public override IReadOnlyList<FormParameter> Parameters { get; } = FormParameter.Table(Options);

    public override IReadOnlyList<string> Content { get; } = ["model", "messages", "tools"];

    public override IReadOnlyList<FormParameter> ResponseFormat { get; } = FormParameter.Table("format json");

    public override string Tools => "/tools";

    public override string NewTool => """{"type":"function","function":{"name":"","description":"","parameters":{"type":"object","properties":{}}}}""";

    public override IReadOnlyList<string> Roles => Speakers;

    public override bool HasSystem => true;

    public override string PathOf(string model) => "/api/chat";

    public override string FirstBody(string model) => $$"""
        {
          "model": {{model}},
          "messages": [
            {"role": "user", "content": ""}
          ],
          "stream": true
        }
        """;

    public override IEnumerable<FormMessage> SystemOf(JsonElement root) => ChatForm.Leading(root, Speakers);

    public override IEnumerable<FormMessage> MessagesOf(JsonElement root) => ChatForm.Rest(root, Speakers);

    public override ReadOnlyMemory<byte> AddSystem(ReadOnlyMemory<byte> body, JsonElement root) => ChatForm.AddSystem(body);

    public override ReadOnlyMemory<byte> AddMessage(ReadOnlyMemory<byte> body, JsonElement root, string role) => Append(body, "/messages", role == "tool"
        ? """{"role":"tool","tool_name":"","content":""}"""
        : $$"""{"role":{{JsonPlace.Quote(role)}},"content":""}""");

    public override ReadOnlyMemory<byte> AddPart(ReadOnlyMemory<byte> body, FormMessage message, PartKind kind) => kind switch
    {
        PartKind.ToolCall => Append(body, message.Place + "/tool_calls", """{"function":{"name":"","arguments":{}}}"""),
        PartKind.Image => Append(body, message.Place + "/images", "\"\""),
        // One text is all a message of Ollama's has.
        _ => JsonSpan.Find(body.Span, message.Place + "/content") is null ? JsonEdits.Set(body, message.Place + "/content", "\"\"") : body,
    };
}

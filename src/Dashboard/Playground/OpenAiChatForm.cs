using System.Text.Json;

namespace Observability.Dashboard.Playground;

/// <summary>OpenAI's chat completions. Parameters: <c>CompletionCreateParams</c> of openai-python e43b4224, 2026-08-21.</summary>
internal sealed class OpenAiChatForm : FormDialect
{
    private static readonly string[] Speakers = ["user", "assistant", "tool", "system", "developer"];

    public override string Format => "openai.chat";

    public override IReadOnlyList<FormParameter> Parameters { get; } = FormParameter.Table("""
        * temperature number 0 2
        * top_p number 0 1
        * max_completion_tokens integer 1
        * max_tokens integer 1
        * reasoning_effort choice none minimal low medium high xhigh max
        * stream boolean
        * seed integer
        * stop json
        * tool_choice choice auto none required
        frequency_penalty number -2 2
        presence_penalty number -2 2
        n integer 1 128
        verbosity choice low medium high
        parallel_tool_calls boolean
        stream_options json
        logprobs boolean
        top_logprobs integer 0 20
        logit_bias json
        modalities json
        audio json
        prediction json
        web_search_options json
        moderation json
        service_tier choice auto default flex scale priority fast
        store boolean
        metadata json
        prompt_cache_key line
        prompt_cache_options json
        prompt_cache_retention choice in_memory 24h
        safety_identifier line
        user line
        functions json
        function_call choice none auto
        """);

    public override IReadOnlyList<string> Content { get; } = ["model", "messages", "tools"];

    public override IReadOnlyList<FormParameter> ResponseFormat { get; } = FormParameter.Table("response_format json");

    public override string Tools => "/tools";

    public override string NewTool => """{"type":"function","function":{"name":"","description":"","parameters":{"type":"object","properties":{}}}}""";

    public override IReadOnlyList<string> Roles => Speakers;

    public override bool HasSystem => true;

    public override string PathOf(string model) => "/chat/completions";

    public override string FirstBody(string model) => $$"""
        {
          "model": {{model}},
          "messages": [
            {"role": "user", "content": ""}
          ],
          "stream": true,
          "stream_options": {"include_usage": true}
        }
        """;

    public override IEnumerable<FormMessage> SystemOf(JsonElement root) => ChatForm.Leading(root, Speakers);

    public override IEnumerable<FormMessage> MessagesOf(JsonElement root) => ChatForm.Rest(root, Speakers);

    public override ReadOnlyMemory<byte> AddSystem(ReadOnlyMemory<byte> body, JsonElement root) => ChatForm.AddSystem(body);

    public override ReadOnlyMemory<byte> AddMessage(ReadOnlyMemory<byte> body, JsonElement root, string role) => Append(body, "/messages", role == "tool"
        ? """{"role":"tool","tool_call_id":"","content":""}"""
        : $$"""{"role":{{JsonPlace.Quote(role)}},"content":""}""");

    public override ReadOnlyMemory<byte> AddPart(ReadOnlyMemory<byte> body, FormMessage message, PartKind kind) => kind == PartKind.ToolCall
        ? Append(body, message.Place + "/tool_calls", """{"id":"","type":"function","function":{"name":"","arguments":"{}"}}""")
        : AppendPart(body, message.Place + "/content", kind == PartKind.Image
            ? """{"type":"image_url","image_url":{"url":""}}"""
            : """{"type":"text","text":""}""", "text");
}

using System.Text;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Formats;

/// <summary>What is particular to Cohere: it counts one thing and bills another, and shares a path with Writer.</summary>
public sealed class CohereTests
{
    [Theory]
    [InlineData("cohere", "POST", "/v2/chat", "cohere.chat")]
    [InlineData("cohere", "POST", "/v2/embed", "cohere.embed")]
    [InlineData("cohere", "POST", "/v1/generate", "cohere.generate")]
    [InlineData("voyage", "POST", "/v1/rerank", "cohere.rerank")]
    public void A_call_is_told_by_the_end_of_its_path(string family, string method, string path, string? format) =>
        Assert.Equal(format, ProviderFormats.Select(family, new(method, path, 200, null, default, null, default))?.Name);

    [Theory]
    [InlineData("""{"message":"hi"}""", true)]
    [InlineData("""{"chat_history":[{"role":"USER","message":"messages"}],"message":"hi"}""", true)]
    [InlineData("""{"model":"palmyra-x5","messages":[{"role":"user","content":"hi"}]}""", false)]
    [InlineData("""{"model":"palmyra-x5","tools":[{"function":{"parameters":{"message":{}}}}],"messages":[""", false)]
    [InlineData("", true)]
    [InlineData("not JSON", true)]
    public void Under_the_path_it_shares_with_Writer_only_a_message_is_Coheres(string body, bool cohere)
    {
        var wire = Wire("/v1/chat", "{}", "application/json") with { RequestBody = Encoding.UTF8.GetBytes(body) };
        Assert.Equal(cohere, ProviderFormats.Select("cohere", wire)?.Name == "cohere.chat");
    }

    [Fact]
    public void What_it_counts_and_what_it_bills_are_kept_apart()
    {
        const string Usage = """{"billed_units":{"input_tokens":12.0,"output_tokens":7},"tokens":{"input_tokens":507.0,"output_tokens":10,"reasoning_tokens":3,"image_tokens":4},"cached_tokens":448}""";
        var expected = new Usage(507, 448, Output: 10, Reasoning: 3) { ImageInput = 4, BilledInput = 12, BilledOutput = 7 };
        Assert.Equal(expected, Read("/v2/chat", $$"""{"message":{"content":[]},"usage":{{Usage}}}""", "application/json").Usage);
        Assert.Equal(expected, Read("/v1/chat", $$"""{"text":"a","meta":{{Usage}}}""", "application/json").Usage);
    }

    [Fact]
    public void What_was_only_billed_leaves_the_counts_unknown() =>
        Assert.Equal(
            new Usage(null) { BilledInput = 7, BilledOutput = 129 },
            Read("/v1/generate", """{"generations":[{"text":"a"}],"meta":{"billed_units":{"input_tokens":7,"output_tokens":129}}}""", "application/json").Usage);

    [Fact]
    public void A_plan_for_tools_is_reasoning_and_the_calls_are_put_together()
    {
        const string Body = """
            data: {"type":"tool-plan-delta","delta":{"message":{"tool_plan":"I will count."}}}

            data: {"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"a","function":{"name":"f","arguments":""}}}}}

            data: {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{\"x\":"}}}}}

            data: {"type":"tool-call-start","index":1,"delta":{"message":{"tool_calls":{"id":"b","function":{"name":"g","arguments":"{}"}}}}}

            data: {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"1}"}}}}}

            data: {"type":"message-end","delta":{"finish_reason":"TOOL_CALL"}}


            """;
        var reading = Read("/v2/chat", Body, "text/event-stream");
        Assert.Equal([new ReasoningPart("I will count."), new ToolCallPart("a", "f", "{\"x\":1}"), new ToolCallPart("b", "g", "{}")], reading.Output[0].Parts);
        Assert.Equal((null, "TOOL_CALL", true), (reading.FirstVisibleOffset, reading.FinishReason, reading.Complete));
    }

    [Fact]
    public void The_answer_that_the_last_line_of_an_old_stream_repeats_is_not_shown_twice()
    {
        const string Body = """
            {"event_type":"stream-start","generation_id":"g"}
            {"event_type":"text-generation","text":"Three"}
            {"event_type":"tool-calls-generation","tool_calls":[{"name":"f","parameters":{"x":1}}]}
            {"event_type":"stream-end","finish_reason":"COMPLETE","response":{"text":"Three","tool_calls":[{"name":"f","parameters":{"x":1}}],"finish_reason":"COMPLETE"}}

            """;
        var reading = Read("/v1/chat", Body, "application/stream+json");
        Assert.Equal([new TextPart("Three"), new ToolCallPart(null, "f", "{\"x\":1}")], reading.Output[0].Parts);
    }

    [Theory]
    [InlineData("/v2/rerank", """{"results":[],"meta":{"billed_units":{"search_units":2}}}""", null, 2)]
    [InlineData("/v1/rerank", """{"data":[],"usage":{"total_tokens":43}}""", 43, null)]
    public void A_rerank_is_counted_in_search_units_or_in_tokens(string path, string body, int? tokens, int? units) =>
        Assert.Equal(new Usage(tokens) { SearchUnits = units }, Read(path, body, "application/json").Usage);

    private static Reading Read(string path, string body, string type) => Wire(path, body, type) is var wire ? ProviderFormats.Select("cohere", wire)!.Read(wire) : Reading.Nothing;

    private static WireExchange Wire(string path, string body, string type) => new("POST", path, 200, "application/json", default, type, Encoding.UTF8.GetBytes(body));
}

using System.Text;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Formats;

/// <summary>What trips up whoever counts OpenAI-shaped traffic, one trap a test.</summary>
public sealed class OpenAiTrapsTests
{
    [Fact]
    public void OpenAI_and_DeepSeek_count_cached_tokens_inside_the_input()
    {
        Assert.Equal(new Usage(100, CacheRead: 60, Output: 5), Chat("m", """{"prompt_tokens":100,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":60}}""").Usage);
        Assert.Equal(new Usage(100, CacheRead: 60, Output: 5), Chat("m", """{"prompt_tokens":100,"completion_tokens":5,"prompt_cache_hit_tokens":60,"prompt_cache_miss_tokens":40}""").Usage);
    }

    [Fact]
    public void Tokens_written_to_the_cache_are_inside_the_input_and_have_a_bucket_of_their_own()
    {
        var usage = Chat("gpt-5.6", """{"prompt_tokens":4020,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":4012}}""").Usage;
        Assert.Equal(new Usage(4020, CacheRead: 0, CacheWrite: 4012, Output: 5), usage);
    }

    [Fact]
    public void The_first_chunk_of_Azure_has_no_choices_and_no_usage_and_is_not_the_last()
    {
        var reading = Stream("""
            data: {"choices":[],"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0}]}

            data: {"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}],"id":"c1","model":"gpt-4o"}

            data: {"choices":[],"id":"c1","model":"gpt-4o","usage":{"prompt_tokens":3,"completion_tokens":1},"latency_checkpoint":{"engine_ttft_ms":9,"service_ttft_ms":31,"total_duration_ms":81}}

            data: [DONE]


            """);
        Assert.Equal(("gpt-4o", "c1", "hi", new Usage(3, Output: 1)), (reading.ModelServed, reading.ProviderRequestId, reading.Output[0].Text, reading.Usage));
        Assert.Equal((31, 81), (reading.ProviderTimings?.FirstToken?.TotalMilliseconds, reading.ProviderTimings?.Total?.TotalMilliseconds));
    }

    [Theory]
    [InlineData("a chunk without choices", """data: {"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}],"usage":null}""", """data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}""")]
    [InlineData("the chunk of the finish", """data: {"choices":[{"index":0,"delta":{"content":"hi"}}]}""", """data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2}}""")]
    [InlineData("every chunk, growing", """data: {"choices":[{"index":0,"delta":{"content":"hi"}}],"usage":{"prompt_tokens":3,"completion_tokens":1}}""", """data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2}}""")]
    [InlineData("twice the same", """data: {"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}],"x_groq":{"usage":{"prompt_tokens":3,"completion_tokens":2}},"usage":{"prompt_tokens":3,"completion_tokens":2}}""", """data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}""")]
    public void Usage_is_found_wherever_a_stream_has_it_and_never_added_up(string where, string first, string last)
    {
        var reading = Stream($"{first}\n\n{last}\n\n");
        Assert.True(reading.Usage == new Usage(3, Output: 2), $"{where}: {reading.Usage}");
        Assert.Equal(("stop", true), (reading.FinishReason, reading.Complete));
    }

    [Fact]
    public void Text_Generation_Inference_counts_each_prompt_beside_its_choice_so_these_are_added()
    {
        var reading = Read("/v1/completions", """
            data: {"choices":[{"index":0,"text":"a","finish_reason":"length"}],"system_fingerprint":"3.0-native","usage":{"prompt_tokens":10,"completion_tokens":20}}

            data: {"choices":[{"index":1,"text":"b","finish_reason":"length"}],"system_fingerprint":"3.0-native","usage":{"prompt_tokens":12,"completion_tokens":20}}


            """, "text/event-stream");
        Assert.Equal(new Usage(22, Output: 40), reading.Usage);
    }

    [Theory]
    [InlineData("event: error\ndata: {\"error\":{\"message\":\"bad tool call\",\"type\":\"invalid_request_error\",\"code\":\"tool_use_failed\",\"status_code\":400}}\n\n", "bad tool call", "tool_use_failed")]
    [InlineData("data: {\"id\":\"g\",\"error\":{\"code\":502,\"message\":\"upstream gone\"},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":0}}\n\ndata: [DONE]\n\n", "upstream gone", "502")]
    public void An_error_inside_a_stream_of_status_200_is_one(string tail, string message, string code)
    {
        var reading = Stream("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"so far\"}}]}\n\n" + tail);
        Assert.Equal((message, code, "so far"), (reading.Error, reading.ErrorCode, reading.Output[0].Text));
    }

    [Fact]
    public void White_space_and_comments_before_the_first_byte_of_sense_are_nothing()
    {
        const string Body = """{"choices":[{"index":0,"message":{"content":"hi"},"finish_reason":"stop"}]}""";
        Assert.Equal("hi", Read("/v1/chat/completions", "\n         \n\n         \n" + Body, "application/json").Output[0].Text);
        var reading = Stream(": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\n");
        Assert.Equal("hi", reading.Output[0].Text);
        Assert.Single(reading.TokenOffsets);
    }

    [Fact]
    public void A_prompt_that_Ollama_did_not_count_is_unknown_and_not_free()
    {
        var usage = Read("/api/generate", """{"model":"m","response":"hi","done":true,"done_reason":"stop","eval_count":58}""", "application/json").Usage;
        Assert.Equal(new Usage(null, Output: 58), usage);
    }

    [Theory]
    [InlineData("a spoken answer names no finish reason", """data: {"choices":[{"index":0,"delta":{"audio":{"transcript":"hi"}}}]}""", "data: [DONE]", null, true)]
    [InlineData("an empty finish reason is none", """data: {"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":""}]}""", "data: [DONE]", null, true)]
    [InlineData("no [DONE] at the end", """data: {"choices":[{"index":0,"delta":{"content":"hi"}}]}""", """data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""", "stop", true)]
    [InlineData("neither", """data: {"choices":[{"index":0,"delta":{"content":"hi"}}]}""", ": bye", null, false)]
    public void A_stream_may_end_without_a_reason_or_without_its_mark(string what, string first, string last, string? finish, bool complete)
    {
        var reading = Stream($"{first}\r\n\r\n{last}\r\n\r\n");
        Assert.True((finish, complete) == (reading.FinishReason, reading.Complete), what);
        Assert.Equal("hi", reading.Output[0].Text);
    }

    [Theory]
    [InlineData("GET", "/v1/responses/resp_1")]
    [InlineData("POST", "/v1/responses/resp_1/cancel")]
    [InlineData("POST", "/v1/responses/input_tokens")]
    [InlineData("GET", "/v1/chat/completions/chatcmpl-1")]
    public void What_another_call_already_spent_and_what_is_only_counted_is_not_spend(string method, string path)
    {
        var call = Wire(path, """{"object":"response","input_tokens":51,"usage":{"input_tokens":51,"output_tokens":15,"prompt_tokens":51,"completion_tokens":15}}""", "application/json");
        var reading = ProviderFormats.Select("openai", call with { Method = method })!.Read(call with { Method = method });
        Assert.Equal((false, 51L), (reading.IsSpend, reading.Usage?.Input));
    }

    [Theory]
    [InlineData("/v1/responses")]
    [InlineData("/v1/responses/compact")]
    [InlineData("/v1/chat/completions")]
    public void What_makes_an_answer_is_spend(string path) =>
        Assert.True(Read(path, """{"usage":{"input_tokens":51,"output_tokens":15}}""", "application/json").IsSpend);

    private static Reading Chat(string model, string usage) =>
        Read("/v1/chat/completions", $$"""{"model":"{{model}}","choices":[],"usage":{{usage}}}""", "application/json");

    private static Reading Stream(string body) => Read("/v1/chat/completions", body, "text/event-stream");

    private static Reading Read(string path, string body, string type) => ProviderFormats.Select("", Wire(path, body, type))!.Read(Wire(path, body, type));

    private static WireExchange Wire(string path, string body, string type) =>
        new("POST", path, 200, "application/json", default, type, Encoding.UTF8.GetBytes(body));
}

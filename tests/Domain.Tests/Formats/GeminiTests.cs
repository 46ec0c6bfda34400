using System.Text;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Formats;

/// <summary>What is easily got wrong about Google's formats, each in a small recording of our own.</summary>
public sealed class GeminiTests
{
    [Fact]
    public void Thoughts_are_output_beside_the_candidates_and_the_prompt_of_tools_is_more_input()
    {
        var reading = Generate("""{"promptTokenCount":32,"candidatesTokenCount":341,"toolUsePromptTokenCount":720,"thoughtsTokenCount":103,"totalTokenCount":1196}""");
        Assert.Equal(new Usage(752, Output: 444, Reasoning: 103), reading.Usage);
    }

    [Fact]
    public void The_cached_part_is_inside_the_prompt() => Assert.Equal(
        new Usage(9613, CacheRead: 9602, Output: 72, Reasoning: 39),
        Generate("""{"promptTokenCount":9613,"candidatesTokenCount":33,"totalTokenCount":9685,"cachedContentTokenCount":9602,"thoughtsTokenCount":39}""").Usage);

    [Fact]
    public void An_answer_of_thoughts_alone_has_them_as_its_output() => Assert.Equal(
        new Usage(10, Output: 60, Reasoning: 60), Generate("""{"promptTokenCount":10,"thoughtsTokenCount":60,"totalTokenCount":70}""").Usage);

    [Fact]
    public void A_prompt_that_was_not_counted_is_unknown_even_where_its_tools_were() => Assert.Equal(
        new Usage(null, Output: 7), Generate("""{"toolUsePromptTokenCount":5,"candidatesTokenCount":7}""").Usage);

    [Fact]
    public void Sound_and_images_are_told_apart_and_those_from_the_cache_too()
    {
        var usage = Generate("""
            {"promptTokenCount":17713,"candidatesTokenCount":68,"cachedContentTokenCount":17379,
             "promptTokensDetails":[{"modality":"TEXT","tokenCount":16},{"modality":"VIDEO","tokenCount":15700},{"modality":"IMAGE","tokenCount":80},{"modality":"AUDIO","tokenCount":1917}],
             "cacheTokensDetails":[{"modality":"AUDIO","tokenCount":1881},{"modality":"VIDEO","tokenCount":15483}],
             "candidatesTokensDetails":[{"modality":4,"tokenCount":60},{"modality":1,"tokenCount":8}]}
            """).Usage;
        Assert.Equal(new Usage(17713, CacheRead: 17379, Output: 68, AudioInput: 1917, AudioOutput: 60) { AudioCacheRead = 1881, ImageInput = 80 }, usage);
    }

    [Fact]
    public void Thinking_that_the_OpenAI_API_of_Gemini_hides_is_in_the_total()
    {
        var reading = Read("POST", "/v1beta/openai/chat/completions", """
            {"choices":[{"finish_reason":"tool_calls","index":0,"message":{"role":"assistant"}}],"model":"gemini-2.5-pro",
             "usage":{"completion_tokens":12,"prompt_tokens":35,"total_tokens":109}}
            """);
        Assert.Equal((35, 74), (reading.Usage?.Input, reading.Usage?.Output));
    }

    [Fact]
    public void A_stream_may_be_a_JSON_array_with_numbers_for_names_and_its_elements_have_times()
    {
        const string First = """[{"candidates":[{"content":{"parts":[{"text":"a \"}] "}],"role":"model"}}],"usageMetadata":{"promptTokenCount":9,"totalTokenCount":9}}""";
        const string Rest = "\n,\n" + """{"candidates":[{"content":{"parts":[{"text":"b"}]},"finishReason":2}],"usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":3}}""" + "\n]";
        var reading = Read("POST", "/v1beta/models/m:streamGenerateContent", First + Rest);
        Assert.Equal(("a \"}] b", "2", true, true), (reading.Output[0].Text, reading.FinishReason, reading.Stream, reading.Complete));
        Assert.Equal(FinishKind.Length, FinishReasons.KindOf(reading.FinishReason));
        Assert.Equal([First.Length - 1, First.Length + Rest.Length - 3], reading.TokenOffsets);
        Assert.Equal(new Usage(8, Output: 3), reading.Usage);
    }

    [Fact]
    public void An_error_may_be_the_only_element_of_an_array()
    {
        var reading = Read("POST", "/v1beta/models/m:streamGenerateContent", """[{"error":{"code":429,"message":"Quota.","status":"RESOURCE_EXHAUSTED"}}]""", status: 429);
        Assert.Equal(("Quota.", "429"), (reading.Error, reading.ErrorCode));
    }

    [Fact]
    public void An_error_inside_a_stream_is_one_and_what_came_before_is_kept()
    {
        var reading = Read("POST", "/v1beta/models/m:streamGenerateContent",
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"so far\"}]}}]}\r\n\r\ndata: {\"error\":{\"code\":503,\"message\":\"Overloaded.\"}}\r\n\r\n", "text/event-stream");
        Assert.Equal(("so far", "Overloaded.", false), (reading.Output[0].Text, reading.Error, reading.Complete));
    }

    [Fact]
    public void What_was_only_counted_is_not_spent()
    {
        var reading = Read("POST", "/v1beta/models/m:countTokens", """{"totalTokens":7}""");
        Assert.Equal((7, false), (reading.Usage?.Input, reading.IsSpend));
    }

    [Theory]
    [InlineData("POST", "/v1beta/interactions", true)]
    [InlineData("GET", "/v1beta/interactions/v1_1", false)]
    public void An_interaction_is_spent_when_it_is_made_and_not_when_it_is_fetched_again(string method, string path, bool spend) =>
        Assert.Equal(spend, Read(method, path, """{"id":"v1_1","status":"completed","usage":{"total_input_tokens":3,"total_output_tokens":1}}""").IsSpend);

    [Fact]
    public void What_Pydantic_says_it_cost_is_kept_beside_the_usage() => Assert.Equal(
        0.0001546m,
        Generate("""{"promptTokenCount":1,"candidatesTokenCount":1,"pydantic_ai_gateway":{"cost_estimate":0.0001546}}""").StatedCost?.Usd);

    private static Reading Generate(string usage) =>
        Read("POST", "/v1beta/models/m:generateContent", $$"""{"candidates":[{"finishReason":"STOP"}],"usageMetadata":{{usage}}}""");

    private static Reading Read(string method, string path, string body, string type = "application/json", int status = 200)
    {
        var wire = new WireExchange(method, path, status, "application/json", default, type, Encoding.UTF8.GetBytes(body));
        return ProviderFormats.Select("gemini", wire)!.Read(wire);
    }
}

using System.Text;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Formats;

/// <summary>What is particular to Bedrock: models in paths, binary streams, and four places for the same counts.</summary>
public sealed class BedrockTests
{
    private const string Amazon = "application/vnd.amazon.eventstream";

    [Theory]
    [InlineData("bedrock", "POST", "/model/a.b%3A0/converse", "bedrock.converse")]
    [InlineData("bedrock", "POST", "/model/a.b%3A0/converse-stream", "bedrock.converse")]
    [InlineData("bedrock", "POST", "/model/a.b/invoke", "bedrock.invoke")]
    [InlineData("bedrock", "POST", "/model/a.b/invoke-with-response-stream", "bedrock.invoke")]
    [InlineData("bedrock", "POST", "/model/a.b/count-tokens", "bedrock.count")]
    [InlineData("bedrock", "POST", "/converse", null)]
    public void A_call_is_told_by_the_end_of_its_path(string family, string method, string path, string? format) =>
        Assert.Equal(format, ProviderFormats.Select(family, new(method, path, 200, null, default, null, default))?.Name);

    [Theory]
    [InlineData("/model/anthropic.claude-v2%3A1/converse", "anthropic.claude-v2:1")]
    [InlineData("/model/us.amazon.nova-lite-v1:0/converse-stream", "us.amazon.nova-lite-v1:0")]
    [InlineData("/bedrock/model/amazon.nova-micro-v1%3A0/converse", "amazon.nova-micro-v1:0")]
    [InlineData("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.x/converse", "arn:aws:bedrock:us-east-1:1:inference-profile/us.x")]
    [InlineData("/model/arn:aws:bedrock:us-east-1:1:inference-profile/us.x/converse", "arn:aws:bedrock:us-east-1:1:inference-profile/us.x")]
    [InlineData("/model/bad%zz/converse", "bad%zz")]
    public void The_model_is_the_one_in_the_path(string path, string model) =>
        Assert.Equal(model, Read(path, "{}"u8, "application/json").ModelRequested);

    [Fact]
    public void The_total_has_the_caches_and_the_input_does_not()
    {
        const string Body = """{"usage":{"inputTokens":3,"outputTokens":121,"totalTokens":2072,"cacheReadInputTokens":1712,"cacheWriteInputTokens":236}}""";
        Assert.Equal(new Usage(1951, 1712, 236, 121), Read("/model/m/converse", Encoding.UTF8.GetBytes(Body), "application/json").Usage);
    }

    [Fact]
    public void Usage_of_a_stream_comes_after_its_end()
    {
        var stream = EventStreamWriter.Encode(
            """contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"Three"}}""", """messageStop {"stopReason":"end_turn"}""",
            """metadata {"usage":{"inputTokens":3,"outputTokens":1,"totalTokens":4},"metrics":{"latencyMs":250}}""");
        var reading = Read("/model/m/converse-stream", stream, Amazon);
        Assert.Equal((new Usage(3, Output: 1), TimeSpan.FromMilliseconds(250)), (reading.Usage, reading.ProviderTimings?.Total));
        Assert.Equal(("Three", "end_turn", true), (reading.Output[0].Text, reading.FinishReason, reading.Complete));
    }

    [Fact]
    public void A_binary_stream_is_told_by_its_first_bytes_whatever_it_is_labelled()
    {
        var stream = EventStreamWriter.Encode("""contentBlockDelta {"delta":{"text":"Three"}}""");
        Assert.All([null, "application/json", "text/event-stream"], type => Assert.Equal("Three", Read("/model/m/converse-stream", stream, type).Output[0].Text));
    }

    [Fact]
    public void A_damaged_message_ends_the_reading_and_is_said()
    {
        var stream = EventStreamWriter.Encode("""contentBlockDelta {"delta":{"text":"Three"}}""", """contentBlockDelta {"delta":{"text":" herons"}}""");
        stream[^20] ^= 1;
        var reading = Read("/model/m/converse-stream", stream, Amazon);
        Assert.Equal(("Three", false), (reading.Output[0].Text, reading.Complete));
        Assert.Contains(reading.Notes, n => n.Contains("cut or damaged at byte", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""!throttlingException {"message":"slow down"}""", "slow down", "throttlingException")]
    [InlineData("""!internalServerException {}""", "internalServerException", "internalServerException")]
    [InlineData("!modelStreamErrorException garbage", "modelStreamErrorException", "modelStreamErrorException")]
    public void An_exception_inside_a_stream_is_an_error(string line, string message, string code)
    {
        foreach (var path in new[] { "/model/m/converse-stream", "/model/m/invoke-with-response-stream" })
        {
            var reading = Read(path, EventStreamWriter.Encode(line), Amazon);
            Assert.Equal((message, code, false), (reading.Error, reading.ErrorCode, reading.Complete));
        }
    }

    [Theory]
    [InlineData("""{"message":"no"}""", "no")]
    [InlineData("""{"Message":"no"}""", "no")]
    [InlineData("", "AccessDeniedException")]
    public void The_header_names_the_kind_of_error(string body, string message)
    {
        var wire = Wire("/model/m/invoke", Encoding.UTF8.GetBytes(body), "application/json") with
        {
            Status = 403,
            ResponseHeaders = [new("x-amzn-ErrorType", "AccessDeniedException:http://internal.amazon.com/coral/")],
        };
        var reading = Format(wire).Read(wire);
        Assert.Equal((message, "AccessDeniedException"), (reading.Error, reading.ErrorCode));
    }

    [Fact]
    public void A_model_that_does_not_count_is_counted_by_the_headers_of_its_answer()
    {
        var wire = Wire("/model/mistral.m/invoke", """{"outputs":[{"text":"Three","stop_reason":"stop"}]}"""u8.ToArray(), "application/json");
        Assert.Null(Format(wire).Read(wire).Usage);
        wire = wire with
        {
            ResponseHeaders =
            [
                new("X-Amzn-Bedrock-Input-Token-Count", "10"), new("X-Amzn-Bedrock-Cache-Read-Input-Token-Count", "5"),
                new("X-Amzn-Bedrock-Cache-Write-Input-Token-Count", "1"), new("X-Amzn-Bedrock-Output-Token-Count", "2"),
                new("X-Amzn-Bedrock-Invocation-Latency", "359"),
            ],
        };
        Assert.Equal(new Usage(16, 5, 1, 2), Format(wire).Read(wire).Usage);
        Assert.Equal(TimeSpan.FromMilliseconds(359), Format(wire).Read(wire).ProviderTimings?.Total);
    }

    [Fact]
    public void The_metrics_of_the_last_event_count_a_stream_that_does_not()
    {
        var stream = EventStreamWriter.Encode(
            """chunk {"completion":" Three","stop_reason":null}""",
            """chunk {"completion":"","stop_reason":"stop_sequence","amazon-bedrock-invocationMetrics":{"inputTokenCount":16,"outputTokenCount":63,"invocationLatency":5849,"firstByteLatency":2553}}""");
        var reading = Read("/model/anthropic.claude-v2/invoke-with-response-stream", stream, Amazon);
        Assert.Equal((new Usage(16, Output: 63), " Three", "stop_sequence"), (reading.Usage, reading.Output[0].Text, reading.FinishReason));
        Assert.Equal(TimeSpan.FromMilliseconds(2553), reading.ProviderTimings?.FirstToken);
    }

    [Fact]
    public void Counts_that_run_along_with_a_stream_are_not_added_up()
    {
        var stream = EventStreamWriter.Encode(
            """chunk {"generation":"a","prompt_token_count":10,"generation_token_count":1,"stop_reason":null}""",
            """chunk {"generation":"b","prompt_token_count":null,"generation_token_count":2,"stop_reason":"length"}""");
        Assert.Equal(new Usage(10, Output: 2), Read("/model/meta.llama2-13b-chat-v1/invoke-with-response-stream", stream, Amazon).Usage);
    }

    [Fact]
    public void A_guardrail_that_answers_in_the_models_place_uses_none_of_its_tokens()
    {
        var stream = EventStreamWriter.Encode("""chunk {"outputText":"Blocked","totalOutputTextTokenCount":3.0,"inputTextTokenCount":6.0,"amazon-bedrock-guardrailAction":"INTERVENED"}""");
        var reading = Read("/model/amazon.titan/invoke-with-response-stream", stream, Amazon);
        Assert.Equal(("Blocked", null, true), (reading.Output[0].Text, reading.Usage, reading.Complete));
    }

    [Fact]
    public void Writes_to_the_cache_for_an_hour_are_told_from_the_others()
    {
        const string Body = """{"usage":{"inputTokens":3,"outputTokens":1,"cacheWriteInputTokens":30,"cacheDetails":[{"ttl":"5m","inputTokens":10},{"ttl":"1h","inputTokens":20}]}}""";
        Assert.Equal(20, Read("/model/m/converse", Encoding.UTF8.GetBytes(Body), "application/json").Usage?.CacheWriteHour);
    }

    private static Reading Read(string path, ReadOnlySpan<byte> body, string? type) => Wire(path, body, type) is var wire ? Format(wire).Read(wire) : Reading.Nothing;

    private static ProviderFormat Format(WireExchange wire) => ProviderFormats.Select("bedrock", wire)!;

    private static WireExchange Wire(string path, ReadOnlySpan<byte> body, string? type) => new("POST", path, 200, "application/json", default, type, body.ToArray());
}

using System.Text;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Formats;

/// <summary>Streams as providers really send them, beyond the ordinary recordings.</summary>
public sealed class StreamedAnswerTests
{
    [Theory]
    [InlineData("all with index 0, told apart by id",
        """{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}""",
        """{"tool_calls":[{"index":0,"id":"b","function":{"name":"g","arguments":"{}"}}]}""", "f({}) g({})")]
    [InlineData("no index, id repeated",
        """{"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{\"x\""}}]}""",
        """{"tool_calls":[{"id":"a","function":{"name":"f","arguments":":1}"}}]}""", "f({\"x\":1})")]
    [InlineData("neither index nor id",
        """{"tool_calls":[{"function":{"name":"f","arguments":{}}},{"function":{"name":"f","arguments":{}}}]}""",
        """{"content":""}""", "f({}) f({})")]
    [InlineData("the call of old",
        """{"function_call":{"name":"f","arguments":"{\"x\""}}""",
        """{"function_call":{"arguments":":1}"}}""", "f({\"x\":1})")]
    public void Tool_calls_are_put_together(string what, string first, string second, string expected)
    {
        var reading = Chat($$"""
            data: {"choices":[{"index":0,"delta":{{first}}}]}

            data: {"choices":[{"index":0,"delta":{{second}}}]}


            """);
        var calls = Assert.Single(reading.Output).Parts.OfType<ToolCallPart>().Select(c => $"{c.Name}({c.Arguments})");
        Assert.True(string.Join(' ', calls) == expected, what);
    }

    [Theory]
    [InlineData("""{"reasoning_content":"hm"}""")]
    [InlineData("""{"reasoning":"hm"}""")]
    [InlineData("""{"reasoning":"hm","reasoning_content":"hm"}""")]
    [InlineData("""{"thinking":"hm"}""")]
    [InlineData("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]}""")]
    public void Reasoning_is_kept_apart_from_the_answer_and_counts_as_a_token(string delta)
    {
        var reading = Chat($"data: {{\"choices\":[{{\"index\":0,\"delta\":{delta}}}]}}\n\n");
        Assert.Equal([new ReasoningPart("hm")], Assert.Single(reading.Output).Parts);
        Assert.NotNull(reading.FirstTokenOffset);
    }

    [Fact]
    public void A_hostile_number_of_tool_calls_is_bounded()
    {
        var fragments = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{(i == 0 ? "" : ",")}{{\"index\":{i},\"function\":{{\"name\":\"f\"}}}}"));
        var reading = Chat($"data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"tool_calls\":[{fragments}]}}}}]}}\n\n");
        Assert.Equal(250, reading.Output[0].Parts.Count);
    }

    [Fact]
    public void Choices_that_take_turns_are_put_together_each_for_itself()
    {
        var reading = Chat(string.Concat(new[] { (1, "south"), (0, "north"), (1, "-west"), (0, "-east") }
            .Select(p => $"data: {{\"choices\":[{{\"index\":{p.Item1},\"delta\":{{\"content\":\"{p.Item2}\"}}}}]}}\n\n")));
        Assert.Equal(["north-east", "south-west"], reading.Output.Select(m => m.Text));
    }

    [Theory]
    [InlineData(": OPENROUTER PROCESSING\n\n")]
    [InlineData("data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n")]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n")]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":null,\"tool_calls\":[]},\"finish_reason\":\"stop\"}]}\n\n")]
    [InlineData("data: {\"prompt_progress\":{\"total\":9}}\n\n")]
    [InlineData("data: [DONE]\n\n")]
    public void What_carries_no_content_is_not_the_first_token(string event_)
    {
        const string Token = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}\n\n";
        Assert.Null(Chat(event_).FirstTokenOffset);
        var reading = Chat(event_ + Token + event_);
        Assert.Equal(event_.Length + Token.Length - 1, reading.FirstTokenOffset);
        Assert.Equal(reading.FirstTokenOffset, reading.LastTokenOffset);
    }

    [Theory]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}\n\n", false)]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},\"finish_reason\":\"\"}]}\n\n", false)]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]}\n\n", true)]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}\n\ndata: [DONE]\n\n", true)]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"},{\"index\":1,\"delta\":{}}]}\n\n", false)]
    public void A_stream_is_complete_with_its_end_mark_or_a_reason_for_every_choice(string body, bool complete) =>
        Assert.Equal(complete, Chat(body).Complete);

    [Theory]
    [InlineData("""{"error":{"message":"m","type":"t","param":null,"code":"c"}}""", "m", "c")]
    [InlineData("""{"error":{"code":429,"message":"m","metadata":{}}}""", "m", "429")]
    [InlineData("""{"error":{"message":"m","type":"t","code":null}}""", "m", "t")]
    [InlineData("""[{"error":{"code":503,"message":"m","status":"UNAVAILABLE"}}]""", "m", "503")]
    [InlineData("""{"detail":"m"}""", "m", null)]
    [InlineData("""{"object":"error","message":"m","type":"t","code":40001}""", "m", "40001")]
    [InlineData("""{"code":"invalid-argument","error":"m"}""", "m", "invalid-argument")]
    [InlineData("""{"error":"m"}""", "m", null)]
    [InlineData("""{"error_type":"TOO_MANY_TOKENS","message":"m"}""", "m", "TOO_MANY_TOKENS")]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"m"},"request_id":"r"}""", "m", "overloaded_error")]
    [InlineData("""{"error":{"code":"only_a_code"}}""", "{\"code\":\"only_a_code\"}", "only_a_code")]
    public void Errors_are_understood_in_every_shape(string body, string message, string? code)
    {
        var reading = Format("openai.chat").Read(Wire(body, "application/json") with { Status = 400 });
        Assert.Equal((message, code), (reading.Error, reading.ErrorCode));
    }

    [Fact]
    public void A_message_in_a_successful_answer_is_not_an_error() =>
        Assert.Null(Format("openai.chat").Read(Wire("""{"message":"hello","choices":[],"error":null}""", "application/json")).Error);

    [Theory]
    [InlineData("text/event-stream", "data: {\"choices\":[]}\n\n", true)]
    [InlineData("application/json", "data: {\"choices\":[]}\n\n", true)]
    [InlineData(null, ": ping\n\ndata: {\"choices\":[]}\n\n", true)]
    [InlineData("text/event-stream", " \n{\"choices\":[]}", false)]
    [InlineData("application/json", "\n         \n\n{\"choices\":[]}", false)]
    public void Framing_is_told_by_the_first_bytes_and_then_by_the_label(string? type, string body, bool stream)
    {
        var reading = Format("openai.chat").Read(Wire(body, type));
        Assert.Equal(stream, reading.Stream);
        Assert.Empty(reading.Notes);
    }

    [Fact]
    public void A_long_request_that_was_cut_still_names_its_model_and_first_messages()
    {
        const string Request = """{"model":"gpt-4o","messages":[{"role":"user","content":"look"},{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA""";
        var reading = Format("openai.chat").Read(Wire("", null) with { RequestBody = Encoding.UTF8.GetBytes(Request) });
        Assert.Equal("gpt-4o", reading.ModelRequested);
        Assert.Equal("look", reading.Input[0].Text);
        Assert.Contains(reading.Notes, n => n.Contains("not whole", StringComparison.Ordinal));
    }

    [Fact]
    public void Pretty_printed_answers_of_Ollama_are_one_object_and_not_lines()
    {
        var reading = Format("ollama.chat").Read(Wire("{\n  \"message\": {\n    \"content\": \"hi\"\n  },\n  \"done\": true\n}\n", "application/json"));
        Assert.Equal(("hi", false, true), (reading.Output[0].Text, reading.Stream, reading.Complete));
    }

    private static Reading Chat(string body) => Format("openai.chat").Read(Wire(body, "text/event-stream"));

    private static ProviderFormat Format(string name) => ProviderFormats.All.Single(f => f.Name == name);

    private static WireExchange Wire(string body, string? type) =>
        new("POST", "/v1/chat/completions", 200, "application/json", default, type, Encoding.UTF8.GetBytes(body));
}

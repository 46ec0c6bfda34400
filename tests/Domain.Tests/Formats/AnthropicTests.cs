using System.Text;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Formats;

/// <summary>What is particular to Anthropic's messages: how input is counted, when, and by which model.</summary>
public sealed class AnthropicTests
{
    private const string Start = """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","model":"m","role":"assistant","content":[],"usage":{"input_tokens":690,"output_tokens":2}}}


        """;

    [Theory]
    [InlineData("anthropic", "POST", "/v1/messages", "anthropic.messages")]
    [InlineData("ollama", "POST", "/v1/messages", "anthropic.messages")]
    [InlineData("openwebui", "POST", "/api/message", "anthropic.messages")]
    [InlineData("openrouter", "POST", "/api/v1/messages", "anthropic.messages")]
    [InlineData("openai", "POST", "/v1/threads/t1/messages", "openai.records")]
    [InlineData("anthropic", "GET", "/v1/messages/batches/b1", null)]
    [InlineData("anthropic", "POST", "/v1/messages/count_tokens", "anthropic.count")]
    [InlineData("anthropic", "POST", "/v1/complete", "anthropic.complete")]
    [InlineData("anthropic", "POST", "/v1/projects/p/locations/l/publishers/anthropic/models/claude@1:streamRawPredict", "anthropic.messages")]
    [InlineData("anthropic", "POST", "/v1/projects/p/locations/l/publishers/anthropic/models/count-tokens:rawPredict", "anthropic.count")]
    public void A_call_is_told_by_the_end_of_its_path(string family, string method, string path, string? format) =>
        Assert.Equal(format, ProviderFormats.Select(family, new(method, path, 200, null, default, null, default))?.Name);

    [Theory]
    [InlineData("both caches are beside the input", """{"input_tokens":3,"cache_read_input_tokens":1111,"cache_creation_input_tokens":418,"output_tokens":33}""", 1532, 1111, 418, null, 33)]
    [InlineData("writes for five minutes and for an hour", """{"input_tokens":16,"cache_read_input_tokens":5,"cache_creation_input_tokens":30,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},"output_tokens":4}""", 51, 5, 30, 20, 4)]
    [InlineData("writes told by their term only", """{"input_tokens":16,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},"output_tokens":4}""", 46, null, 30, 20, 4)]
    [InlineData("no word of caches", """{"input_tokens":16,"output_tokens":4}""", 16, null, null, null, 4)]
    [InlineData("null is not said", """{"input_tokens":16,"cache_read_input_tokens":null,"cache_creation_input_tokens":null,"output_tokens":null}""", 16, null, null, null, null)]
    [InlineData("an empty list of passes is none", """{"input_tokens":16,"output_tokens":4,"iterations":[]}""", 16, null, null, null, 4)]
    public void Input_is_what_was_read_anew_and_from_and_into_the_cache(string what, string usage, int? input, int? read, int? write, int? hour, int? output)
    {
        var expected = new Usage(input, read, write, output) { CacheWriteHour = hour };
        Assert.True(Plain(usage).Usage == expected, $"{what}: {Plain(usage).Usage}");
    }

    [Fact]
    public void The_last_event_may_raise_the_input_and_what_it_leaves_out_stays()
    {
        Assert.Equal(new Usage(3042, CacheRead: null, Output: 88) { Searches = 1 }, Stream(Start + Delta(
            """{"input_tokens":3042,"output_tokens":88,"server_tool_use":{"web_search_requests":1}}""")).Usage);
        Assert.Equal(new Usage(690, Output: 88), Stream(Start + Delta("""{"output_tokens":88}""")).Usage);
        Assert.Equal(new Usage(690, Output: 88), Stream(Start + Delta("""{"input_tokens":null,"output_tokens":88}""")).Usage);
    }

    [Fact]
    public void The_output_of_a_stream_that_was_cut_is_unknown_and_not_the_two_tokens_of_its_start() =>
        Assert.Equal(new Usage(690), Stream(Start).Usage);

    [Fact]
    public void Passes_are_summed_because_the_top_level_leaves_out_the_others()
    {
        const string Usage = """
            {"input_tokens":612,"output_tokens":40,"output_tokens_details":{"thinking_tokens":7},"iterations":[
            {"type":"compaction","input_tokens":60385,"cache_read_input_tokens":5,"cache_creation":{"ephemeral_1h_input_tokens":3},"output_tokens":522},
            {"type":"message","input_tokens":612,"output_tokens":40}]}
            """;
        var reading = Plain(Usage);
        Assert.Equal(new Usage(61005, 5, 3, 562, 7) { CacheWriteHour = 3 }, reading.Usage);
        Assert.Empty(reading.Shares);
    }

    [Fact]
    public void Where_an_advisor_took_part_each_model_has_its_share_and_they_add_up()
    {
        const string Usage = """
            {"input_tokens":2411,"output_tokens":145,"server_tool_use":{"web_search_requests":2},"iterations":[
            {"type":"message","input_tokens":1128,"output_tokens":60},{"type":"advisor_message","model":"big","input_tokens":900,"output_tokens":18},
            {"type":"message","input_tokens":1283,"output_tokens":85}]}
            """;
        var reading = Plain(Usage);
        Assert.Equal([new("m", new(2411, Output: 145) { Searches = 2 }), new ModelUsage("big", new(900, Output: 18))], reading.Shares);
        Assert.Equal(new Usage(3311, Output: 163) { Searches = 2 }, reading.Usage);
    }

    [Theory]
    [InlineData("""{"input_tokens":1,"output_tokens":1,"service_tier":"priority"}""", "priority")]
    [InlineData("""{"input_tokens":1,"output_tokens":1,"service_tier":"standard","speed":"fast"}""", "fast")]
    [InlineData("""{"input_tokens":1,"output_tokens":1,"service_tier":"standard","speed":"standard"}""", "standard")]
    [InlineData("""{"input_tokens":1,"output_tokens":1}""", null)]
    public void The_tier_that_sets_the_price_is_told(string usage, string? tier) => Assert.Equal(tier, Plain(usage).ServiceTier);

    [Theory]
    [InlineData("""{"input_tokens":1,"output_tokens":1,"cost":0.25}""", "usage.cost")]
    [InlineData("""{"input_tokens":1,"output_tokens":1,"pydantic_ai_gateway":{"cost_estimate":0.25}}""", "usage.pydantic_ai_gateway.cost_estimate")]
    public void What_a_gateway_says_it_cost_is_kept(string usage, string source) => Assert.Equal(new StatedCost(0.25m, source), Plain(usage).StatedCost);

    [Theory]
    [InlineData("ping", """{"type":"ping"}""")]
    [InlineData("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""")]
    [InlineData("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":""}}""")]
    [InlineData("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}""")]
    [InlineData("content_block_stop", """{"type":"content_block_stop","index":0}""")]
    [InlineData("message_stop", """{"type":"message_stop"}""")]
    [InlineData("unheard_of", """{"type":"unheard_of","index":0}""")]
    public void What_carries_no_content_is_not_the_first_token(string name, string data) =>
        Assert.Null(Stream($"{Start}event: {name}\ndata: {data}\n\n").FirstTokenOffset);

    [Fact]
    public void Reasoning_and_tools_are_tokens_but_only_text_is_visible()
    {
        var before = Start + Block(0, """{"type":"thinking_delta","thinking":"hm"}""") + Block(1, """{"type":"input_json_delta","partial_json":"{"}""");
        Assert.Null(Stream(before).FirstVisibleOffset);
        var reading = Stream(before + Block(2, """{"type":"text_delta","text":"Three"}"""));
        Assert.Equal(3, reading.TokenOffsets.Count);
        Assert.Equal(reading.LastTokenOffset, reading.FirstVisibleOffset);
    }

    [Theory]
    [InlineData("pieces", """{"}""", "{\"kind\":", " \"heron\"}", "{\"kind\": \"heron\"}")]
    [InlineData("none at all", """{"}""", "", "", "{}")]
    [InlineData("whole at the start", """{"kind":"heron"}""", "", "", """{"kind":"heron"}""")]
    public void Arguments_of_a_tool_are_put_together(string what, string atStart, string first, string second, string expected)
    {
        var input = atStart == """{"}""" ? "{}" : atStart;
        string Piece(string json) => Block(0, $$"""{"type":"input_json_delta","partial_json":{{System.Text.Json.JsonSerializer.Serialize(json)}}}""");
        var call = Open(0, $$"""{"type":"tool_use","id":"toolu_1","name":"count","input":{{input}}}""");
        var reading = Stream(Start + call + Piece(first) + Piece(second) + "data: {\"type\":\"content_block_stop\",\"index\":0}\n\n");
        Assert.Equal([new ToolCallPart("toolu_1", "count", expected)], Assert.Single(reading.Output).Parts);
        Assert.NotEmpty(what);
    }

    [Fact]
    public void Arguments_of_a_tool_that_was_cut_off_are_what_had_come_and_nothing_made_up()
    {
        var call = Open(0, """{"type":"tool_use","id":"toolu_1","name":"count","input":{}}""");
        Assert.Equal([new ToolCallPart("toolu_1", "count", "")], Stream(Start + call).Output[0].Parts);
        Assert.Equal([new ToolCallPart("toolu_1", "count", "{\"ki")], Stream(Start + call + Block(0, """{"type":"input_json_delta","partial_json":"{\"ki"}""")).Output[0].Parts);
    }

    [Fact]
    public void A_block_nobody_knows_is_shown_as_it_came()
    {
        const string Odd = """{"type":"hologram","beam":[1,2]}""";
        Assert.Equal([new UnknownPart(Odd)], Stream(Start + Open(0, Odd)).Output[0].Parts);
        Assert.Equal([new UnknownPart(Odd)], Read($$"""{"type":"message","content":[{{Odd}}]}""", "application/json").Output[0].Parts);
    }

    [Fact]
    public void A_text_in_pieces_between_citations_is_one_text_and_its_sources_follow()
    {
        const string Cited = """{"type":"text","text":"in reeds","citations":[{"type":"page_location","cited_text":"reeds","document_title":"Log","file_id":"f1"}]}""";
        var reading = Read($$"""{"type":"message","content":[{"type":"text","text":"Herons nest "},{{Cited}},{"type":"text","text":"."}]}""", "application/json");
        Assert.Equal([new TextPart("Herons nest in reeds."), new CitationPart("Log", "f1", "reeds")], reading.Output[0].Parts);
    }

    [Fact]
    public void An_error_inside_a_stream_that_began_well_is_an_error()
    {
        var reading = Stream(Start + Block(0, """{"type":"text_delta","text":"Thr"}""")
            + "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n");
        Assert.Equal(("Overloaded", "overloaded_error", false, "Thr"), (reading.Error, reading.ErrorCode, reading.Complete, reading.Output[0].Text));
    }

    [Fact]
    public void Events_without_names_and_with_an_end_mark_of_OpenAIs_are_read_too()
    {
        var reading = Stream("data: " + """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hi"}}""" + "\n\ndata: [DONE]\n\n");
        Assert.Equal(("hi", true), (reading.Output[0].Text, reading.Complete));
    }

    private static Reading Plain(string usage) =>
        Read($$"""{"type":"message","model":"m","role":"assistant","content":[],"stop_reason":"end_turn","usage":{{usage}}}""", "application/json");

    private static Reading Stream(string body) => Read(body, "text/event-stream");

    private static string Delta(string usage) => $$"""data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{{usage}}}""" + "\n\n";

    private static string Open(int index, string block) => $$"""data: {"type":"content_block_start","index":{{index}},"content_block":{{block}}}""" + "\n\n";

    private static string Block(int index, string delta) => $$"""data: {"type":"content_block_delta","index":{{index}},"delta":{{delta}}}""" + "\n\n";

    private static Reading Read(string body, string type) => ProviderFormats.All.Single(f => f.Name == "anthropic.messages")
        .Read(new("POST", "/v1/messages", 200, "application/json", default, type, Encoding.UTF8.GetBytes(body)));
}

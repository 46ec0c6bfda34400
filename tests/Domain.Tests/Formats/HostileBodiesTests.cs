using System.Text;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;
using Observability.Domain.Tests.Exchanges;

namespace Observability.Domain.Tests.Formats;

/// <summary>Bodies made to hurt: what they cost is in proportion to their size.</summary>
public sealed class HostileBodiesTests
{
    private const int Size = 2 << 20;
    private const string Stream = "text/event-stream";
    private const string Json = "application/json";

    public static TheoryData<string, string, string, string> Bodies => new()
    {
        { "openai.chat", Json, "", "[" },
        { "openai.chat", Json, "", "{\"a\":" },
        { "openai.chat", Json, "{\"choices\":[", "{\"index\":#}," },
        { "openai.chat", Json, "{\"choices\":[{\"delta\":{\"tool_calls\":[", "{\"index\":#}," },
        { "openai.chat", Stream, "", "data:{x\n\n" },
        { "openai.chat", Stream, "", "data:x\n\n" },
        { "openai.responses", Stream, "", "data:{x\n\n" },
        { "openai.images", Stream, "", "data:{x\n\n" },
        { "anthropic.messages", Stream, "", "data:{x\n\n" },
        { "anthropic.messages", Stream, "", "data:{\"type\":\"content_block_stop\",\"index\":#}\n\n" },
        { "anthropic.messages", Json, "{\"type\":\"message\",\"model\":\"m\",\"usage\":{\"input_tokens\":1,\"iterations\":[", "{\"model\":\"m#\",\"input_tokens\":1}," },
        { "gemini.generate", Stream, "", "data:x\n\n" },
        { "gemini.generate", Json, "{\"candidates\":[", "{\"index\":#}," },
        { "gemini.interactions", Stream, "", "data:{x\n\n" },
        { "ollama.chat", "application/x-ndjson", "", "{x\n" },
    };

    [Theory, MemberData(nameof(Bodies)), Trait("Fault", "F-33")]
    public void No_body_makes_its_reader_take_memory_out_of_proportion(string format, string type, string start, string piece)
    {
        var body = Body(start, piece);
        var read = ProviderFormats.All.Single(f => f.Name == format);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotNull(read.Read(Wire(body, type)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 24L * body.Length);
    }

    [Fact]
    public void Arguments_at_far_places_of_deep_lists_take_no_more_room_than_they_were_sent_in()
    {
        var far = string.Concat(Enumerable.Repeat("[999]", 31));
        var arguments = string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"jsonPath":"$.a{{i}}{{far}}","stringValue":"x"}"""));
        var body = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\",\"partialArgs\":[" + arguments + "]}}]}}]}\n\n";
        var reading = ProviderFormats.All.Single(f => f.Name == "gemini.generate").Read(Wire(Encoding.UTF8.GetBytes(body), Stream));
        var call = Assert.IsType<ToolCallPart>(Assert.Single(Assert.Single(reading.Output).Parts));
        Assert.InRange(call.Arguments.Length, 1, 2 * body.Length);
    }

    [Fact]
    public void Counts_that_no_answer_has_are_unknown_and_sums_never_turn_negative()
    {
        const string Body = """{"type":"message","model":"claude-haiku-4-5","usage":{"input_tokens":9000000000000000000,"cache_read_input_tokens":9000000000000000000,"output_tokens":7}}""";
        var row = ExchangeReader.Read(Messages(Body)).Row;
        Assert.Equal((null, null, 7L), (row.InputTokens, row.CacheReadTokens, row.OutputTokens));
        Assert.Equal((PricingState.Unpriced, null), (row.Pricing, row.CostUsd));
    }

    [Fact]
    public void Names_of_models_that_shared_an_answer_are_fit_for_the_database()
    {
        const string Body = """{"type":"message","model":"m","usage":{"input_tokens":2,"output_tokens":2,"iterations":[{"model":"a\u0000b","input_tokens":1,"output_tokens":1},{"model":"c","input_tokens":1,"output_tokens":1}]}}""";
        var row = ExchangeReader.Read(Messages(Body)).Row;
        Assert.DoesNotContain("\\u0000", row.UsageExtras, StringComparison.Ordinal);
        Assert.Contains("a\u2400b", row.UsageExtras, StringComparison.Ordinal);
        Assert.Contains("a\u2400b", row.UnpricedReason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_of_more_models_than_there_are_has_no_usage()
    {
        var passes = string.Join(',', Enumerable.Range(0, 200).Select(i => $$"""{"model":"m{{i}}","input_tokens":1,"output_tokens":1}"""));
        var row = ExchangeReader.Read(Messages("""{"type":"message","model":"m","usage":{"input_tokens":1,"output_tokens":1,"iterations":[""" + passes + "]}}")).Row;
        Assert.Equal((UsageSource.None, null, null, PricingState.Unpriced), (row.UsageSource, row.InputTokens, row.UsageExtras, row.Pricing));
    }

    private static CapturedExchange Messages(string body) => Captured.Chat(response: body) with
    {
        Upstream = "anthropic",
        Family = "anthropic",
        Target = "/v1/messages",
        ResponseHeaders = new([new("content-type", Json)], 0),
    };

    private static byte[] Body(string start, string piece)
    {
        var body = new StringBuilder(start, Size + 100);
        for (var i = 0; body.Length < Size; i++)
        {
            body.Append(piece.Replace("#", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        }

        return Encoding.UTF8.GetBytes(body.ToString());
    }

    private static WireExchange Wire(byte[] body, string type) =>
        new("POST", "/v1/chat/completions", 200, Json, "{\"model\":\"m\",\"stream\":true}"u8.ToArray(), type, body);
}

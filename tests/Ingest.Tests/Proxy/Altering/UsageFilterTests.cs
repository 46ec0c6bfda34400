using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Observability.Ingest.Proxy.Altering;

namespace Observability.Ingest.Tests.Proxy.Altering;

/// <summary>What is taken out of a stream that we asked for usage, and what is not.</summary>
public sealed class UsageFilterTests
{
    private const string Usage = """{"id":"c1","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":12}}""";

    [Theory]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":null}\n\n", "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n")]
    [InlineData("data:{\"usage\": null, \"choices\":[1]}\r\n\r\n", "data:{\"choices\":[1]}\r\n\r\n")]
    [InlineData("data: {\"usage\":null}\n\n", "data: {}\n\n")]
    [InlineData("data: {\"a\":1 , \"usage\" : null , \"b\":2}\n\n", "data: {\"a\":1 , \"b\":2}\n\n")]
    [InlineData("data: " + Usage + "\n\ndata: [DONE]\n\n", "data: [DONE]\n\n")]
    [InlineData("data: " + Usage + "\r\n\r\ndata: [DONE]\r\n\r\n", "data: [DONE]\r\n\r\n")]
    [InlineData("data: " + Usage + "\ndata: [DONE]\n", "data: [DONE]\n")]
    [InlineData("event: x\ndata: " + Usage + "\n\ndata: [DONE]\n\n", "event: x\n\ndata: [DONE]\n\n")]
    [InlineData("data: " + Usage, "")]
    public void Usage_that_was_asked_for_is_taken_out_with_its_event(string stream, string expected) => Assert.Equal(expected, Filtered(stream));

    [Theory]
    [InlineData("data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n")]
    [InlineData("data: {\"choices\":[{\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9}}\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"say \\\"usage\\\":null\"}}]}\n\n")]
    [InlineData("data: {\"x_groq\":{\"usage\":null},\"choices\":[1]}\n\n")]
    [InlineData("data: {\"choices\":[],\"usage\":{\n\ndata: }}\n\n")]
    [InlineData("data: {\"choices\":[],\"usage\":{}} x\n\n")]
    [InlineData(": \"usage\":null\n\n\n\nid: 1\nretry: 2\n\ndata: [DONE]\n\n")]
    [InlineData("data: {\"usage\":null}\rdata: " + Usage + "\r\r")]
    [InlineData("data: {\"\\ud83dusage\":null,\"usage\":1}\n\nno field at all")]
    public void Everything_else_passes_as_it_is(string stream) => Assert.Equal(stream, Filtered(stream));

    [Fact]
    public void However_a_stream_is_cut_the_same_comes_out()
    {
        var part = Gen.Elements(
            "data: {\"choices\":[1],\"usage\":null}\n\n", "data: " + Usage + "\n\n", "data: " + Usage + "\r\n\r\n", "event: x\r\n", ": ping\n\n", "\n", "\r\n", "data: [DONE]\n\n",
            "{\"error\":\"usage\"}\n", "data: \u674e \"usage\"\n");
        Prop.ForAll(Gen.Zip(part.ListOf(), Gen.Choose(1, 50).ListOf()).ToArbitrary(), given =>
        {
            var (parts, sizes) = given;
            var stream = Encoding.UTF8.GetBytes(string.Concat(parts));
            return Pass(stream, [.. sizes, 1]) == Pass(stream, [int.MaxValue]);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_line_passes_as_soon_as_it_is_complete_and_a_very_long_one_before()
    {
        using var filter = new UsageFilter();
        var to = new ArrayBufferWriter<byte>();
        filter.Pass("data: {\"choices\":[1]}\ndata: half"u8, to);
        Assert.Equal(("data: {\"choices\":[1]}\n", false), (Encoding.UTF8.GetString(to.WrittenSpan), filter.IsBetweenEvents));

        filter.Pass("\n\n"u8, to);
        Assert.True(filter.IsBetweenEvents);

        to.ResetWrittenCount();
        filter.Pass(new byte[(128 << 10) + 1], to);
        filter.Pass("more"u8, to);
        Assert.Equal((128 << 10) + 5, to.WrittenCount);
        filter.Pass(Encoding.UTF8.GetBytes("\n\ndata: " + Usage + "\n\n"), to);
        Assert.Equal((128 << 10) + 7, to.WrittenCount);
    }

    private static string Filtered(string stream) => Pass(Encoding.UTF8.GetBytes(stream), [int.MaxValue]);

    private static string Pass(byte[] stream, int[] sizes)
    {
        using var filter = new UsageFilter();
        var to = new ArrayBufferWriter<byte>();
        var at = 0;
        for (var i = 0; at < stream.Length; i++)
        {
            var length = Math.Min(sizes[i % sizes.Length], stream.Length - at);
            filter.Pass(stream.AsSpan(at, length), to);
            at += length;
        }

        filter.End(to);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }
}

using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Observability.Dashboard.Exports;
using Observability.Dashboard.Usage;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;

namespace Observability.Dashboard.Tests.Exports;

/// <summary>What each format makes of an exchange, without a host.</summary>
public sealed class ExportFormatTests
{
    private const string Alphabet = "=+-@|\t\r\n\"',; ＝＋－＠\u00A0\u3000\u200B\uFEFF01.eEab漢\u202E";

    [Fact]
    [Trait("Fault", "F-55")]
    public void What_a_reader_of_the_table_gets_back_is_what_was_written_and_no_cell_is_a_formula()
    {
        var texts = Gen.Elements(Alphabet.ToCharArray()).ArrayOf().Select(c => new string(c));
        Prop.ForAll(texts.ArrayOf().Where(l => l.Length > 0).ToArbitrary(), cells =>
        {
            var read = CsvReader.Read(UsageCsv.Line(cells)).Single();
            Assert.All(read, cell => Assert.False(StartsFormula(cell), $"'{cell}' would be run."));
            Assert.Equal(cells, read.Select(CsvReader.WithoutGuard));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Theory]
    [InlineData("-1.5")]
    [InlineData("+3")]
    [InlineData("0.0000054")]
    [InlineData("-2")]
    public void A_number_stays_a_number(string number) => Assert.Equal(number, UsageCsv.Cell(number));

    [Theory]
    [InlineData("""{ "a" : [ 1.10, 1e400, "x \n \" y\\" ], "a" : null }""", """{"a":[1.10,1e400,"x \n \" y\\"],"a":null}""")]
    [InlineData("\uFEFF\r\n \"two words\"\n", "\"two words\"")]
    [InlineData("true", "true")]
    public void Json_stays_as_it_was_sent_on_one_line(string sent, string line) =>
        Assert.Equal(line, Encoding.UTF8.GetString(RawJson.Of(Encoding.UTF8.GetBytes(sent))!.Line.Span));

    [Theory]
    [InlineData("")]
    [InlineData("{\"a\":1")]
    [InlineData("data: {}\n\n")]
    [InlineData("{}{}")]
    public void What_is_no_json_is_not_taken_for_it(string sent) => Assert.Null(RawJson.Of(Encoding.UTF8.GetBytes(sent)));

    [Fact]
    public void Json_with_bytes_that_are_no_text_is_none() => Assert.Null(RawJson.Of([(byte)'"', 0xFF, (byte)'"']));

    [Fact]
    public void A_conversation_becomes_an_example_with_its_tools_and_the_answer_last()
    {
        var line = Example(
            """{"model":"gpt-4o","messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"漢字?"},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}],"tools":[{"type":"function","function":{"name":"look","description":"Looks","parameters":{"type":"object"}}}]}""",
            """{"choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"look","arguments":"{\"a\":1}"}}]},"finish_reason":"tool_calls"}]}""");

        Assert.Equal(
            """{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"漢字?"},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]},{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"look","arguments":"{\"a\":1}"}}]}],"tools":[{"type":"function","function":{"name":"look","description":"Looks","parameters":{"type":"object"}}}]}""" + "\n",
            line);
    }

    [Fact]
    public void What_anthropic_puts_into_one_message_becomes_messages_of_their_own()
    {
        var line = Example(
            """{"model":"claude","max_tokens":10,"system":"Be brief.","messages":[{"role":"user","content":"Weather?"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"look","input":{"city":"Oslo"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"rain"},{"type":"text","text":"So?"}]}],"tools":[{"name":"look","input_schema":{"type":"object"}}]}""",
            """{"type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"Rain."}],"stop_reason":"end_turn"}""",
            "anthropic.messages", "/v1/messages");

        using var json = JsonDocument.Parse(line!);
        Assert.Equal(["system", "user", "assistant", "tool", "user", "assistant"], json.RootElement.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()));
        Assert.Equal("t1", json.RootElement.GetProperty("messages")[3].GetProperty("tool_call_id").GetString());
        Assert.Equal("""{"type":"function","function":{"name":"look","parameters":{"type":"object"}}}""", json.RootElement.GetProperty("tools")[0].GetRawText());
    }

    [Fact]
    public void What_cannot_be_an_example_is_left_out_with_its_reason()
    {
        Assert.Equal(ExportGap.NotCompleted, GapOf(r => r.Outcome = ExchangeOutcome.ClientAborted));
        Assert.Equal(ExportGap.CutShort, GapOf(r => r.Finish = FinishKind.Length));
        Assert.Equal(ExportGap.NoConversation, GapOf(r => r.Endpoint = "embeddings"));
        Assert.Equal(ExportGap.NoBodies, GapOf(r => r.Capture = CaptureVerdict.Truncated));
        Assert.Equal(ExportGap.InlineMedia, GapOf(_ => { }, """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}"""));
        Assert.Equal(ExportGap.Tools, GapOf(_ => { }, """{"messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"a"}},{"type":"web_search","name":"web"}]}"""));
        Assert.Null(GapOf(_ => { }));
    }

    private static bool StartsFormula(string cell) =>
        cell.AsSpan().TrimStart(" \u00A0\u3000\u200B\uFEFF") is { Length: > 0 } start && "=+-@\t\r\n＝＋－＠".Contains(start[0], StringComparison.Ordinal)
        && !decimal.TryParse(cell, System.Globalization.CultureInfo.InvariantCulture, out _);

    private static string? Example(string request, string response, string format = "openai.chat", string path = "/v1/chat/completions")
    {
        var (row, bodies, _) = Some.Exchange(Guid.CreateVersion7(), Some.Noon, Encoding.UTF8.GetBytes(request), Encoding.UTF8.GetBytes(response));
        (row.Format, row.Path) = (format, path);
        var buffer = new ArrayBufferWriter<byte>();
        Assert.Null(new FinetuneExport().Write(buffer, row, bodies));
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static ExportGap? GapOf(Action<Exchange> change, string? request = null)
    {
        var (row, bodies, _) = Some.Exchange(Guid.CreateVersion7(), Some.Noon, request is null ? null : Encoding.UTF8.GetBytes(request));
        change(row);
        var buffer = new ArrayBufferWriter<byte>();
        var gap = new FinetuneExport().Write(buffer, row, bodies);
        Assert.Equal(gap is null, buffer.WrittenCount > 0);
        return gap;
    }
}

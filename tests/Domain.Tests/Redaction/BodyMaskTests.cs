using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Redaction;

namespace Observability.Domain.Tests.Redaction;

public sealed class BodyMaskTests
{
    [Theory]
    [InlineData("""{"content":"Write to jane@example.org"}""", """{"content":"Write to [email]*********"}""")]
    [InlineData("""{"content":"Card 4111 1111 1111 1111, please"}""", """{"content":"Card [card]*************, please"}""")]
    [InlineData("""{"to":{"jane@example.org":1}}""", """{"to":{"[email]*********":1}}""")]
    [InlineData("""{"card":4111111111111111,"total_tokens":4111}""", """{"card":1000000000000000,"total_tokens":4111}""")]
    [InlineData("""{"arguments":"{\"to\":\"jane@example.org\"}"}""", """{"arguments":"{\"to\":\"[email]*********\"}"}""")]
    [InlineData("""{"arguments":"{\"text\":\"a\\njane@example.org\"}"}""", """{"arguments":"{\"text\":\"a\\n[email]*********\"}"}""")]
    [InlineData("""{"content":"jane\u0040example.org"}""", """{"content":"[email]**************"}""")]
    [InlineData("plain text of jane@example.org", "plain text of [email]*********")]
    [InlineData("""{"cut":"jane@example.org""", """{"cut":"[email]*********""")]
    public void What_is_found_is_covered_and_nothing_else_moves(string body, string expected) => Assert.Equal(expected, Masked(body));

    [Fact]
    public void A_word_spread_over_the_events_of_a_stream_is_found_and_numbers_stay()
    {
        var pieces = new[] { "Write", " to ", "jane", "@", "exam", "ple", ".org", " or +49", " 30", " 1234", "567", "!" };
        var stream = string.Concat(pieces.Select((p, i) =>
            $"data: {{\"id\":\"chatcmpl-4111\",\"created\":1736467200,\"choices\":[{{\"delta\":{{\"content\":\"{p}\"}},\"index\":0}}]}}\n\n")) + "data: [DONE]\n\n";
        var masked = Masked(stream);
        Assert.Equal("Write to [email]********* or [phone]*******!", Joined(masked));
        Assert.Equal(stream.Length, masked.Length);
        Assert.Equal(pieces.Length, masked.Split("\"created\":1736467200").Length - 1);
    }

    [Fact]
    public void Answers_that_arrive_side_by_side_are_told_apart_by_their_index()
    {
        var stream = string.Concat(new[] { (0, "jane@"), (1, "410"), (0, "example"), (1, " and 2"), (0, ".org") }.Select(c =>
            $"data: {{\"choices\":[{{\"delta\":{{\"content\":\"{c.Item2}\"}},\"index\":{c.Item1}}}]}}\n\n"));
        var masked = Masked(stream);
        Assert.Equal("[email]*********410 and 2", string.Concat(Deltas(masked).OrderBy(d => d.Index).Select(d => d.Text)));
    }

    [Theory]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"%"}}""")]
    [InlineData("""{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"%"}}""")]
    [InlineData("""{"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"%"}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"%"}],"role":"model"}}]}""")]
    [InlineData("""{"model":"llama3","created_at":"2026-11-22T08:00:00Z","message":{"role":"assistant","content":"%"},"done":false}""")]
    public void Every_provider_s_deltas_find_each_other(string document)
    {
        string[] pieces = ["sk-proj-Ab1", "2cdEFgh34", "ijKLmnop"];
        var lines = pieces.Select(p => document.Replace("%", p, StringComparison.Ordinal)).ToList();
        foreach (var body in new[] { string.Concat(lines.Select(l => $"event: x\r\ndata: {l}\r\n\r\n")), string.Join('\n', lines), $"[{string.Join(",\n", lines)}]" })
        {
            var masked = Masked(body);
            Assert.DoesNotContain(pieces, p => masked.Contains(p, StringComparison.Ordinal));
            Assert.Equal(body.Length, masked.Length);
        }
    }

    [Fact]
    public void A_document_that_is_searched_is_still_the_same_document() => Prop.ForAll(AnyJson().ToArbitrary(), json =>
    {
        using var masked = JsonDocument.Parse(Masked(json));
        using var before = JsonDocument.Parse(json);
        return Shape(masked.RootElement) == Shape(before.RootElement);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Covering_up_twice_is_covering_up_once() => Prop.ForAll(AnyText().ToArbitrary(), text =>
    {
        var once = Masked(text);
        return Masked(once) == once && Encoding.UTF8.GetByteCount(once) == Encoding.UTF8.GetByteCount(text);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void It_does_not_matter_how_a_stream_was_cut_into_events() => Prop.ForAll(AnyText().Zip(ArbMap.Default.GeneratorFor<int>()).ToArbitrary(), given =>
    {
        var (text, seed) = given;
        var random = new Random(seed);
        var pieces = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(text.Length - at, random.Next(1, 9));
            pieces.Add(text.Substring(at, length));
            at += length;
        }

        var stream = string.Concat(pieces.Select(p => $"data: {{\"delta\":{JsonSerializer.Serialize(p)}}}\n\n"));
        return Secrets.All.Where(s => text.Contains(s, StringComparison.Ordinal)).All(s => !Whole(Masked(stream)).Contains(s, StringComparison.Ordinal));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x41, 0x00 }, "application/json")]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D }, "image/png")]
    [InlineData(new byte[] { 0x61, 0x3D, 0x31 }, "application/x-www-form-urlencoded")]
    public void What_is_no_text_cannot_be_searched(byte[] body, string type) => Assert.Null(BodyMask.Of(body, type, isCut: false));

    [Fact]
    public void What_is_nested_too_deep_cannot_be_searched() =>
        Assert.Null(BodyMask.Of(Encoding.UTF8.GetBytes(new string('[', 100_000)), "application/json", isCut: false));

    [Fact]
    public void The_end_of_a_body_that_was_cut_is_covered_up_to_the_last_space() =>
        Assert.Equal("hello *********", Encoding.UTF8.GetString(BodyMask.Of("hello jane@exam"u8.ToArray(), null, isCut: true)!.Bytes.Span));

    [Fact]
    public void How_much_was_covered_up_is_counted_by_kind()
    {
        var masked = BodyMask.Of("jane@example.org, joe@example.org, 192.168.3.4"u8.ToArray(), "text/plain", isCut: false)!;
        Assert.Equal("""{"email":2,"ip":1}""", masked.Masked.ToJson());
        Assert.Equal(2, MaskedCounts.Parse(masked.Masked.ToJson())[SensitiveKind.Email]);
    }

    private static string Masked(string body) => Encoding.UTF8.GetString(BodyMask.Of(Encoding.UTF8.GetBytes(body), null, isCut: false)!.Bytes.Span);

    private static string Joined(string stream) => string.Concat(Deltas(stream).Select(d => d.Text));

    private static IEnumerable<(int Index, string Text)> Deltas(string stream) => stream.Split('\n')
        .Where(l => l.StartsWith("data: {", StringComparison.Ordinal))
        .Select(l => JsonDocument.Parse(l[6..]).RootElement.GetProperty("choices")[0])
        .Select(c => (c.GetProperty("index").GetInt32(), c.GetProperty("delta").GetProperty("content").GetString()!));

    private static string Whole(string stream) => string.Concat(stream.Split('\n')
        .Where(l => l.StartsWith("data: {", StringComparison.Ordinal))
        .Select(l => JsonDocument.Parse(l[6..]).RootElement.GetProperty("delta").GetString()));

    private static Gen<string> AnyText() =>
        from words in Gen.Elements((string[])[.. Secrets.All, "hello", "the", "4.1", "2026-11-22", "a_b", "x@", "\n", "€", "\"quoted\"", "[email]***", "+1", "12", "::"]).ListOf()
        from space in Gen.Elements(" ", " ", ", ", "\n")
        select string.Join(space, words);

    private static Gen<string> AnyJson() =>
        from texts in AnyText().ListOf()
        from number in ArbMap.Default.GeneratorFor<long>()
        select JsonSerializer.Serialize(new { a = texts, b = new { number, c = texts.FirstOrDefault() }, usage = new { prompt_tokens = 12 } });

    // Numbers and structure, without words.
    private static string Shape(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => string.Join(',', json.EnumerateObject().Select(p => Shape(p.Value))),
        JsonValueKind.Array => $"[{string.Join(',', json.EnumerateArray().Select(Shape))}]",
        JsonValueKind.String => "text",
        _ => json.GetRawText(),
    };
}

using System.Text;
using Observability.Ingest.Proxy;
using Observability.Ingest.Proxy.Altering;

namespace Observability.Ingest.Tests.Proxy.Altering;

/// <summary>Where a request is made to ask for usage, to the byte.</summary>
public sealed class StreamRequestTests
{
    [Theory]
    [InlineData("""{"model": "m", "stream": true, "n": 1}""", """{"model": "m", "stream": true, "stream_options": {"include_usage": true}, "n": 1}""")]
    [InlineData("""{"stream":true}""", """{"stream":true, "stream_options": {"include_usage": true}}""")]
    [InlineData("""{"stream":true,"stream_options":null}""", """{"stream":true,"stream_options":{"include_usage": true}}""")]
    [InlineData("""{"stream":true,"stream_options":{}}""", """{"stream":true,"stream_options":{"include_usage": true}}""")]
    [InlineData("""{"stream_options":{ "include_obfuscation":false},"stream":true}""", """{"stream_options":{"include_usage": true,  "include_obfuscation":false},"stream":true}""")]
    [InlineData("""{"x":{"stream":false,"stream_options":{"include_usage":true}},"stream":true}""", """{"x":{"stream":false,"stream_options":{"include_usage":true}},"stream":true, "stream_options": {"include_usage": true}}""")]
    [InlineData("""{"messages":[{"content":"cut \ud83d \u0000"}],"stream":true}""", """{"messages":[{"content":"cut \ud83d \u0000"}],"stream":true, "stream_options": {"include_usage": true}}""")]
    [InlineData("""{"stream":false,"stream":true}""", """{"stream":false,"stream":true, "stream_options": {"include_usage": true}}""")]
    public void A_stream_that_did_not_ask_is_made_to_by_one_insertion(string body, string expected) => Assert.Equal(expected, Edited(body));

    [Theory]
    [InlineData("""{"stream": true, "stream_options": {"include_usage": true}}""")]
    [InlineData("""{"stream": true, "stream_options": {"include_usage": false}}""")]
    [InlineData("""{"stream": true, "stream_options": {"a": 1, "include\u005fusage": null}}""")]
    [InlineData("""{"stream": true, "stream_options": "all"}""")]
    [InlineData("""{"stream": true, "stream_options": {}, "stream_options": {}}""")]
    [InlineData("""{"stream": true, "stream_opt\u0069ons": {"include_usage": false}}""")]
    [InlineData("""{"str\u0065am": true}""")]
    [InlineData("""{"stream": true, "stream": false}""")]
    [InlineData("""{"stream": "true"}""")]
    [InlineData("""{"a": {"stream": true}}""")]
    [InlineData("""[{"stream": true}]""")]
    [InlineData("""{"temperature": NaN, "stream": true}""")]
    [InlineData("""{"stream": true, "temperature": NaN}""")]
    [InlineData("""{"stream": true""")]
    [InlineData("""{"stream": true} {}""")]
    [InlineData("""{"\ud83dtream": 1, "stream": tru}""")]
    [InlineData("")]
    public void A_body_that_has_decided_or_cannot_be_read_is_left_alone(string body) => Assert.Equal(body, Edited(body));

    [Fact]
    public void A_body_nested_deeper_than_anybody_nests_is_left_alone()
    {
        var body = "{\"stream\": true, \"x\": " + new string('[', 200) + new string(']', 200) + "}";
        Assert.Equal(body, Edited(body));
    }

    [Theory]
    [InlineData("""{"stream": true, "messages": ["unfinished""", true)]
    [InlineData("""{"messages": ["unfinished, "stream": true""", false)]
    [InlineData("""{"stream": true, "temperature": NaN}""", true)]
    public void The_beginning_of_a_body_tells_whether_it_is_to_be_a_stream(string start, bool isStream) =>
        Assert.Equal(isStream, StreamRequest.Read(Encoding.UTF8.GetBytes(start), isWhole: false).IsStream);

    [Fact]
    public void A_body_in_many_pieces_is_edited_as_one_in_a_single_piece()
    {
        var body = $$"""{"messages": ["{{new string('x', 20_000)}}"], "stream": true, "after": "{{new string('y', 20_000)}}"}""";
        using var capture = new BodyCapture(1 << 20);
        foreach (var piece in Encoding.UTF8.GetBytes(body).Chunk(777))
        {
            capture.Append(piece);
        }

        var edit = StreamRequest.Read(capture).UsageEdit!;

        Assert.Equal(Edited(body), Encoding.UTF8.GetString([.. edit.Apply(capture.Kept()).SelectMany(piece => piece.ToArray())]));
        for (var size = 1; size < 60; size++)
        {
            var pieces = Encoding.UTF8.GetBytes("""{"a":1,"stream":true,"b":2}""").Chunk(size).Select(p => new ReadOnlyMemory<byte>(p)).ToList();
            var small = StreamRequest.Read("""{"a":1,"stream":true,"b":2}"""u8, isWhole: true).UsageEdit!;
            Assert.Equal(
                """{"a":1,"stream":true, "stream_options": {"include_usage": true},"b":2}""",
                Encoding.UTF8.GetString([.. small.Apply(pieces).SelectMany(piece => piece.ToArray())]));
        }
    }

    private static string Edited(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        if (StreamRequest.Read(bytes, isWhole: true).UsageEdit is not { } edit)
        {
            return body;
        }

        byte[] edited = [.. edit.Apply([bytes]).SelectMany(piece => piece.ToArray())];
        Assert.Equal(bytes.Length + edit.Growth, edited.Length);
        return Encoding.UTF8.GetString(edited);
    }
}

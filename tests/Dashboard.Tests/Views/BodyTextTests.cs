using System.IO.Compression;
using Observability.Dashboard.Exchanges;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Tests.Views;

public sealed class BodyTextTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[true,null],"c":{},"d":[ ]}""", "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null\n  ],\n  \"c\": {},\n  \"d\": []\n}")]
    [InlineData("""{"t":"cut \ud83d","n":12345678901234567890123,"x":NaN}""", "{\n  \"t\": \"cut \\ud83d\",\n  \"n\": 12345678901234567890123,\n  \"x\": NaN\n}")]
    [InlineData("""{"a":"not finis""", "{\n  \"a\": \"not finis")]
    public void Json_is_laid_out_and_no_token_of_it_changes(string json, string laidOut) => Assert.Equal(laidOut, JsonText.Indent(json));

    [Fact]
    public void Runs_of_colour_join_to_the_whole_text()
    {
        const string Json = "{\n  \"key\": \"te\\\"xt\",\n  \"n\": -1.5e3,\n  \"b\": true\n}";

        var runs = JsonText.Runs(Json).ToList();

        Assert.Equal(Json, string.Concat(runs.Select(r => r.Text)));
        Assert.Equal(["\"key\"", "\"n\"", "\"b\""], runs.Where(r => r.Token == JsonToken.Key).Select(r => r.Text));
        Assert.Equal(["-1.5e3", "true"], runs.Where(r => r.Token == JsonToken.Number).Select(r => r.Text));
    }

    [Fact]
    public void A_million_open_brackets_do_not_take_the_page_down()
    {
        var text = JsonText.Indent(new string('[', 100_000));

        Assert.Equal(100_000, text.Count(c => c == '['));
    }

    [Fact]
    public void A_compressed_body_is_unpacked_and_says_so()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write("{\"a\":1}"u8);
        }

        var body = BodyText.Of(packed.ToArray(), new([new("content-encoding", "gzip")], 0));

        Assert.Equal("{\n  \"a\": 1\n}", body.Text);
        Assert.Equal("Unpacked from gzip.", body.Note);
    }

    [Fact]
    public void What_is_only_said_to_be_compressed_is_offered_as_a_download()
    {
        var body = BodyText.Of("plain"u8.ToArray(), new([new("Content-Encoding", "br")], 0));

        Assert.Null(body.Text);
        Assert.Contains("Said to be br", body.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_is_not_drawn_as_text() =>
        Assert.Null(BodyText.Of(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 1 }, new([new("Content-Type", "image/png")], 0)).Text);

    [Fact]
    public void One_bad_byte_in_a_text_is_shown_as_such() =>
        Assert.Equal("a\uFFFDb and more of it", BodyText.Of((byte[])[.. "a"u8, 0xFF, .. "b and more of it"u8], StoredHeaders.None).Text);
}

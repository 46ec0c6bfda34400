using System.Text;
using Observability.Ingest.Proxy.Altering;

namespace Observability.Ingest.Tests.Proxy.Altering;

/// <summary>What a person is told of a web page that came instead of an error.</summary>
public sealed class ErrorQuoteTests
{
    [Theory]
    [InlineData("<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.25.3</center>\r\n</body>\r\n</html>", "502 Bad Gateway nginx/1.25.3")]
    [InlineData("<!DOCTYPE html><head><title>Just a moment&hellip;</title><style>a{b:c}</style></head><body><script>x<y</script><!-- <b>no</b> --></body>", "Just a moment…")]
    [InlineData("<p>a &lt;b&gt; &amp; c</p><SCRIPT>no</SCRIPT > d <header>e</header>", "a <b> & c d e")]
    [InlineData("upstream connect error\nor  disconnect/reset\tbefore headers", "upstream connect error or disconnect/reset before headers")]
    [InlineData("<p unclosed", null)]
    [InlineData("   \r\n ", null)]
    [InlineData("", null)]
    [InlineData("a\0b", null)]
    public void A_readable_start_is_quoted(string body, string? expected) => Assert.Equal(expected, ErrorQuote.Of(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void A_long_text_is_cut_between_characters_and_bytes_that_are_no_text_are_not_quoted()
    {
        Assert.Equal(new string('a', 299) + "😀…", ErrorQuote.Of(Encoding.UTF8.GetBytes(new string('a', 299) + "😀" + new string('b', 500))));
        Assert.Null(ErrorQuote.Of([0x89, 0x50, 0xff, 0xfe, 0x81, 0x90]));
        Assert.Null(ErrorQuote.Of(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<!--", 16_000)))));
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/problem+json; charset=utf-8", true)]
    [InlineData("application/vnd.api-v1.x+json", true)]
    [InlineData("application/+json", false)]
    [InlineData("application/x-ndjson", false)]
    [InlineData("Application/JSON", false)]
    [InlineData("text/json", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_type_is_json_where_open_webui_takes_it_for_json(string? type, bool expected) => Assert.Equal(expected, ContentTypes.IsJson(type));

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("text/plain; charset=utf-8", true)]
    [InlineData("Text/Event-Stream", true)]
    [InlineData("application/event-stream", true)]
    [InlineData("text/event-stream;charset=utf-8", false)]
    [InlineData("application/json", false)]
    [InlineData("text/html", false)]
    public void A_type_is_odd_for_events_where_open_webui_would_read_nothing(string? type, bool expected) => Assert.Equal(expected, ContentTypes.IsOddForEvents(type));
}

using System.Text;
using Observability.Dashboard.Exchanges;

namespace Observability.Dashboard.Tests.Views;

public sealed class InlineImagesTests
{
    // One pixel each.
    internal const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    internal const string Gif = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
    internal const string Jpeg = "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AP//Z";
    internal const string WebP = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";

    [Theory]
    [InlineData($$$"""{"messages":[{"content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{Png}}}"}}]}]}""", "image/png")]
    [InlineData($$$"""{"source":{"type":"base64","media_type":"image/jpeg","data":"{{{Jpeg}}}"}}""", "image/jpeg")]
    [InlineData($$$"""{"contents":[{"parts":[{"inlineData":{"mimeType":"image/webp","data":"{{{WebP}}}"}}]}]}""", "image/webp")]
    [InlineData($$$"""{"messages":[{"images":["{{{Gif}}}"]}]}""", "image/gif")]
    [InlineData($$$"""{"data":[{"b64_json":"{{{Png}}}"}]}""", "image/png")]
    [InlineData($"data: {{\"delta\":{{\"images\":[{{\"image_url\":{{\"url\":\"data:image/png;base64,{Png}\"}}}}]}}}}\n\ndata: [DONE]\n\n", "image/png")]
    [InlineData($$"""{"url":"data:image/anything;base64,{{Png}}"}""", "image/png")]
    public void A_picture_is_found_in_every_dialect_and_its_bytes_say_what_it_is(string body, string type)
    {
        var bytes = Encoding.UTF8.GetBytes(body);

        var image = Assert.Single(InlineImages.Find(bytes));

        Assert.Equal(type, image.MediaType);
        Assert.Equal(image.Bytes, InlineImages.Decode(bytes, image)!.Length);
    }

    [Fact]
    public void Escaped_and_broken_and_url_safe_base64_is_the_same_picture()
    {
        var plain = Convert.FromBase64String(Jpeg);
        foreach (var text in new[] { Jpeg.Replace("/", "\\/", StringComparison.Ordinal), Jpeg.TrimEnd('='), Jpeg.Insert(76, "\\n"), Jpeg.Replace('/', '_').Replace('+', '-') })
        {
            var body = Encoding.UTF8.GetBytes($"{{\"data\":\"{text}\"}}");

            Assert.Equal(plain, InlineImages.Decode(body, Assert.Single(InlineImages.Find(body))));
        }
    }

    [Theory]
    [InlineData("""{"url":"data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4="}""")]
    [InlineData("""{"url":"data:image/png;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="}""")]
    [InlineData("""{"url":"data:image/png,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"}""")]
    [InlineData("""{"text":"iVBORw0KGgo is how a PNG begins in base64"}""")]
    [InlineData("""{"data":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42""")]
    [InlineData("""{"data":"UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA="}""")]
    [InlineData("\"\\ud800iVBORw0KGgo\"")]
    [InlineData("\"")]
    [InlineData("")]
    public void What_is_no_whole_picture_of_a_known_kind_is_none(string body) => Assert.Empty(InlineImages.Find(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Any_cut_and_any_changed_byte_is_survived()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"a":"data:image/png;base64,{{Png}}","b":["\/9j\/{{Jpeg[5..]}}"]}""");
        for (var i = 0; i < body.Length; i++)
        {
            var changed = body.ToArray();
            changed[i] ^= 0x5C;
            foreach (var hostile in new[] { body[..i], changed })
            {
                Assert.All(InlineImages.Find(hostile), image => InlineImages.Decode(hostile, image));
            }
        }

        Assert.Equal(2, InlineImages.Find(body).Count);
    }
}

using System.Text;
using System.Text.Json;
using Observability.Domain.Formats.Wire;
using Observability.Testing;

namespace Observability.Domain.Tests.Formats.Wire;

public sealed class LenientJsonTests
{
    [Fact, Trait("Fault", "F-33")]
    public void Every_case_of_the_JSON_test_suite_is_survived_and_every_valid_one_is_read()
    {
        var folder = SharedCorpora.Find("jsontestsuite/test_parsing");
        Assert.SkipWhen(folder is null, SharedCorpora.Absent);
        var files = Directory.GetFiles(folder);
        Assert.Equal(318, files.Length);
        foreach (var file in files)
        {
            using var document = LenientJson.Parse(File.ReadAllBytes(file), out var whole);
            Assert.True(!Path.GetFileName(file).StartsWith("y_", StringComparison.Ordinal) || (document is not null && whole), file);
            if (document is not null)
            {
                Walk(document.RootElement);
            }
        }
    }

    [Theory]
    [InlineData("{\"a\":\"cut \\ud83d\"}", "cut \uFFFD")]
    [InlineData("{\"a\":\"\\ud83d\\ude00\"}", "😀")]
    [InlineData("{\"a\":\"\\ude00\\ud83d tab\\t \\\"q\\\" \\/ \\\\\"}", "\uFFFD\uFFFD tab\t \"q\" / \\")]
    [InlineData("{\"a\":1,\"a\":\"last\"}", "last")]
    [InlineData("{\"\\u0061\":\"escaped name\"}", "escaped name")]
    [InlineData("{\"\\ud800\":1,\"a\":\"odd neighbour\"}", "odd neighbour")]
    [InlineData("{\"\\ud800\":1,\"b\":2,\"\\uDC00\\ud800\":3,\"a\":\"\\ud83d\\ude00 \\\\ud800 \\ud800\"}", "😀 \\ud800 \uFFFD")]
    [InlineData("\uFEFF \r\n\t{\"a\":\"padded\"}  ", "padded")]
    [InlineData("{\"a\":\"x\\u0000y\"}", "x\0y")]
    [InlineData("{\"a\":\"kept\",\"t\":NaN,\"u\":[-Infinity,Infinity]}", "kept")]
    [InlineData("{\"a\":\"kept\",\"b\":[1,{\"c\":\"NaN, \\\" cut he", "kept")]
    [InlineData("{\"a\":\"kept\"} {\"a\":\"another\"}", "kept")]
    public void Odd_text_is_read_as_far_as_it_makes_sense(string json, string expected)
    {
        using var document = LenientJson.Parse(Encoding.UTF8.GetBytes(json), out _);
        Assert.Equal(expected, document!.RootElement.Text("a"u8));
    }

    [Theory]
    [InlineData("{\"a\":[1,2", "{\"a\":[1]}", false)]
    [InlineData("{\"a\":{\"b\":1},\"c\"", "{\"a\":{\"b\":1}}", false)]
    [InlineData("{\"a\":", "{}", false)]
    [InlineData("{\"a\":NaN}", "{\"a\":null}", true)]
    [InlineData("[\"a\\\"", "[]", false)]
    [InlineData("[1] rest", "[1]", false)]
    [InlineData("{\"a\":1,\"usage\" : {\"in\":1,\"more\":{\"b\":2},\"out\":", "{\"a\":1}", false)]
    [InlineData("{\"x\":{\"usageMetadata\":{\"in\":[1,2", "{\"x\":{}}", false)]
    [InlineData("{\"usage\":{\"in\":1},\"b\":[1,2", "{\"usage\":{\"in\":1},\"b\":[1]}", false)]
    [InlineData("{\"a\":\"usage\",\"b\":{\"in\":1,", "{\"a\":\"usage\",\"b\":{\"in\":1}}", false)]
    public void What_was_cut_is_closed(string json, string mended, bool whole)
    {
        Assert.Equal(mended, Encoding.UTF8.GetString(JsonMending.Mend(Encoding.UTF8.GetBytes(json), out var isWhole)!));
        Assert.Equal(whole, isWhole);
    }

    [Fact]
    public void Invalid_utf8_is_shown_as_replacement_characters()
    {
        using var document = LenientJson.Parse("{\"a\":\"x"u8.ToArray().Concat(new byte[] { 0xC3, 0x28, 0xFF }).Concat("\"}"u8.ToArray()).ToArray(), out _);
        Assert.Equal("x\uFFFD(\uFFFD", document!.RootElement.Text("a"u8));
    }

    [Fact]
    public void Numbers_beyond_64_bits_are_unknown_and_not_wrong()
    {
        using var document = LenientJson.Parse(
            "{\"big\":12345678901234567890123456789,\"huge\":1e400,\"whole\":12.0,\"part\":1.5,\"minus\":-1,\"text\":\"5\"}"u8.ToArray(), out _);
        var root = document!.RootElement;
        Assert.Null(root.Count("big"u8));
        Assert.Equal(12345678901234567890123456789m, root.Number("big"u8));
        Assert.Null(root.Number("huge"u8));
        Assert.Equal(12, root.Count("whole"u8));
        Assert.Null(root.Count("part"u8));
        Assert.Null(root.Count("minus"u8));
        Assert.Null(root.Count("text"u8));
    }

    [Theory]
    [InlineData(LenientJson.MaxDepth, true)]
    [InlineData(LenientJson.MaxDepth + 1, false)]
    public void Nesting_is_read_down_to_the_bound(int depth, bool isRead)
    {
        using var document = LenientJson.Parse(Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth)), out _);
        Assert.Equal(isRead, document is not null);
    }

    private static void Walk(JsonElement element)
    {
        _ = element.AsText();
        _ = element.AsJson();
        _ = element.Member("a"u8);
        _ = element.Count("a"u8);
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Walk(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = JsonElements.NameOf(property);
                    Walk(property.Value);
                }

                break;
        }
    }
}

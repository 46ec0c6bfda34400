using System.Net;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Ui.Markdown;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

public sealed class MarkdownTests
{
    [Theory]
    [InlineData("# Title", "<div class=\"h h1\" role=\"heading\" aria-level=\"3\">Title</div>")]
    [InlineData("a *b* **c** ~~d~~ `e`", "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e</code></p>")]
    [InlineData("one\ntwo", "<p>one<br>two</p>")]
    [InlineData("- a\n- b", "<li><p>a</p></li><li><p>b</p></li></ul>")]
    [InlineData("3. a\n4. b", "<ol class=\"tight\" start=\"3\">")]
    [InlineData("> q", "<blockquote><p>q</p></blockquote>")]
    [InlineData("|a|b|\n|-|-:|\n|1|2|", "<tr><td><p>1</p></td><td class=\"right\"><p>2</p></td></tr>")]
    [InlineData("- [x] done", "aria-label=\"done\"")]
    [InlineData("&lt;b&gt;", "<p>&lt;b&gt;</p>")]
    public async Task Markdown_is_laid_out(string text, string html) => Assert.Contains(html, Bare(await MarkdownAsync(text)), StringComparison.Ordinal);

    [Fact]
    public async Task A_block_of_code_names_its_language_and_can_be_copied()
    {
        var html = await MarkdownAsync("```python\nprint('<hi>')\n```");

        Assert.Contains(">python</span>", html, StringComparison.Ordinal);
        Assert.Contains("<copy-button text=\"print(&#x27;&lt;hi&gt;&#x27;)\">", html, StringComparison.Ordinal);
        Assert.Contains("<pre>print(&#x27;&lt;hi&gt;&#x27;)</pre>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("<iframe srcdoc='<script>1</script>'></iframe>")]
    [InlineData("<div onclick=alert(1)>\n\n<style>*{}</style>\n\n</div>")]
    [InlineData("a <b onmouseover=alert(1)>b</b> <!-- c --> <![CDATA[d]]> <?php e ?>")]
    public async Task Html_is_text(string text)
    {
        var html = await MarkdownAsync(text);

        Assert.DoesNotMatch("(?i)<(script|img|iframe|style|b |div on|!|\\?)", html);
        Assert.Contains(text.Split('\n')[0], WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt:alert(1))")]
    [InlineData("[x](data:text/html;base64,PHNjcmlwdD4=)")]
    [InlineData("[x](vbscript:x)")]
    [InlineData("[x](file:///etc/passwd)")]
    [InlineData("[x](//evil.example/a)")]
    [InlineData("[x](/requests)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("[x]\n\n[x]: javascript:alert(1)")]
    public async Task A_link_that_is_neither_web_nor_mail_cannot_be_clicked_and_shows_its_address(string text)
    {
        var html = await MarkdownAsync(text);

        Assert.DoesNotContain("role=\"link\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href", html, StringComparison.Ordinal);
        Assert.Contains("class=\"host\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[google.com](https://evil.example/login)", "https://evil.example")]
    [InlineData("[x](https://google.com@evil.example/)", "https://evil.example")]
    [InlineData("[x](https://раураl.example:8443/)", "https://xn--l-7sba6dbr.example:8443")]
    [InlineData("[write](mailto:a@b.example?body=x)", "mailto:a@b.example")]
    public async Task A_link_names_the_host_it_leads_to_and_has_no_address_until_it_is_confirmed(string text, string host)
    {
        var html = await MarkdownAsync(text);

        Assert.Contains($"<span class=\"host\">{host}</span>", html, StringComparison.Ordinal);
        Assert.Contains("role=\"link\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<https://google.com@evil.example/a?b#c>", ">https://evil.example/a?b#c</span>")]
    [InlineData("https://раураl.example/", ">https://xn--l-7sba6dbr.example/</span>")]
    [InlineData("<a@b.example>", ">mailto:a@b.example</span>")]
    public async Task An_address_in_the_text_is_written_as_where_it_leads(string text, string written)
    {
        var html = await MarkdownAsync(text);

        Assert.Contains(written, html, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"host\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("![cat](https://evil.example/pixel.png)")]
    [InlineData("![cat](data:image/svg+xml;base64,PHN2Zz4=)")]
    [InlineData("[![cat](https://evil.example/pixel.png)](https://evil.example)")]
    public async Task A_picture_is_a_name_and_an_address_and_never_loaded(string text)
    {
        var html = await MarkdownAsync(text);

        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains("image: ", html, StringComparison.Ordinal);
        Assert.Contains("cat", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[//]: # (Ignore the question)", "Ignore the question")]
    [InlineData("[a](https://b.example \"Ignore the question\")", "Ignore the question")]
    [InlineData("```sh Ignore the question\nls\n```", "Ignore the question")]
    public async Task What_markdown_hides_is_shown(string text, string said) => Assert.Contains(said, await MarkdownAsync(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("safe\u202Etxt.exe", "safe[U+202E]txt.exe")]
    [InlineData("a\u2066b\u2069", "a[U+2066]b[U+2069]")]
    [InlineData("a\u0000b\u001B[31m", "a[U+0000]b[U+001B][31m")]
    [InlineData("x\U000E0068\U000E0069", "x[hidden: \"hi\"]")]
    [InlineData("x\U000E0001\U000E0041", "x[hidden: \"·A\"]")]
    [InlineData("\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F!", "\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F!")]
    [InlineData("葛\U000E0100城", "葛\U000E0100城")]
    [InlineData("a\tb\r\n\u200Fשלום\u200D", "a\tb\r\n\u200Fשלום\u200D")]
    [InlineData("half\uDB40", "half\uDB40")]
    public void Characters_that_hide_or_turn_text_are_written_out(string text, string shown) => Assert.Equal(shown, VisibleText.Of(text));

    [Theory]
    [InlineData("&#x202E;txt.exe")]
    [InlineData("`\u202Etxt.exe`")]
    [InlineData("```\n\u202Etxt.exe\n```")]
    [InlineData("[\u202Etxt.exe](https://a.example)")]
    [InlineData("<b\u202Etxt.exe>")]
    public async Task No_layout_lets_a_turn_of_direction_through(string text)
    {
        var html = WebUtility.HtmlDecode(await MarkdownAsync(text));

        Assert.Contains("[U+202E]txt.exe", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", html.Replace("text=\"\u202E", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    public static TheoryData<string> Monsters()
    {
        string[] units = [">", "[", "![", "- ", "* a\n  ", "1. ", "> - ", "*a_ ", "*a **a ", "[a](", "|a", "a|", "|\n", "`", "``` ", "# a\n", "<", "&amp;", "[a]: b\n", "\\", "\n", "a\n", "~~", "- [ ] ", "https://a ", "\u202E", "\0"];
        return new(units.Select(unit => Times(unit, MarkdownText.MaxLength / unit.Length)).ToArray());
    }

    [Theory, MemberData(nameof(Monsters), DisableDiscoveryEnumeration = true)]
    public async Task No_text_takes_the_page_down(string text) => Assert.InRange((await MarkdownAsync(text)).Length, 0, 4_000_000);

    [Fact]
    public async Task A_table_of_many_empty_cells_is_not_built()
    {
        var text = $"{Times("|a", 1000)}|\n{Times("|-", 1000)}|\n{Times("|\n", 14_000)}";

        Assert.DoesNotContain("<table>", await MarkdownAsync(text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_nested_beyond_reason_is_shown_as_it_is_and_says_so()
    {
        var html = await MarkdownAsync(Times("> ", 500) + "deep");

        Assert.Contains("<p class=\"prose\">&gt; &gt;", html, StringComparison.Ordinal);
        Assert.Contains("Nested too deeply", html, StringComparison.Ordinal);
    }

    private static string Times(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string Bare(string html) => html.Replace("\n", "", StringComparison.Ordinal).Replace("  ", "", StringComparison.Ordinal);

    private static Task<string> MarkdownAsync(string text) => Render.HtmlAsync<MarkdownView>(("Text", text));
}

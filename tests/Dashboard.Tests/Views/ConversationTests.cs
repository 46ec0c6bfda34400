using System.Net;
using System.Text.RegularExpressions;
using Observability.Dashboard.Exchanges;
using Observability.Domain.Formats;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

public sealed partial class ConversationTests
{
    [Fact]
    public async Task A_call_leads_to_its_result_and_the_result_to_its_call()
    {
        var html = await ConversationAsync(Turns(
            new("assistant", [new ToolCallPart("c1", "weather", "{\"city\":\"Bern\"}"), new ToolCallPart("c2", "time", "{}")]),
            new("tool", [new ToolResultPart("c2", "12:00")]),
            new("tool", [new ToolResultPart("c1", "{\"sky\":\"grey\"}")])));

        Assert.Equal(["result-2", "result-1", "call-1", "call-2"], Jump().Matches(html).Select(m => m.Groups[1].Value));
        Assert.Matches("id=\"result-2\"[^§]*result of</span>\\s*<strong class=\"mono\">weather</strong>", html);
        Assert.Contains("<span class=\"k\">\"city\"</span>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_without_ids_are_told_by_the_tools_name_in_their_order()
    {
        var html = await ConversationAsync(Turns(
            new("model", [new ToolCallPart(null, "look", "{}"), new ToolCallPart(null, "look", "{}")]),
            new("user", [new ToolResultPart("look", "first"), new ToolResultPart("look", "second")])));

        Assert.Equal(["result-1", "result-2", "call-1", "call-2"], Jump().Matches(html).Select(m => m.Groups[1].Value));
    }

    [Fact]
    public async Task A_result_whose_call_is_not_here_names_the_id_and_leads_nowhere()
    {
        var html = await ConversationAsync(Turns(new Message("tool", [new ToolResultPart("gone", "42")])));

        Assert.Contains("<span class=\"mono clip\">gone</span>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<jump-link", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_are_never_shown_without_the_calls_they_answer()
    {
        Message[] turns =
        [
            .. Enumerable.Range(0, 10).Select(i => new Message("user", [new TextPart($"turn {i}")])),
            new("assistant", [.. Enumerable.Range(0, 6).Select(i => new ToolCallPart($"c{i}", "look", "{}"))]),
            .. Enumerable.Range(0, 6).Select(i => new Message("tool", [new ToolResultPart($"c{i}", "seen")])),
        ];

        var html = await ConversationAsync(Turns(turns));

        Assert.Contains("10 earlier messages", html, StringComparison.Ordinal);
        Assert.Equal(12, Jump().Count(html));
    }

    [Fact]
    public async Task Reasoning_is_folded_and_tells_its_tokens_where_the_provider_counted_them()
    {
        var reading = Sample.Chat("?", "!") with { Output = [new("assistant", [new ReasoningPart("Hmm."), new TextPart("!")])] };

        Assert.Contains("<summary>Reasoning, 1,234 tokens</summary>", await ConversationAsync(reading, 1234), StringComparison.Ordinal);
        Assert.Contains("<summary>Reasoning, 4 characters</summary>", await ConversationAsync(reading, null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sources_are_numbered_and_their_links_ask_first()
    {
        var reading = Sample.Chat("?", "!") with
        {
            Output = [new("assistant", [new TextPart("As [1] says."), new CitationPart("A page", "https://a.example/x", "the words"), new CitationPart("A file", "doc_7", null)])],
        };

        var html = await ConversationAsync(reading);

        Assert.Contains("<ol class=\"sources\">", html, StringComparison.Ordinal);
        Assert.Contains("<span class=\"host\">https://a.example</span>", html, StringComparison.Ordinal);
        Assert.Contains("<span class=\"host\">doc_7</span>", html, StringComparison.Ordinal);
        Assert.Contains("the words", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vectors_files_refusals_and_unknown_parts_are_named()
    {
        var html = await ConversationAsync(Turns(new Message("assistant",
        [
            new VectorsPart(3, 1536), new MediaPart("audio", "audio/wav", null, 2048), new MediaPart("file", null, "file-abc", null),
            new RefusalPart("I can't."), new UnknownPart("{\"type\":\"odd\"}"),
        ])));

        foreach (var said in new[] { "3 × 1,536 vectors", "audio · audio/wav · 2.0 KB inline", "file-abc", "Refused.", "I can't.", "A part no format knows" })
        {
            Assert.Contains(said, html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Plain_shows_the_letters_as_they_are()
    {
        var html = await Render.HtmlAsync<ConversationView>(
            ("Detail", Sample.Detail(reading: Sample.Chat("?", "**bold**"))), ("Look", TextLook.Plain), ("LookHref", (Func<TextLook, string>)(l => $"/requests?text={l}")));

        Assert.Contains("<p class=\"prose\">**bold**</p>", html, StringComparison.Ordinal);
        Assert.Contains("aria-current=\"true\">Plain</a>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_are_shown_where_they_were_sent_and_those_of_no_message_apart()
    {
        var (png, gif) = (InlineImagesTests.Png, InlineImagesTests.Gif);
        var request = $$"""{"tool":"{{gif}}","messages":[{"url":"data:image/svg+xml;base64,{{png}}"},{"url":"data:image/png;base64,{{png}}"}]}""";
        var reading = Sample.Chat("?", "!") with
        {
            Input = [new("user", [new MediaPart("image", "image/svg+xml", null, 9_999), new MediaPart("image", "image/png", null, Convert.FromBase64String(png).Length)])],
        };
        var detail = Sample.Detail(reading: reading, request: request);

        var html = WebUtility.HtmlDecode(await Render.HtmlAsync<ConversationView>(("Detail", detail)));

        // The picture that calls itself SVG is a PNG, and is given as one or not at all.
        Assert.Equal([$"/exchanges/{detail.Row.Id}/request/images/1", $"/exchanges/{detail.Row.Id}/request/images/0", $"/exchanges/{detail.Row.Id}/request/images/2"], Source().Matches(html).Select(m => m.Groups[1].Value));
        Assert.Contains("image · image/svg+xml · 9.8 KB inline", html, StringComparison.Ordinal);
        Assert.Contains("2 images elsewhere in the bodies", html, StringComparison.Ordinal);
    }

    private static Reading Turns(params Message[] turns) => Sample.Chat("?", "Done.") with { Input = turns };

    private static async Task<string> ConversationAsync(Reading reading, long? reasoning = null) =>
        WebUtility.HtmlDecode(await Render.HtmlAsync<ConversationView>(("Detail", Sample.Detail(Sample.Row(r => r.ReasoningTokens = reasoning), reading))));

    [GeneratedRegex("<jump-link to=\"([^\"]+)\"")]
    private static partial Regex Jump();

    [GeneratedRegex("src=\"([^\"]+)\"")]
    private static partial Regex Source();
}

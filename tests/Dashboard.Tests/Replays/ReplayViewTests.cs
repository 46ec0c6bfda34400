using System.Net;
using Observability.Dashboard.Replays;
using Observability.Dashboard.Tests.Views;
using Observability.Domain.Formats;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Replays;

public sealed class ReplayViewTests
{
    [Fact]
    public async Task Figures_stand_beside_how_far_they_are_from_the_original_and_what_is_not_known_is_a_dash_with_its_reason()
    {
        var original = Sample.Row(r => r.CostUsd = 0.004m);
        var replay = Sample.Row(r => (r.CostUsd, r.FirstTokenUs, r.DurationUs, r.OutputTokens, r.OutputTokensPerSecond) = (0.001m, null, 3_412_000, 300, null));
        var html = WebUtility.HtmlDecode(await Render.HtmlAsync<AnswerFigures>(("Row", replay), ("Original", original)));
        Assert.Contains("""growth better"><span title="The original: $0.0040">−$0.0030<small>−75%</small></span>""", html, StringComparison.Ordinal);
        Assert.Contains("""growth worse"><span title="The original: 2.41 s">+1.00 s<small>+41%</small></span>""", html, StringComparison.Ordinal);
        Assert.Contains("""<span title="The original: 318">−18<small>−6%</small></span>""", html, StringComparison.Ordinal);
        Assert.Contains("""<span title="The original: 1,204">±0</span>""", html, StringComparison.Ordinal);
        Assert.Equal(2, Count(html, "title=\"One of the two is not known"));

        var waiting = WebUtility.HtmlDecode(await Render.HtmlAsync<AnswerFigures>(("Row", null), ("Original", original), ("Missing", "Being stored…")));
        Assert.Equal(Count(html, "<tr>"), Count(waiting, "<tr>"));
        Assert.Equal(12, Count(waiting, """title="Being stored…">"""));
        Assert.DoesNotContain("$0", waiting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_grows_is_drawn_in_pieces_that_stay_and_never_cut_a_character()
    {
        var text = string.Concat(Enumerable.Repeat("ab🪶", 1_500));
        var html = await Render.HtmlAsync<StreamedText>(("Text", text), ("Grows", true));
        Assert.Equal(3, Count(html, "<span>"));
        Assert.DoesNotContain("\uFFFD", html, StringComparison.Ordinal);
        Assert.Contains("The end of 120,000 characters", await Render.HtmlAsync<StreamedText>(("Text", new string('x', 120_000)), ("Grows", true)), StringComparison.Ordinal);
        Assert.Contains("Show more", await Render.HtmlAsync<StreamedText>(("Text", new string('x', 120_000)), ("Grows", false)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_is_drawn_with_its_reasoning_its_calls_and_what_hides_in_its_text()
    {
        IReadOnlyList<Message> said =
        [
            new("assistant", [new ReasoningPart("First, <b>the reeds</b>."), new TextPart("Herons \u202Eexe.txt"), new ToolCallPart("c1", "count", """{"of":"herons"}""")]),
            new("assistant", [new TextPart("Another choice.")]),
        ];
        var html = await Render.HtmlAsync<SpokenParts>(("Said", said), ("Grows", true));
        Assert.Contains("First, &lt;b&gt;the reeds&lt;/b&gt;.", html, StringComparison.Ordinal);
        Assert.Contains("Herons [U&#x2B;202E]exe.txt", html, StringComparison.Ordinal);
        Assert.Contains("<strong class=\"mono\">count</strong>", html, StringComparison.Ordinal);
        Assert.Contains("Choice 2 of 2", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_original_of_which_nothing_is_kept_says_so()
    {
        Assert.Contains("no answer is stored that could be read", await Render.HtmlAsync<OriginalColumn>(("Detail", Sample.Detail())), StringComparison.Ordinal);
        Assert.Contains("A queue.", await Render.HtmlAsync<OriginalColumn>(("Detail", Sample.Detail(reading: Sample.Chat("What?", "A queue.")))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_replay_sees_why_instead_of_the_way_there()
    {
        var id = Guid.Parse("01930000-0000-7000-8000-0000000000aa");
        Assert.Contains($"href=\"/replay/{id}\"", await Render.HtmlAsync<ReplayLink>(("Id", id), ("Access", (Access?)Access.Replay), ("Key", "r")), StringComparison.Ordinal);
        var refused = await Render.HtmlAsync<ReplayLink>(("Id", id), ("Access", (Access?)Access.Annotate));
        Assert.DoesNotContain("href", refused, StringComparison.Ordinal);
        Assert.Contains("Your account may read here, but not send requests", refused, StringComparison.Ordinal);
        Assert.Equal("", (await Render.HtmlAsync<ReplayLink>(("Id", id), ("Access", null))).Trim());
    }

    [Fact]
    public async Task At_the_most_columns_there_is_no_field_for_another()
    {
        var choices = new UpstreamChoices([new("openai", "openai", "/v1", true, ["gpt-4o"]), new("groq", "openai", "/openai/v1", false, [])]);
        IReadOnlyList<ReplayTarget> two = [new("openai", "gpt-4o"), new("groq", "a/b")];
        var open = WebUtility.HtmlDecode(await Render.HtmlAsync<ColumnChoice>(("Targets", two), ("Choices", choices), ("Most", 6)));
        Assert.Contains("""<option value="groq">groq · no credential stored</option>""", open, StringComparison.Ordinal);
        var full = await Render.HtmlAsync<ColumnChoice>(("Targets", two), ("Choices", choices), ("Most", 2));
        Assert.DoesNotContain("<select", full, StringComparison.Ordinal);
        Assert.Contains("2 answers beside each other are the most", full, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai/gpt-4o", "openai", "gpt-4o")]
    [InlineData("openrouter/anthropic/claude-sonnet-4", "openrouter", "anthropic/claude-sonnet-4")]
    [InlineData("tools", "tools", null)]
    [InlineData("tools/", "tools", null)]
    public void A_target_is_an_upstream_and_a_model_that_may_have_slashes(string text, string upstream, string? model) =>
        Assert.Equal(new ReplayTarget(upstream, model), ReplayTarget.Parse(text));

    [Fact]
    public void The_address_says_where_it_is_sent_and_reads_back_as_it_was_written()
    {
        var url = new ReplayUrl(Guid.CreateVersion7(), [new("openai", "gpt-4o"), new("or", "a/b c&d"), new("tools", null)]);
        Assert.Equal(url.To, ReplayUrl.Parse(url.Id, new Uri(new("http://here"), url.ToString()).Query).To);
        Assert.Equal([new("openai", "x")], ReplayUrl.Parse(url.Id, "?to=openai/x&to=openai/x&to=/y&to=").To);
        Assert.Equal($"/replay/{url.Id}", ReplayUrl.Of(url.Id).ToString());
    }

    private static int Count(string html, string piece) => html.Split(piece).Length - 1;
}

using System.Net;
using Observability.Dashboard.Conversations;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Tests.Views;
using Observability.Domain;
using Observability.Domain.Conversations;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Conversations;

public sealed class ConversationViewsTests
{
    [Theory]
    [InlineData("https://chat.example/", "7f0c1b1e-1111-4222-8333-444455556666", "https://chat.example/c/7f0c1b1e-1111-4222-8333-444455556666")]
    [InlineData("http://lan:3000/owui?x=1", "7f0c1b1e-1111-4222-8333-444455556666", "http://lan:3000/owui/c/7f0c1b1e-1111-4222-8333-444455556666")]
    [InlineData("https://chat.example", "temporary:7f0c1b1e", null)]
    [InlineData("https://chat.example", "local:7f0c1b1e", null)]
    [InlineData("https://chat.example", "channel:7f0c1b1e", null)]
    [InlineData("https://chat.example", "../admin", null)]
    [InlineData("javascript:alert(1)//", "7f0c1b1e-1111-4222-8333-444455556666", null)]
    [InlineData("chat.example", "7f0c1b1e-1111-4222-8333-444455556666", null)]
    [InlineData(null, "7f0c1b1e-1111-4222-8333-444455556666", null)]
    public void Only_chats_of_a_configured_open_webui_have_a_link_back(string? address, string session, string? href)
    {
        var settings = Settings.From(address is null ? new Dictionary<string, string>() : new() { ["OBSERVABILITY_OPENWEBUI_URL"] = address });

        Assert.Equal(href, OpenWebUIChat.Href(settings, session));
    }

    [Theory]
    [InlineData("7f0c1b1e")]
    [InlineData("a/b?c#d%2F é李 +&=")]
    [InlineData("<script>")]
    public void The_address_of_a_conversation_leads_to_it_whatever_it_is_called(string session)
    {
        var url = new ConversationUrl(session, new(Guid.CreateVersion7(), 20, new(Some.Noon, Guid.CreateVersion7())));

        Assert.Equal(url, ConversationUrl.Parse(new($"http://localhost:8788{url}")));
        Assert.Equal(new(session, ConversationPlace.End), ConversationUrl.Parse(new($"http://localhost:8788{ConversationUrl.Of(session, null)}?first=x&turn=y&before=z")));
    }

    [Fact]
    public void The_list_is_its_address()
    {
        var url = new ConversationsUrl(new(Some.Noon, Some.Noon.AddDays(1), "anna & ben"), new(Some.Noon, "a/b_c"));

        Assert.Equal((url, null), ConversationsUrl.Parse(new Uri($"http://localhost{url}").Query));
        Assert.Equal("/conversations", ConversationsUrl.Home.ToString());
        Assert.NotNull(ConversationsUrl.Parse("?after=nonsense").Problem);
        Assert.Null(ConversationCursor.Parse("0_AA"));
    }

    [Fact]
    public async Task A_turn_shows_what_is_new_and_folds_its_tools_and_what_went_on_behind_it()
    {
        var html = await TurnAsync(alternatives: false);

        Assert.Contains("When in Brest?", html, StringComparison.Ordinal);
        Assert.Contains("<p>At 06:12.</p>", html, StringComparison.Ordinal);
        Assert.Matches("<details class=\"fold steps\"><summary>\\s*1 step with tools:\\s*<span class=\"mono\">tide_table</span>", html);
        Assert.Contains("high water", html, StringComparison.Ordinal);
        Assert.Matches("<details class=\"fold calls\"><summary>\\s*1 in the background:\\s*<span class=\"kinds\">tags_generation</span>", html);
        Assert.Contains("2,408</span> → <span>636</span>", html.Replace(" title=\"\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"branches\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_branch_says_where_it_stands_and_what_is_different_in_it()
    {
        var html = await TurnAsync(alternatives: true);

        Assert.Matches("<nav class=\"branches\"[^>]*><span class=\"why\">original</span>", html);
        Assert.Contains(">1/2</span>", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/there/", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_turn_whose_bytes_were_not_read_shows_its_start_and_says_so()
    {
        var (shown, _) = SampleTurn(alternatives: false);

        var html = await DrawAsync(shown, null);

        Assert.Contains("What is a spool?", html, StringComparison.Ordinal);
        Assert.Contains("only its start is shown", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Earlier_messages_lead_to_where_they_were_seen_first()
    {
        var reading = Sample.Chat("And then?", "More.") with
        {
            Input = [new("user", [new TextPart("one")]), new("assistant", [new TextPart("two")]), new("user", [new TextPart("three")])],
        };
        var seen = Guid.CreateVersion7();

        var html = await Render.HtmlAsync<ConversationView>(("Detail", Sample.Detail(reading: reading) with { FirstSeenIn = seen }));

        Assert.Contains("2 earlier messages", html, StringComparison.Ordinal);
        Assert.Contains($"href=\"/requests?id={seen}\"", html, StringComparison.Ordinal);
        Assert.Contains("<p>three</p>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<p>two</p>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_yet_says_what_to_paste_with_the_readers_own_address()
    {
        var html = await Render.HtmlAsync<NoConversations>(("Ingest", "http://here:8787"));

        Assert.Contains("OPENAI_API_BASE_URL=http://here:8787/v1/", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/connect\"", html, StringComparison.Ordinal);
        Assert.Contains("{{CHAT_ID}}", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_strangers_text_in_a_list_is_text()
    {
        var sums = new ConversationSums(1, 0, 1, 0, 0, null, null, new(null, 0.5m, 1), new(null, null, 0));
        var row = new ConversationSummary("s/1", "<b>\u202Eevil</b>", null, Some.Noon, Some.Noon, Some.Noon, [new("<i>", null)], ["<u>"], sums);

        var html = await Render.HtmlAsync<ConversationTable>(("Rows", (IReadOnlyList<ConversationSummary>)[row]), ("UserHref", (Func<string, string>)(u => "/u")));

        Assert.DoesNotMatch("<b>|<i>|<u>|\u202E", html);
        Assert.Contains("href=\"/conversations/s%2F1\"", html, StringComparison.Ordinal);
        // Known, estimated and unpriced stand apart.
        Assert.Contains("≈ $0.5", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("+ ?", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    private static async Task<string> TurnAsync(bool alternatives)
    {
        var (shown, content) = SampleTurn(alternatives);
        return await DrawAsync(shown, content);
    }

    private static async Task<string> DrawAsync(ShownTurn shown, TurnContent? content) => WebUtility.HtmlDecode(await Render.HtmlAsync<TurnView>(
        ("Shown", shown), ("Number", 2), ("Content", content), ("BranchHref", (Func<Guid, string>)(id => $"/there/{id}")), ("Chosen", null)));

    private static (ShownTurn Shown, TurnContent Content) SampleTurn(bool alternatives)
    {
        Exchange[] rows =
        [
            Sample.Row(r => r.ToolCalls = ["tide_table"]),
            Sample.Row(r => r.StartedAt = r.StartedAt.AddSeconds(5)),
            Sample.Row(r => (r.StartedAt, r.Task) = (r.StartedAt.AddSeconds(9), "tags_generation")),
            Sample.Row(r => r.StartedAt = r.StartedAt.AddSeconds(60)),
        ];
        SessionExchange Narrow(int i, long? history, long? thread, long prompt) => new()
        {
            Id = rows[i].Id,
            StartedAt = rows[i].StartedAt,
            Task = rows[i].Task,
            CallsTools = rows[i].ToolCalls.Length > 0,
            Model = rows[i].ModelRequested,
            History = history,
            Thread = thread,
            Prompt = prompt,
        };
        var first = new SessionExchange { Id = Guid.CreateVersion7(), StartedAt = Sample.Noon.AddMinutes(-1), Thread = 1, Prompt = 1 };
        SessionExchange[] all = [first, Narrow(0, 1, 2, 2), Narrow(1, 2, 3, 2), Narrow(2, null, null, 9), .. alternatives ? [Narrow(3, 1, 5, 6)] : Array.Empty<SessionExchange>()];
        var tree = ConversationTree.Of(all);
        var turn = tree.TurnOf(rows[0].Id)!;
        StepContent[] steps =
        [
            new(rows[0].Id, [new("user", [new TextPart("When in Brest?")])], new("assistant", [new ToolCallPart("c1", "tide_table", "{}")]), true),
            new(rows[1].Id, [new("tool", [new ToolResultPart("c1", "high water")])], new("assistant", [new TextPart("At 06:12.")]), true),
        ];
        return (
            new(turn, tree.AlternativesOf(turn), rows.Take(3).ToDictionary(r => r.Id)),
            new(turn.Id, steps, ConversationParts.OfTurn("t-", []), 2));
    }
}

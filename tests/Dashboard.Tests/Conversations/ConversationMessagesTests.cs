using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Conversations;
using Observability.Dashboard.Exchanges;
using Observability.Domain.Formats;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Conversations;

public sealed class ConversationMessagesTests : IAsyncLifetime
{
    private DashboardHost _host = null!;
    private Guid _project;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(Ct);
        await using var db = Some.Db(_host.Database.DataSource);
        _project = (await db.Projects.SingleAsync(Ct)).Id;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_list_tells_the_title_who_took_part_and_what_chat_and_background_cost_apart()
    {
        await TidesAsync();

        var told = Assert.Single((await AskAsync(new ListConversations(ConversationFilter.All, null, 50))).Conversations);

        Assert.Equal(("🌊 Tides", "Why are there tides?"), (told.Title, told.FirstPrompt));
        Assert.Equal([new ConversationUser("anna", "anna by name")], told.Users);
        Assert.Equal(["gpt-4o", "gpt-4o-mini"], told.Models);
        Assert.Equal((8, 2, 5, 0, 0), (told.Sums.Requests, told.Sums.Background, told.Sums.Turns, told.Sums.Errors, told.Sums.Uncounted));
        Assert.Equal((800, 160), (told.Sums.InputTokens, told.Sums.OutputTokens));
        // Of gpt-4o-mini 0.15 and 0.60 a million, of gpt-4o 2.50 and 10.00.
        Assert.Equal(new Spend((5 * 0.000027m) + 0.00045m, null, 0), told.Sums.Chat);
        Assert.Equal(new Spend(2 * 0.000027m, null, 0), told.Sums.Tasks);
        Assert.Equal(TimeSpan.FromSeconds(72), told.EndedAt - told.FirstAt);
    }

    [Fact]
    public async Task What_has_no_price_is_counted_and_never_nothing()
    {
        var talk = new Talk(_project, "local");
        talk.Ask(null, "Hello?", "Hi.", model: "moss-7b");
        await talk.StoreAsync(_host.Database.DataSource, Ct);

        var told = (await AskAsync(new ListConversations(ConversationFilter.All, null, 50))).Conversations.Single();

        Assert.Equal((new Spend(null, null, 1), new Spend(null, null, 0)), (told.Sums.Chat, told.Sums.Tasks));
        Assert.Equal(("Hello?", null), (told.Name, told.Title));
    }

    [Fact]
    public async Task Pages_follow_each_other_and_repeat_nothing()
    {
        // Some at the same instant, so that the session has to decide too.
        for (var i = 0; i < 12; i++)
        {
            var talk = new Talk(_project, $"chat-{i}/ü") { Now = Some.Noon.AddMinutes(i / 4) };
            talk.Ask(null, "Hello?", "Hi.");
            await talk.StoreAsync(_host.Database.DataSource, Ct);
        }

        var seen = new List<ConversationSummary>();
        ConversationCursor? cursor = null;
        do
        {
            var page = await AskAsync(new ListConversations(ConversationFilter.All, cursor is null ? null : ConversationCursor.Parse(cursor.ToString()), 5));
            seen.AddRange(page.Conversations);
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(12, seen.Select(c => c.Session).Distinct().Count());
        Assert.Equal(12, seen.Count);
        Assert.Equal(seen.Select(c => c.LastAt).OrderDescending(), seen.Select(c => c.LastAt));
    }

    [Fact]
    public async Task Users_and_times_narrow_the_list_and_projects_see_only_their_own()
    {
        foreach (var (project, session, user, day) in new[] { (_project, "a", "anna", 0), (_project, "b", "ben", 1), (Guid.CreateVersion7(), "c", "anna", 0) })
        {
            var talk = new Talk(project, session, user) { Now = Some.Noon.AddDays(day) };
            talk.Ask(null, "Hello?", "Hi.");
            await talk.StoreAsync(_host.Database.DataSource, Ct);
        }

        Assert.Equal(["b", "a"], await SessionsAsync(ConversationFilter.All));
        Assert.Equal(["a"], await SessionsAsync(ConversationFilter.All with { User = "anna" }));
        Assert.Equal([], await SessionsAsync(ConversationFilter.All with { User = "' or true --" }));
        Assert.Equal(["b"], await SessionsAsync(ConversationFilter.All with { From = Some.Noon.AddHours(12) }));
        Assert.Equal(["a"], await SessionsAsync(ConversationFilter.All with { To = Some.Noon.AddHours(12) }));
        Assert.Null(await AskAsync(new OneConversation("c", ConversationPlace.End)));
        Assert.Null(await AskAsync(new ListTurns("c", null, 5)));

        async Task<IEnumerable<string>> SessionsAsync(ConversationFilter filter) =>
            (await AskAsync(new ListConversations(filter, null, 50))).Conversations.Select(c => c.Session);
    }

    [Fact]
    public async Task One_conversation_shows_the_branch_spoken_in_last_and_leads_to_the_others()
    {
        var (first, looked, edited, again) = await TidesAsync();

        var end = (await AskAsync(new OneConversation("tides", ConversationPlace.End)))!;
        Assert.Equal([first.Id, again.Id], end.Turns.Select(t => t.Turn.Id));
        Assert.Equal([looked.Id, edited.Id, again.Id], end.Turns[1].Alternatives.Select(t => t.Id));
        Assert.All(end.Turns, t => Assert.True(t.IsWhole));

        var there = (await AskAsync(new OneConversation("tides", ConversationPlace.End with { Through = looked.Id })))!;
        Assert.Equal([first.Id, looked.Id], there.Turns.Take(2).Select(t => t.Turn.Id));
        Assert.Equal((3, 2), (there.Turns.Count, there.Turns[1].Turn.Steps.Count));
        Assert.Equal(["title_generation", "tags_generation"], there.Turns[0].Turn.Background.Select(b => b.Task));
    }

    [Fact]
    public async Task Only_what_is_new_in_a_turn_is_read()
    {
        var (first, looked, _, _) = await TidesAsync();
        var detail = (await AskAsync(new OneConversation("tides", ConversationPlace.End with { Through = looked.Id })))!;

        var said = await AskAsync(new TurnContents([.. detail.Turns.Select(t => (IReadOnlyList<Guid>)[.. t.Turn.Steps.Select(s => s.Id)])]));

        Assert.Equal(detail.Turns.Select(t => t.Turn.Id), said.Select(s => s.Turn));
        Assert.Equal(("Why are there tides?", "Because of the moon."), (said[0].Steps[0].New.Single().Text, said[0].Steps[0].Answer!.Text));
        Assert.Equal(["user", "tool"], said[1].Steps.Select(s => s.New.Single().Role));
        Assert.Equal("When in Brest?", said[1].Steps[0].New.Single().Text);
        var call = said[1].Steps[0].Answer!.Parts.OfType<ToolCallPart>().Single();
        Assert.Equal(said[1].Steps[1].New.Single().Parts.Single(), said[1].Parts.ResultOf(call));
        Assert.Equal(first.Id, said[0].Turn);
    }

    [Fact]
    public async Task A_request_knows_where_the_messages_before_it_were_first_seen()
    {
        var (first, looked, _, _) = await TidesAsync();

        Assert.Equal(first.Id, (await AskAsync(new OneExchange(looked.Id, DetailReach.Panel)))!.FirstSeenIn);
        Assert.Null((await AskAsync(new OneExchange(first.Id, DetailReach.Panel)))!.FirstSeenIn);
    }

    [Fact]
    public async Task A_long_conversation_is_shown_page_by_page_and_grows_at_its_end()
    {
        var talk = new Talk(_project, "long");
        Talk.Said? last = null;
        for (var i = 0; i < 45; i++)
        {
            last = talk.Ask(last, $"Question {i}", $"Answer {i}");
        }

        await talk.StoreAsync(_host.Database.DataSource, Ct);

        Assert.Equal((20, 25, 45), await ShownAsync(ConversationPlace.End));
        Assert.Equal((0, 20, 45), await ShownAsync(ConversationPlace.End with { Through = talk.Exchanges[3].Row.Id }));
        Assert.Equal((10, 35, 45), await ShownAsync(ConversationPlace.End with { First = 10 }));
        Assert.Equal((20, 25, 45), await ShownAsync(ConversationPlace.End with { First = 4_000, Through = Guid.CreateVersion7() }));

        async Task<(int, int, int)> ShownAsync(ConversationPlace place)
        {
            var detail = (await AskAsync(new OneConversation("long", place)))!;
            return (detail.First, detail.Turns.Count, detail.Length);
        }
    }

    [Fact]
    public async Task A_list_among_two_hundred_thousand_exchanges_reads_those_it_sums_by_their_index()
    {
        Assert.SkipWhen(Quick.IsOn, Quick.Reason);
        var sample = Some.Exchange(_project, Some.Noon);
        await Some.StoreAsync(_host.Database.DataSource, [sample], Ct);
        await FillAsync(sample.Row.Id);

        var page = await AskAsync(new ListConversations(ConversationFilter.All, null, 50));
        Assert.Equal((50, 50), (page.Conversations.Count, page.Conversations[0].Sums.Requests));

        var plan = await PlanAsync();
        Assert.Contains("exchanges_session", plan.Replace("project_id_session_started_at_idx", "exchanges_session", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotMatch(@"Seq Scan on exchanges(?!_.*never executed)", plan);
    }

    // Fifty exchanges each in 4,000 conversations, all at once: one by one would be minutes.
    private async Task FillAsync(Guid like)
    {
        await using var names = _host.Database.DataSource.CreateCommand("select string_agg(column_name, ',' order by ordinal_position) from information_schema.columns where table_name = 'exchanges'");
        var columns = (string)(await names.ExecuteScalarAsync(Ct))!;
        var values = columns.Split(',').Select(c => c switch
        {
            "id" => "gen_random_uuid()",
            "session" => "'chat-' || n % 4000",
            "started_at" => "started_at + n * interval '0.1 second'",
            _ => c,
        });
        await using var fill = _host.Database.DataSource.CreateCommand(
            $"""
            insert into exchanges ({columns}) select {string.Join(',', values)} from exchanges, generate_series(1, 200000) n where id = '{like}';
            insert into conversations select project_id, session, min(started_at), max(started_at) from exchanges group by 1, 2;
            analyze exchanges; analyze conversations
            """);
        fill.CommandTimeout = 300;
        await fill.ExecuteNonQueryAsync(Ct);
    }

    // The statement as it was sent, explained.
    private async Task<string> PlanAsync()
    {
        var sent = new List<string>();
        await using var connection = await _host.Database.DataSource.OpenConnectionAsync(Ct);
        await using var load = new Npgsql.NpgsqlCommand("load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_analyze = on; set client_min_messages = log", connection);
        await load.ExecuteNonQueryAsync(Ct);
        connection.Notice += (_, notice) => sent.Add(notice.Notice.MessageText);
        var options = Microsoft.EntityFrameworkCore.NpgsqlDbContextOptionsBuilderExtensions.UseNpgsql(new DbContextOptionsBuilder<Domain.ObservabilityDb>(), connection).Options;
        await using var watched = new Domain.ObservabilityDb(options);
        await ConversationRows.ReadAsync(watched, _project, ConversationFilter.All, null, null, 51, Ct);
        return string.Join('\n', sent);
    }

    /// <summary>A first turn with title and tags; after it one with a tool and one more; the second edited, and answered again by another model.</summary>
    private async Task<(Talk.Said First, Talk.Said Looked, Talk.Said Edited, Talk.Said Again)> TidesAsync()
    {
        var talk = new Talk(_project, "tides");
        var first = talk.Ask(null, "Why are there tides?", "Because of the moon.");
        talk.Task("title_generation", """{ "title": "🌊 Tides" }""");
        talk.Task("tags_generation", """{ "tags": ["Sea"] }""");
        var looked = talk.AskWithTool(first, "When in Brest?", "At 06:12.");
        talk.Ask(looked, "Thanks!", "You are welcome.");
        var edited = talk.Ask(first, "When in Saint-Malo?", "At 06:40.");
        var again = talk.Ask(first, "When in Saint-Malo?", "At about seven.", model: "gpt-4o");
        await talk.StoreAsync(_host.Database.DataSource, Ct);
        return (first, looked, edited, again);
    }

    private Task<T> AskAsync<T>(IRequest<T> message) =>
        _host.App.Services.GetRequiredService<Messages>().SendAsync(new Caller(_project, Access.Read, "test") { SeesBodies = true }, message, Ct);
}

using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Tests.Revisions;
using Observability.Dashboard.Tests.Views;
using Observability.Domain.Conversations;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Dashboard.Tests;

/// <summary>What other exchanges have to do with one.</summary>
public sealed class RelatedTests : IAsyncLifetime
{
    private RevisionDesk _desk = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _desk = await RevisionDesk.OpenAsync(Ct);

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task Each_relation_is_found_and_nothing_of_another_project()
    {
        var it = Row(0, r => (r.Session, r.User, r.PromptHash) = ("chat", "anna", 7));
        var before = Row(-60, r => r.Session = "chat");
        var after = Row(60, r => r.Session = "chat");
        var task = Row(61, r => (r.Session, r.Task) = ("chat", "title_generation"));
        var question = Row(-120, r => r.PromptHash = 7);
        var hers = Row(3600, r => r.User = "anna");
        var hersLater = Row(30 * 3600, r => r.User = "anna");
        var replay = Row(5 * 86400, r => r.ReplayOf = it.Row.Id);
        var theirs = Row(1, r => (r.Session, r.User, r.PromptHash, r.ReplayOf, r.ProjectId) = ("chat", "anna", 7, it.Row.Id, Guid.CreateVersion7()));
        await StoreAsync(it, before, after, task, question, hers, hersLater, replay, theirs);

        Assert.Equal(
            [(Relation.Replay, replay), (Relation.Before, before), (Relation.After, after), (Relation.SamePrompt, question), (Relation.SameUser, hers)],
            await FoundAsync(it, [before, after, question, hers, replay, theirs, task, hersLater]));
        Assert.Equal([(Relation.ReplayOf, it)], await FoundAsync(replay, [it]));
    }

    [Fact]
    public async Task Hops_lead_to_each_other()
    {
        var outer = Row(0, r => (r.Relayed, r.DurationUs) = (true, 9_000_000));
        var inner = Row(1, r => r.HopOf = outer.Row.Id);
        var late = Row(30, r => r.HopOf = outer.Row.Id);
        await StoreAsync(outer, inner, late);
        Assert.Equal([(Relation.Hop, inner)], await FoundAsync(outer, [inner, late]));
        Assert.Equal([(Relation.HopOf, outer)], await FoundAsync(inner, [outer]));
    }

    [Fact]
    public async Task Of_many_the_nearest_are_told_in_order_and_that_there_are_more()
    {
        var it = Row(0, r => (r.Session, r.User) = ("chat", "anna"));
        var others = Enumerable.Range(1, 25).SelectMany(i => new[] { -i, i }).Select(s => Row(s, r => (r.Session, r.User) = ("chat", "anna"))).ToList();
        await StoreAsync([it, .. others]);
        var groups = await AskAsync(it.Row);
        Assert.Equal([Relation.Before, Relation.After, Relation.SameUser], groups!.Select(g => g.Relation));
        Assert.All(groups!, g => Assert.True(g.More));
        Assert.Equal(Enumerable.Range(-10, 10), groups![0].Rows.Select(Second));
        Assert.Equal(Enumerable.Range(1, 10), groups[1].Rows.Select(Second));
        Assert.Equal([-5, -4, -3, -2, -1, 1, 2, 3, 4, 5], groups[2].Rows.Select(Second));
    }

    [Fact]
    public async Task Another_projects_exchange_and_one_that_is_gone_have_none()
    {
        var theirs = Row(0, r => r.ProjectId = Guid.CreateVersion7());
        await StoreAsync(theirs);
        Assert.Null(await AskAsync(theirs.Row));
        Assert.Null(await AskAsync(Row(0, _ => { }).Row));
    }

    [Fact]
    public async Task The_view_links_each_and_leads_to_the_list_of_them()
    {
        var row = Sample.Row(r => r.Session = "a \"b\"");
        var line = new RelatedExchange(Guid.CreateVersion7(), Sample.Noon, "gpt-4o", null, ExchangeOutcome.Completed, 200, "stop", "<b>What</b> is it?");
        IReadOnlyList<RelatedGroup>? groups = [new(Relation.Before, [line], true), new(Relation.SamePrompt, [line], false)];
        var html = await Render.HtmlAsync<RelatedView>(
            ("Row", row), ("HrefOf", (Func<Guid, string>)(id => $"/requests?id={id}")),
            ("Ask", (Func<RelatedExchanges, CancellationToken, Task<IReadOnlyList<RelatedGroup>?>>)((_, _) => Task.FromResult<IReadOnlyList<RelatedGroup>?>(groups))));
        Assert.Contains($"href=\"/requests?id={line.Id}\"", html, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;What&lt;/b&gt; is it?", html, StringComparison.Ordinal);
        Assert.Contains("Earlier in the conversation", html, StringComparison.Ordinal);
        Assert.Contains("There are more", html, StringComparison.Ordinal);
        Assert.Contains("q=" + Uri.EscapeDataString("session:\"a \\\"b\\\"\""), html, StringComparison.Ordinal);
        Assert.Contains("among the nearest 10,000 requests on either side", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_related_and_a_failure_are_said_in_words()
    {
        Func<RelatedExchanges, CancellationToken, Task<IReadOnlyList<RelatedGroup>?>> nothing = (_, _) => Task.FromResult<IReadOnlyList<RelatedGroup>?>([]);
        Func<RelatedExchanges, CancellationToken, Task<IReadOnlyList<RelatedGroup>?>> broken = (_, _) => throw new TimeoutException();
        foreach (var (ask, said) in new[] { (nothing, "Nothing that was stored"), (broken, "role=\"alert\"") })
        {
            var html = await Render.HtmlAsync<RelatedView>(("Row", Sample.Row()), ("HrefOf", (Func<Guid, string>)(id => $"/{id}")), ("Ask", ask));
            Assert.Contains(said, html, StringComparison.Ordinal);
        }
    }

    private static int Second(RelatedExchange row) => (int)(row.StartedAt - Some.Noon).TotalSeconds;

    private ExchangeRecord Row(int second, Action<Exchange> change)
    {
        var record = Some.Exchange(_desk.Project, Some.Noon.AddSeconds(second));
        (record.Row.Session, record.Row.User) = (null, null);
        change(record.Row);
        record.Bodies.ProjectId = record.Row.ProjectId;
        return record;
    }

    private async Task StoreAsync(params ExchangeRecord[] all)
    {
        await Some.StoreAsync(_desk.Source, all, Ct);
        await using var db = Some.Db(_desk.Source);
        db.AddRange(all.Where(e => e.Row.Session is not null).GroupBy(e => (e.Row.ProjectId, e.Row.Session)).Select(g => new Conversation
        {
            ProjectId = g.Key.ProjectId,
            Session = g.Key.Session!,
            FirstAt = g.Min(e => e.Row.StartedAt),
            LastAt = g.Max(e => e.Row.StartedAt),
        }));
        await db.SaveChangesAsync(Ct);
    }

    private async Task<IReadOnlyList<RelatedGroup>?> AskAsync(Exchange row)
    {
        await using var db = Some.Db(_desk.Source);
        return await new RelatedExchangesHandler(db, _desk.Admin).Handle(new(row.Id, row.StartedAt), Ct);
    }

    private async Task<IEnumerable<(Relation, ExchangeRecord)>> FoundAsync(ExchangeRecord of, IReadOnlyList<ExchangeRecord> known) =>
        (await AskAsync(of.Row))!.SelectMany(g => g.Rows.Select(r => (g.Relation, known.Single(k => k.Row.Id == r.Id))));
}

using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Jobs;
using Observability.Dashboard.Tests.Revisions;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Upstreams;
using Observability.Testing;

namespace Observability.Dashboard.Tests;

/// <summary>A turn that comes through us on its way to Open WebUI and again from there to a provider.</summary>
public sealed class HopsTests : IAsyncLifetime
{
    private RevisionDesk _desk = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _desk = await RevisionDesk.OpenAsync(Ct);
        await using var db = Some.Db(_desk.Source);
        db.Add(new Upstream { Id = Guid.CreateVersion7(), Name = "openwebui", BaseUrl = "http://127.0.0.1:3000", Format = "openwebui", Source = "builtin", UpdatedAt = Some.Noon });
        await db.SaveChangesAsync(Ct);
    }

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task What_Open_WebUI_made_of_a_request_is_linked_to_it_once_and_for_all()
    {
        var outer = Row(0, 9_000, "openwebui", r => (r.Session, r.ThreadHash, r.PromptHash) = ("c1", 5, 7));
        var bySession = Row(1, 2_000, "openai", r => r.Session = "c1");
        var byThread = Row(2, 2_000, "ollama", r => (r.Session, r.ThreadHash) = (null, 5));
        var byPrompt = Row(3, 2_000, "ollama", r => (r.Session, r.PromptHash) = (null, 7));
        var otherSession = Row(2, 1_000, "openai", r => (r.Session, r.ThreadHash, r.PromptHash) = ("c2", 5, 7));
        var longer = Row(5, 20_000, "openai", r => r.Session = "c1");
        var before = Row(-1, 2_000, "openai", r => r.Session = "c1");
        var replay = Row(3, 1_000, "openai", r => (r.Session, r.PromptHash, r.ReplayOf) = (null, 7, Guid.CreateVersion7()));
        var list = Row(2, 10, "ollama", r => (r.Session, r.Endpoint, r.PromptHash) = (null, "models", 7));
        await StoreAsync(outer, bySession, byThread, byPrompt, otherSession, longer, before, replay, list);

        await RunAsync();
        var linked = await LinksAsync();
        Assert.Equal([bySession, byThread, byPrompt], linked.Where(l => l.HopOf == outer).Select(l => l.Id));
        Assert.Equal(3, linked.Count);

        // Again, and with one more candidate that is better: what is linked stays.
        var late = Row(0.5, 8_000, "openwebui", r => (r.Session, r.ThreadHash) = ("c9", 5));
        await StoreAsync(late);
        await RunAsync();
        Assert.Equal(linked, await LinksAsync());
    }

    [Fact]
    public async Task Of_several_requests_the_one_of_the_same_session_is_taken_then_the_same_thread_then_the_later()
    {
        var session = Row(0, 9_000, "openwebui", r => (r.Session, r.ThreadHash, r.PromptHash) = ("c1", 1, 7));
        var thread = Row(1, 9_000, "openwebui", r => (r.Session, r.ThreadHash, r.PromptHash) = (null, 5, 7));
        var prompt = Row(2, 7_000, "openwebui", r => (r.Session, r.ThreadHash, r.PromptHash) = (null, 2, 7));
        var a = Row(3, 1_000, "openai", r => (r.Session, r.ThreadHash, r.PromptHash) = ("c1", 5, 7));
        var b = Row(3, 1_000, "openai", r => (r.Session, r.ThreadHash, r.PromptHash) = (null, 5, 7));
        var c = Row(3, 1_000, "openai", r => (r.Session, r.ThreadHash, r.PromptHash) = (null, 3, 7));
        await StoreAsync(session, thread, prompt, a, b, c);
        await RunAsync();
        var links = (await LinksAsync()).ToDictionary(l => l.Id, l => l.HopOf);
        Assert.Equal((session, thread, prompt), (links[a], links[b], links[c]));
    }

    [Fact]
    public async Task Another_projects_rows_are_never_linked_and_an_upstream_it_hides_is_none()
    {
        var other = await RevisionDesk.AddProjectAsync(_desk.Source, "two", Ct);
        await using (var db = Some.Db(_desk.Source))
        {
            db.Add(new Upstream { Id = Guid.CreateVersion7(), ProjectId = other, Name = "openwebui", BaseUrl = "http://127.0.0.1:3001", Format = "openai", Source = "dashboard", UpdatedAt = Some.Noon });
            await db.SaveChangesAsync(Ct);
        }

        var outer = Row(0, 9_000, "openwebui", r => r.Session = "c1");
        var inner = Row(1, 1_000, "openai", r => (r.Session, r.ProjectId) = ("c1", other));
        var hidden = Row(0, 9_000, "openwebui", r => (r.Session, r.ProjectId) = ("c2", other));
        var direct = Row(1, 1_000, "openai", r => (r.Session, r.ProjectId) = ("c2", other));
        await StoreAsync(outer, inner, hidden, direct);
        await RunAsync();
        Assert.Empty(await LinksAsync());
    }

    [Fact]
    public async Task Both_sides_are_shown_and_a_sum_counts_the_inner_one()
    {
        var outer = Row(0, 9_000, "openwebui", r => r.Session = "c1");
        var inner = Row(1, 1_000, "ollama", r => r.Session = "c1");
        await StoreAsync(outer, inner);
        await RunAsync();
        await using var db = Some.Db(_desk.Source);
        var handler = new OneExchangeHandler(db, _desk.Admin, Settings.From(new Dictionary<string, string>()));
        var above = (await handler.Handle(new(outer, DetailReach.Panel), Ct))!;
        Assert.Equal([new Hop(inner, "gpt-4o-mini-2024-07-18", "ollama")], above.Hops);
        var html = await Render.HtmlAsync<HopLinks>(("Detail", above));
        Assert.Contains($"/requests?id={inner}", html, StringComparison.Ordinal);
        var below = (await handler.Handle(new(inner, DetailReach.Panel), Ct))!;
        Assert.Contains($"/requests?id={outer}", await Render.HtmlAsync<HopLinks>(("Detail", below)), StringComparison.Ordinal);
        Assert.Equal("1", await _desk.AskAsync($"select count(*) from exchanges e where {HopSql.NotCountedTwice}", Ct));
    }

    private readonly Dictionary<Guid, ExchangeRecord> _made = [];

    private Guid Row(double seconds, int milliseconds, string upstream, Action<Exchange> change)
    {
        var made = Some.Exchange(_desk.Project, Some.Noon.AddSeconds(seconds));
        (made.Row.Upstream, made.Row.DurationUs) = (upstream, milliseconds * 1_000L);
        change(made.Row);
        made.Bodies.ProjectId = made.Row.ProjectId;
        _made.Add(made.Row.Id, made);
        return made.Row.Id;
    }

    private Task StoreAsync(params Guid[] ids) => Some.StoreAsync(_desk.Source, ids.Select(i => _made[i]), Ct);

    private Task<long> RunAsync() => new HopsJob(_desk.Source, TimeProvider.System).RunAsync(Some.Noon.AddHours(-1), Ct);

    private async Task<List<(Guid Id, Guid HopOf)>> LinksAsync()
    {
        var links = new List<(Guid, Guid)>();
        await using var command = _desk.Source.CreateCommand("select id, hop_of from exchanges where hop_of is not null order by started_at, id");
        await using var reader = await command.ExecuteReaderAsync(Ct);
        while (await reader.ReadAsync(Ct))
        {
            links.Add((reader.GetGuid(0), reader.GetGuid(1)));
        }

        return links;
    }
}

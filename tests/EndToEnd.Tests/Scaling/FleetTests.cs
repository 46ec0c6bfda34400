using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Observability.Dashboard;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Live;
using Observability.EndToEnd.Tests.Faults;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Scaling;

/// <summary>Three ingests and two dashboards on one database (docs/scaling.md).</summary>
[Collection(nameof(Alone))]
public sealed class FleetTests(FleetTests.Running running) : IClassFixture<FleetTests.Running>
{
    private readonly Fleet _fleet = running.Fleet;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // All of the load is of one key and one model: the hottest there can be (F-44).
    [Fact]
    [Trait("Fault", "F-21")]
    [Trait("Fault", "F-44")]
    [Trait("Fault", "F-45")]
    public async Task Started_at_once_on_an_empty_database_and_losing_one_of_each_they_lose_no_call_and_every_sum_is_exact()
    {
        await using var seen = await SeenLive.StartAsync(_fleet, Ct);
        var loads = _fleet.Producers.Select(p => Load.Start(p, Ct)).ToList();
        await AnswersAsync(60);
        await _fleet.Dashboards[0].KillAsync(Ct);
        await AnswersAsync(60);
        await _fleet.Ingests[0].KillAsync(Ct);
        await _fleet.Ingests[0].StartAsync();
        await Fleet.UntilItServesAsync(_fleet.Producers[0], Ct);
        await _fleet.Dashboards[0].StartAsync();
        await AnswersAsync(60);
        await Task.WhenAll(loads.Select(l => l.StopAsync()));
        await _fleet.Dashboards[0].UntilReadyAsync(Ct);
        await _fleet.DrainAsync(Ct);

        var books = await _fleet.BooksAsync(Ct);
        books.NothingIsThereTwiceOrFromNowhere();
        books.WhatAClientGotToTheEndIsStoredWhole();
        // Whoever lost a dashboard, or another ingest, lost nothing.
        Assert.All(_fleet.Producers.Skip(1).SelectMany(p => p.Calls), call => Assert.True(call.IsFinished, $"{call.Status} {call.Error}"));
        await seen.HasSeenAsync(books.Stored);
        await BothDashboardsCountExactlyAsync();
        await EachFiringRanOnceAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Seen: {books.Calls.Count} calls of one key through three ingests, {books.Calls.Count(c => c.IsFinished)} finished, 0 lost, 0 twice; sums of both dashboards exact");
    }

    [Fact]
    public async Task A_key_made_at_one_dashboard_opens_every_ingest_and_revoked_at_the_other_it_opens_none_within_five_seconds()
    {
        using var made = await _fleet.Apis[0].PostAsJsonAsync("/api/v1/keys", new { name = "fleet", kind = "write" }, Ct);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Ct));
        var key = await made.Content.ReadFromJsonAsync<JsonElement>(Ct);
        await EveryIngestAnswersAsync(Text(key, "text"), HttpStatusCode.OK);

        using var revoked = await _fleet.Apis[1].DeleteAsync($"/api/v1/keys/{Text(key.GetProperty("key"), "id")}", Ct);
        Assert.True(revoked.IsSuccessStatusCode, await revoked.Content.ReadAsStringAsync(Ct));
        await EveryIngestAnswersAsync(Text(key, "text"), HttpStatusCode.Unauthorized);
    }

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;

    private Task EveryIngestAnswersAsync(string key, HttpStatusCode status) => Task.WhenAll(_fleet.Producers.Select(p =>
        Eventually.HoldsAsync(async () => (await p.AskAsync(Question.Short, key, Ct)).Status == status, TimeSpan.FromSeconds(5), $"every ingest answers {status}", Ct)));

    private Task AnswersAsync(int more)
    {
        var enough = _fleet.Producers.Select(p => (Producer: p, Finished: p.Finished + more)).ToList();
        return Eventually.HoldsAsync(() => enough.All(e => e.Producer.Finished >= e.Finished), RunProcess.Patience, $"{more} more calls of each are answered", Ct);
    }

    private async Task BothDashboardsCountExactlyAsync()
    {
        var said = await _fleet.AskAsync<string>("select concat_ws(' ', count(*), sum(output_tokens), trim_scale(sum(estimated_cost_usd))) from exchanges", Ct);
        foreach (var api in _fleet.Apis)
        {
            var usage = await api.GetFromJsonAsync<JsonElement>("/api/v1/usage?bucket=total", Ct);
            var sum = Assert.Single(usage.GetProperty("data").EnumerateArray());
            Assert.Equal(said, $"{sum.GetProperty("exchanges")} {sum.GetProperty("output_tokens")} {sum.GetProperty("estimated_cost_usd")}");
        }
    }

    // Of a run that was lost with its dashboard nobody knows when it ended.
    private async Task EachFiringRanOnceAsync() => Assert.Equal(0, await _fleet.AskAsync<long>(
        """
        select count(*) from job_runs a join job_runs b on a.job = b.job and a.id < b.id
        where a.outcome not in ('lost', 'idle') and b.outcome not in ('lost', 'idle')
            and tstzrange(a.started_at, coalesce(a.finished_at, 'infinity'), '[)') && tstzrange(b.started_at, coalesce(b.finished_at, 'infinity'), '[)')
        """,
        Ct));

    /// <summary>A fleet, started all at once on an empty database. Shared by the claims.</summary>
    public sealed class Running : IAsyncLifetime
    {
        private TestDatabase _database = null!;

        internal Fleet Fleet { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _database = await TestDatabase.CreateEmptyAsync(Ct);
            Fleet = await Fleet.CreateAsync(_database, ingests: 3, dashboards: 2, Ct);
            await Fleet.StartAsync(Ct);
        }

        public async ValueTask DisposeAsync()
        {
            await Fleet.DisposeAsync();
            await _database.DisposeAsync();
        }
    }

    // A live list of everything, as a dashboard's pages have it.
    private sealed class SeenLive(ExchangeFeed feed, ExchangeTail tail) : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<Guid, bool> _arrived = [];
        private HashSet<Guid> _before = [];
        private TailSubscription? _list;
        private volatile bool _missed;

        public static async Task<SeenLive> StartAsync(Fleet fleet, CancellationToken ct)
        {
            var feed = new ExchangeFeed(fleet.Database, TimeProvider.System, NullLogger<ExchangeFeed>.Instance);
            await feed.StartAsync(ct);
            await Eventually.HoldsAsync(() => feed.IsConnected, RunProcess.Patience, "the feed listens", ct);
            var seen = new SeenLive(feed, new(feed, _ => fleet.Database, TimeProvider.System, NullLogger<ExchangeTail>.Instance));
            await seen.SubscribeAsync(new(await fleet.AskAsync<Guid>("select id from projects", ct), Access.Read, "anna") { SeesBodies = true }, ct);
            seen._before = [.. (await fleet.BooksAsync(ct)).Stored];
            return seen;
        }

        // Rows from before the list was opened are on its first page; when it is told that it missed something, it reads that page anew.
        public Task HasSeenAsync(IReadOnlyList<Guid> stored) => Eventually.HoldsAsync(
            () => _missed || stored.All(id => _arrived.ContainsKey(id) || _before.Contains(id)), RunProcess.Patience, "the live list was told every row", Ct);

        public async ValueTask DisposeAsync()
        {
            _list?.Dispose();
            tail.Dispose();
            await feed.StopAsync(CancellationToken.None);
            feed.Dispose();
        }

        private async Task SubscribeAsync(Caller caller, CancellationToken ct)
        {
            _list = await tail.SubscribeAsync(caller, ExchangeFilter.All.Live, batch =>
            {
                _missed |= batch.Missed;
                foreach (var row in batch.Arrived)
                {
                    _arrived[row.Id] = true;
                }

                return Task.CompletedTask;
            }, ct);
        }
    }
}

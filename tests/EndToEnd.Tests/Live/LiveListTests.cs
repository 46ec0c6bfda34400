using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Observability.Dashboard;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Live;
using Observability.Domain.Exchanges;
using Observability.EndToEnd.Tests.Faults;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Live;

/// <summary>From a client's request through an ingest process and PostgreSQL to a live list.</summary>
[Collection(nameof(Alone))]
public sealed class LiveListTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<TailBatch> _mine = [];
    private readonly ConcurrentQueue<TailBatch> _others = [];
    private TestDatabase _database = null!;
    private Site _site = null!;
    private ExchangeFeed _feed = null!;
    private ExchangeTail _tail = null!;
    private TailSubscription _first = null!;
    private TailSubscription _second = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Quick.IsOn, Quick.Reason);
        _database = await TestDatabase.CreateAsync(Ct);
        _site = await Site.CreateAsync(_database, Ct);
        await _site.StartIngestAsync();
        await _site.WaitUntilItServesAsync(Ct);
        await _site.DrainAsync(Ct);
        _feed = new(_database.DataSource, TimeProvider.System, NullLogger<ExchangeFeed>.Instance);
        await _feed.StartAsync(Ct);
        await Eventually.HoldsAsync(() => _feed.IsConnected, Soon, "the feed listens", Ct);
        _tail = new(_feed, _ => _database.DataSource, TimeProvider.System, NullLogger<ExchangeTail>.Instance);
        _first = await SubscribeAsync(_tail, "stream:yes endpoint:chat", _mine);
        _second = await SubscribeAsync(_tail, "-stream:yes", _others);
    }

    public async ValueTask DisposeAsync()
    {
        _first.Dispose();
        _second.Dispose();
        _tail.Dispose();
        await _feed.StopAsync(CancellationToken.None);
        _feed.Dispose();
        await _site.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_request_is_seen_running_under_its_filter_while_it_streams_and_turns_into_its_row()
    {
        var id = Guid.CreateVersion7();
        using (var answer = await _site.Producer.OpenAsync(Question.Slow with { Tokens = 60 }, id, Ct))
        {
            await HoldsAsync(() => _mine.LastOrDefault()?.Running.Any(r => r.Id == id) == true, "it runs");
            await answer.Content.ReadAsByteArrayAsync(Ct);
        }

        await HoldsAsync(() => _mine.Any(b => b.Arrived.Any(r => r.Id == id && r.Outcome == ExchangeOutcome.Completed)), "it has arrived");
        await HoldsAsync(() => _mine.Last().Running.Count == 0, "it runs no more");
        Assert.Equal(1, _mine.Sum(b => b.Arrived.Count));
        Assert.DoesNotContain(_mine, b => b.Running.Any(r => r.Id == id) && b.Arrived.Any(r => r.Id == id));
        Assert.Empty(_others);
    }

    [Fact]
    public async Task What_ran_when_its_ingest_was_killed_is_an_interrupted_row_after_the_next_start_and_runs_no_more()
    {
        var id = Guid.CreateVersion7();
        using var answer = await _site.Producer.OpenAsync(Question.Slow with { Tokens = 2_000 }, id, Ct);
        await HoldsAsync(() => _mine.LastOrDefault()?.Running.Any(r => r.Id == id) == true, "it runs");
        await _site.Ingest!.KillAsync(Ct);
        await _site.StartIngestAsync();
        await HoldsAsync(() => _mine.Last().Running.Count == 0, "it runs no more");
        await HoldsAsync(() => _mine.Concat(_others).Any(b => b.Arrived.Any(r => r.Id == id && r.Outcome == ExchangeOutcome.Interrupted)), "it has arrived");
    }

    private async Task<TailSubscription> SubscribeAsync(ExchangeTail tail, string q, ConcurrentQueue<TailBatch> batches)
    {
        await using var command = _database.DataSource.CreateCommand("select id from projects");
        var project = (Guid)(await command.ExecuteScalarAsync(Ct))!;
        return await tail.SubscribeAsync(new Caller(project, Access.Read, "anna") { SeesBodies = true }, (ExchangeFilter.All with { Q = q }).Live, batch =>
        {
            batches.Enqueue(batch);
            return Task.CompletedTask;
        }, Ct);
    }

    private static Task HoldsAsync(Func<bool> condition, string claim) => Eventually.HoldsAsync(condition, Soon, claim, Ct);
}

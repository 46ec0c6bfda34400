using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Observability.Dashboard.Live;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Live;

/// <summary>Live lists over a real PostgreSQL.</summary>
public sealed class ExchangeTailTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly Guid _project = Guid.CreateVersion7();
    private TestDatabase _database = null!;
    private ExchangeFeed _feed = null!;
    private ExchangeTail _tail = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Ct);
        _feed = new(_database.DataSource, TimeProvider.System, NullLogger<ExchangeFeed>.Instance);
        _tail = new(_feed, _ => _database.DataSource, TimeProvider.System, NullLogger<ExchangeTail>.Instance);
        await _feed.StartAsync(Ct);
        await Eventually.HoldsAsync(() => _feed.IsConnected, Soon, "the feed listens", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _feed.StopAsync(CancellationToken.None);
        _tail.Dispose();
        _feed.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Each_of_three_lists_is_told_what_its_own_filter_keeps_and_nothing_twice()
    {
        using var all = await HearAsync("");
        using var mini = await HearAsync("model:gpt-4o-mini");
        using var others = await HearAsync("-model:gpt-4o-mini");
        var exchanges = Many(60, e => e.ModelRequested = "claude");
        foreach (var part in exchanges.Chunk(7))
        {
            await StoreAsync(part);
        }

        await all.HoldsAsync(h => h.Arrived.Count == 60, "all are told");
        await mini.HoldsAsync(h => h.Arrived.Count == 30, "half of them");
        await others.HoldsAsync(h => h.Arrived.Count == 30, "the other half");
        Assert.Equal(Ids(exchanges), all.Arrived.Order());
        Assert.Equal(Ids(exchanges), mini.Arrived.Concat(others.Arrived).Order());
        Assert.All(mini.Batches.SelectMany(b => b.Arrived), row => Assert.Equal("gpt-4o-mini", row.ModelRequested));
        Assert.False(all.Missed || mini.Missed || others.Missed);
    }

    [Fact]
    public async Task One_that_started_long_ago_arrives_and_those_of_other_projects_do_not()
    {
        using var heard = await HearAsync("");
        var late = Some.Exchange(_project, Now.AddDays(-40));
        await StoreAsync([Some.Exchange(Guid.CreateVersion7(), Now)]);
        await StoreAsync([late]);
        await heard.HoldsAsync(h => h.Arrived.Count > 0, "it is told");
        Assert.Equal([late.Row.Id], heard.Arrived);
    }

    [Fact]
    public async Task Words_are_found_in_what_was_said_headers_in_what_was_kept_and_users_by_their_names()
    {
        using var words = await HearAsync("\"dark side\" -input:cheese");
        using var previews = await HearAsync("output:384");
        using var headers = await HearAsync("header.content-type:application/json");
        using var names = await HearAsync("user:Anna");
        var (said, unsaid) = (Some.Exchange(_project, Now), Some.Exchange(_project, Now));
        await using (var db = Some.Db(_database.DataSource))
        {
            await Some.StoreAsync(
                _database.DataSource, [said with { Texts = ExchangeTexts.Of(said.Row, "How far is the moon, and what of its Dark Side?", "It is far.") }, unsaid], Ct);
            await db.ExchangeTexts.Where(t => t.Id == unsaid.Row.Id).ExecuteDeleteAsync(Ct);
        }

        await using (var connection = await _database.DataSource.OpenConnectionAsync(Ct))
        {
            await Ingested.TellAsync(connection, [said.Row, unsaid.Row], Ct);
        }

        await words.HoldsAsync(h => h.Arrived.Count == 1, "the words are found");
        await previews.HoldsAsync(h => h.Arrived.Count == 1, "where nothing else is kept previews are searched");
        await headers.HoldsAsync(h => h.Arrived.Count == 2, "headers are looked at");
        await names.HoldsAsync(h => h.Arrived.Count == 2, "names are looked up");
        Assert.Equal((said.Row.Id, unsaid.Row.Id), (words.Arrived[0], previews.Arrived[0]));
    }

    [Fact]
    public async Task A_commit_that_began_before_another_and_ends_after_it_is_told_too()
    {
        using var heard = await HearAsync("");
        var (slow, fast) = (Some.Exchange(_project, Now), Some.Exchange(_project, Now));
        await Some.StoreAsync(_database.DataSource, [slow], Ct);
        await using var connection = await _database.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await Ingested.TellAsync(connection, [slow.Row], Ct);
        await StoreAsync([fast]);
        await heard.HoldsAsync(h => h.Arrived.Count == 1, "the one that is committed is told");
        await transaction.CommitAsync(Ct);
        await heard.HoldsAsync(h => h.Arrived.Count == 2, "and the other one when it is");
        Assert.Equal([fast.Row.Id, slow.Row.Id], heard.Arrived);
    }

    [Fact]
    public async Task A_slow_list_holds_up_nobody_and_is_told_all_at_once_as_far_as_a_batch_goes()
    {
        var patience = new TaskCompletionSource();
        using var slow = await HearAsync("");
        slow.Then = _ => patience.Task;
        using var quick = await HearAsync("");
        var exchanges = Many(12, _ => { });
        foreach (var exchange in exchanges)
        {
            var seen = quick.Arrived.Count;
            await StoreAsync([exchange]);
            await quick.HoldsAsync(h => h.Arrived.Count > seen, "the quick one goes on");
        }

        Assert.Single(slow.Batches);
        patience.SetResult();
        await slow.HoldsAsync(h => h.Arrived.Count == 12, "it catches up");
        Assert.Equal(2, slow.Batches.Count);
        Assert.False(slow.Missed);
    }

    [Fact]
    public async Task A_list_that_is_behind_by_more_than_a_batch_holds_is_told_that_it_missed_something()
    {
        var patience = new TaskCompletionSource();
        using var slow = await HearAsync("");
        slow.Then = _ => patience.Task;
        using var quick = await HearAsync("");
        for (var i = 1; i <= 3; i++)
        {
            await StoreAsync(Many((TailSubscription.MostRows / 2) + 1, _ => { }));
            await quick.HoldsAsync(h => h.Arrived.Count == i * ((TailSubscription.MostRows / 2) + 1), "the quick one is told");
        }

        patience.SetResult();
        await slow.HoldsAsync(h => h.Missed, "the slow one is told to read anew");
        Assert.Equal((TailSubscription.MostRows / 2) + 1, slow.Arrived.Count);
        Assert.False(quick.Missed);
    }

    [Fact]
    public async Task Where_one_look_finds_too_much_every_list_reads_anew()
    {
        using var heard = await HearAsync("model:nothing");
        var exchanges = Enumerable.Range(0, Arrivals.MostAtOnce + 1).Select(_ => Some.Exchange(_project, Now).Row).ToList();
        await using var connection = await _database.DataSource.OpenConnectionAsync(Ct);
        await Ingested.TellAsync(connection, exchanges, Ct);
        await heard.HoldsAsync(h => h.Missed, "it is told to read anew");
    }

    [Fact]
    public async Task After_a_lost_connection_every_list_has_missed_something_and_goes_on()
    {
        using var heard = await HearAsync("");
        await using (var command = _database.DataSource.CreateCommand(
            "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and datname = current_database() and pid <> pg_backend_pid()"))
        {
            await command.ExecuteNonQueryAsync(Ct);
        }

        await heard.HoldsAsync(h => h.Missed, "it is told");
        var exchange = Some.Exchange(_project, Now);
        await StoreAsync([exchange]);
        await heard.HoldsAsync(h => h.Arrived.Contains(exchange.Row.Id), "it goes on");
    }

    [Fact]
    public async Task A_list_that_is_paused_is_told_nothing_and_then_that_it_missed_something()
    {
        using var heard = await HearAsync("");
        using var other = await HearAsync("");
        heard.Subscription.Pause();
        await StoreAsync([Some.Exchange(_project, Now)]);
        await other.HoldsAsync(h => h.Arrived.Count == 1, "the other one is told");
        Assert.Empty(heard.Batches);
        heard.Subscription.Resume();
        await heard.HoldsAsync(h => h.Missed, "it is told to read anew");
        Assert.Empty(heard.Arrived);
    }

    [Fact]
    public async Task A_list_that_was_the_only_one_and_paused_goes_on_where_it_resumes()
    {
        using var heard = await HearAsync("");
        heard.Subscription.Pause();
        await StoreAsync([Some.Exchange(_project, Now)]);
        heard.Subscription.Resume();
        await heard.HoldsAsync(h => h.Missed, "it is told to read anew");
        var exchange = Some.Exchange(_project, Now);
        await StoreAsync([exchange]);
        await heard.HoldsAsync(h => h.Arrived.Contains(exchange.Row.Id), "it goes on");
    }

    [Fact]
    public async Task A_list_that_fails_harms_nobody_and_has_missed_what_it_was_told()
    {
        using var failing = await HearAsync("");
        failing.Then = _ => failing.Batches.Count == 1 ? throw new InvalidOperationException("a page that breaks") : Task.CompletedTask;
        using var heard = await HearAsync("");
        await StoreAsync([Some.Exchange(_project, Now)]);
        await heard.HoldsAsync(h => h.Arrived.Count == 1, "the other one is told");
        await StoreAsync([Some.Exchange(_project, Now)]);
        await failing.HoldsAsync(h => h.Missed, "it is told to read anew");
        await heard.HoldsAsync(h => h.Arrived.Count == 2, "the other one goes on");
    }

    [Fact]
    public async Task What_runs_is_shown_under_its_filter_and_becomes_its_row()
    {
        using var mine = await HearAsync("model:gpt-4o-mini");
        using var others = await HearAsync("model:claude");
        var exchange = Some.Exchange(_project, Now);
        var running = await Ingested.RunAsync(_database.DataSource, exchange.Row, Now, Ct);
        await mine.HoldsAsync(h => h.Running.Contains(running.Id), "it runs");
        await using (var command = _database.DataSource.CreateCommand("delete from running_exchanges"))
        {
            await command.ExecuteNonQueryAsync(Ct);
        }

        await StoreAsync([exchange]);
        await mine.HoldsAsync(h => h.Arrived.Contains(running.Id) && h.Running.Count == 0, "it has arrived");
        Assert.All(mine.Batches, b => Assert.Empty(b.Running.Select(r => r.Id).Intersect(b.Arrived.Select(r => r.Id))));
        Assert.All(others.Batches, b => Assert.Empty(b.Running));
        Assert.Empty(others.Arrived);
    }

    [Fact]
    public async Task What_ran_when_its_ingest_fell_silent_is_not_shown()
    {
        using var heard = await HearAsync("");
        var running = await Ingested.RunAsync(_database.DataSource, Some.Exchange(_project, Now).Row, Now, Ct);
        await heard.HoldsAsync(h => h.Running.Contains(running.Id), "it runs");
        await using (var command = _database.DataSource.CreateCommand("update ingest_instances set seen_at = now() - interval '40 seconds'"))
        {
            await command.ExecuteNonQueryAsync(Ct);
        }

        await heard.HoldsAsync(h => h.Running.Count == 0, "nobody had to say so");
    }

    private Task<Heard> HearAsync(string q) => Heard.SubscribeAsync(_tail, _project, q, Ct);

    private Task StoreAsync(IReadOnlyList<ExchangeRecord> exchanges) => Ingested.StoreAsync(_database.DataSource, exchanges, Ct);

    // Every other one is changed.
    private List<ExchangeRecord> Many(int count, Action<Exchange> change)
    {
        var start = Now;
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var exchange = Some.Exchange(_project, start.AddMilliseconds(i));
            if (i % 2 == 1)
            {
                change(exchange.Row);
            }

            return exchange;
        })];
    }

    private static IEnumerable<Guid> Ids(IEnumerable<ExchangeRecord> exchanges) => exchanges.Select(e => e.Row.Id).Order();
}

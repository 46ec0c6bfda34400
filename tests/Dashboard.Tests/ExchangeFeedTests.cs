using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Observability.Dashboard.Languages;
using Observability.Dashboard.Live;
using Observability.Dashboard.Tests.Languages;
using Observability.Testing;

namespace Observability.Dashboard.Tests;

public sealed class ExchangeFeedTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly Guid _project = Guid.CreateVersion7();
    private TestDatabase _database = null!;
    private ExchangeFeed _feed = null!;
    private int _calls;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Ct);
        _feed = new(_database.DataSource, TimeProvider.System, NullLogger<ExchangeFeed>.Instance);
        await _feed.StartAsync(Ct);
        await Eventually.HoldsAsync(() => _feed.IsConnected, Soon, "the feed listens", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _feed.StopAsync(CancellationToken.None);
        _feed.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_hundred_arrivals_become_few_calls_and_the_last_is_not_lost()
    {
        using var subscription = _feed.Subscribe(_project, CountAsync);
        for (var i = 0; i < 100; i++)
        {
            await NotifyAsync(_project);
        }

        await Eventually.HoldsAsync(() => Volatile.Read(ref _calls) >= 1, Soon, "the subscriber is called", Ct);
        var seen = Volatile.Read(ref _calls);
        await NotifyAsync(_project);
        await Eventually.HoldsAsync(() => Volatile.Read(ref _calls) > seen, Soon, "an arrival after the last call is told", Ct);
        Assert.InRange(Volatile.Read(ref _calls), 2, 50);
    }

    [Fact]
    public async Task Arrivals_of_other_projects_are_not_told()
    {
        var theirs = 0;
        using var ours = _feed.Subscribe(_project, CountAsync);
        using var other = _feed.Subscribe(Guid.CreateVersion7(), () =>
        {
            Interlocked.Increment(ref theirs);
            return Task.CompletedTask;
        });
        await NotifyAsync(_project);
        await Eventually.HoldsAsync(() => Volatile.Read(ref _calls) == 1, Soon, "ours is called", Ct);
        Assert.Equal(0, Volatile.Read(ref theirs));
    }

    [Fact]
    public async Task After_a_lost_connection_everybody_is_called_once_to_catch_up()
    {
        using var subscription = _feed.Subscribe(_project, CountAsync);
        await using (var command = _database.DataSource.CreateCommand(
            "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and datname = current_database() and pid <> pg_backend_pid()"))
        {
            await command.ExecuteNonQueryAsync(Ct);
        }

        await Eventually.HoldsAsync(() => Volatile.Read(ref _calls) == 1, Soon, "the subscriber catches up", Ct);
        Assert.True(_feed.IsConnected);
    }

    [Fact]
    public async Task A_subscriber_is_called_in_the_language_it_subscribed_in()
    {
        var heard = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var subscriptions = new List<IDisposable>();
        foreach (var language in new[] { "es", "zh-Hans", "en" })
        {
            subscriptions.Add(await Reader.ReadsAsync(language, () => Task.FromResult(_feed.Subscribe(_project, () =>
            {
                heard[language] = Language.Current.Code;
                return Task.CompletedTask;
            }))));
        }

        await NotifyAsync(_project);
        await Eventually.HoldsAsync(() => heard.Count == 3, Soon, "all are called", Ct);
        subscriptions.ForEach(s => s.Dispose());
        Assert.All(heard, said => Assert.Equal(said.Key, said.Value));
    }

    [Fact]
    public async Task A_subscriber_that_fails_is_called_again_and_harms_nobody()
    {
        using var failing = _feed.Subscribe(_project, () => throw new InvalidOperationException("a page that breaks"));
        using var subscription = _feed.Subscribe(_project, CountAsync);
        await NotifyAsync(_project);
        await Eventually.HoldsAsync(() => Volatile.Read(ref _calls) == 1, Soon, "the other one is called", Ct);
        await NotifyAsync(_project);
        await Eventually.HoldsAsync(() => Volatile.Read(ref _calls) == 2, Soon, "and called again", Ct);
    }

    private Task CountAsync()
    {
        Interlocked.Increment(ref _calls);
        return Task.CompletedTask;
    }

    private async Task NotifyAsync(Guid project)
    {
        await using var command = _database.DataSource.CreateCommand("select pg_notify('exchanges_arrived', $1)");
        command.Parameters.Add(new() { Value = project.ToString() });
        await command.ExecuteNonQueryAsync(Ct);
    }
}

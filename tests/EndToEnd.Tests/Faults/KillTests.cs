using System.Globalization;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Faults;

/// <summary>kill -9 of the proxy, of PostgreSQL and of both, while calls are under way.</summary>
[Collection(nameof(Alone))]
public sealed class KillTests : IAsyncLifetime
{
    private static readonly int Kills = Thorough.Or(14, 500);

    private TestServer _server = null!;
    private TestDatabase _database = null!;
    private Site _site = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Quick.IsOn, Quick.Reason);
        _server = await TestServer.StartDurableAsync(Ct);
        _database = await _server.CreateDatabaseAsync(Ct);
        _site = await Site.CreateAsync(_database, Ct);
        await _site.StartIngestAsync();
        await _site.WaitUntilItServesAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _database.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    [Trait("Fault", "F-01")]
    [Trait("Fault", "F-16")]
    public async Task Killed_at_random_with_its_database_it_loses_no_call_and_stores_none_twice()
    {
        var load = Load.Start(_site.Producer, Ct);
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var dice = new Random(seed);
        var (proxies, servers) = (0, 0);
        for (var i = 0; i < Kills; i++)
        {
            await _site.WaitForAnswersAsync(dice.Next(1, 60), Ct);
            var victim = i == 0 ? 0 : i == 1 ? 1 : dice.Next(4);
            if (victim != 1)
            {
                await _site.Ingest!.KillAsync(Ct);
                proxies++;
            }

            if (victim is 1 or 3)
            {
                await _server.KillServerAsync(Ct);
                await _server.StartServerAsync(Ct);
                _database.DataSource.Clear();
                servers++;
            }

            if (victim != 1)
            {
                await _site.StartIngestAsync();
            }
        }

        await _site.WaitForAnswersAsync(20, Ct);
        await EndAsync(load, string.Create(CultureInfo.InvariantCulture, $"{proxies} kills of ingest and {servers} of PostgreSQL, at random points (seed {seed})"));
    }

    [Fact]
    [Trait("Fault", "F-02")]
    public async Task Killed_in_each_moment_that_hurts_most_it_loses_no_call_and_starts_again()
    {
        string[] moments =
        [
            "begin-written", "end-written", "segment-made", "segment-rolled", "batch-sent", "batch-committed", "bookmark-written", "segment-unneeded", "segment-deleted",
        ];
        var load = Load.Start(_site.Producer, Ct);
        for (var round = 0; round < Thorough.Or(1, 20); round++)
        {
            foreach (var moment in moments)
            {
                // Which time: the first of some moments is a start, the first of others an idle one.
                var times = moment is "segment-made" or "segment-rolled" ? 2 : moment.StartsWith("batch", StringComparison.Ordinal) ? 3 + round : 1 + round;
                await _site.StartIngestAsync(("OBSERVABILITY_FAIL_POINT", $"{moment}:{times}"), ("Spool__SegmentBytes", "65536"));
                await Eventually.HoldsAsync(() => _site.Ingest!.HasExited, RunProcess.Patience, $"it dies at {moment}", Ct);
                Assert.Equal(128 + 9, await _site.Ingest!.WaitForExitAsync(Ct));
            }
        }

        await _site.StartIngestAsync();
        await _site.WaitForAnswersAsync(20, Ct);
        await EndAsync(load, $"killed {Thorough.Or(1, 20)} times each at {string.Join(", ", moments)}");
    }

    private async Task EndAsync(Load load, string what)
    {
        await load.StopAsync();
        await _site.DrainAsync(Ct);

        // Once more in order, so that whatever would be delivered again after a start is there, too.
        Assert.Equal(0, await _site.StopIngestAsync(Ct));
        await _site.StartIngestAsync();
        await _site.WaitUntilItServesAsync(Ct);
        await _site.DrainAsync(Ct);
        var books = new Books(_site.Producer.Calls, _site.Provider.Ledger.Entries, await _site.RowsAsync(Ct));
        books.HoldAfterKills(what);
        Assert.Contains(books.Rows, row => row.Outcome == "interrupted");
    }
}

using Npgsql;
using Observability.Domain;
using Observability.EndToEnd.Tests.Faults;
using Observability.EndToEnd.Tests.Scaling;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Upgrades;

/// <summary>A database of an older schema, brought to this build's while calls go through.</summary>
/// <remarks>
/// <c>tools/rehearse-upgrade COMMIT</c> builds an older version and sets <c>OBSERVABILITY_TEST_OLD_BUILD</c> to its clone; then its programs fill the
/// database and write beside ours. Without it the older database is made by all migrations but the last, and filled by none.
/// </remarks>
[Collection(nameof(Alone))]
[Trait("Fault", "F-21")]
[Trait("Fault", "F-23")]
public sealed class UpgradeTests : IAsyncLifetime
{
    // Schema's own: what a host holds that migrates.
    private const long MigrationLock = 727100;

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string? OldBuild => Environment.GetEnvironmentVariable("OBSERVABILITY_TEST_OLD_BUILD");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Quick.IsOn, Quick.Reason);
        _database = await TestDatabase.CreateEmptyAsync(Ct);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task While_the_newest_migration_waits_and_runs_calls_go_through_and_afterwards_each_has_its_row()
    {
        await Schema.MigrateAsync(_database.DataSource, Schema.Migrations.SkipLast(1).ToList(), Ct);
        await using var fleet = await Fleet.CreateAsync(_database, ingests: 2, dashboards: 1, Ct);
        await fleet.Ingests[0].StartAsync();
        await fleet.Ingests[1].StartAsync();
        await fleet.Dashboards[0].StartAsync();
        await fleet.Dashboards[0].UntilReadyAsync(Ct);
        Assert.Equal(Schema.Migrations.Count, await fleet.AskAsync<long>("select count(*) from schema_migrations", Ct));
        await Task.WhenAll(fleet.Producers.Select(p => Fleet.UntilItServesAsync(p, Ct)));

        // The next upgrade: another host migrates, for as long as it likes, and locks what is written to.
        await fleet.Ingests[0].StopAsync(Ct);
        await using (var migrating = await MigrateForeverAsync())
        {
            await fleet.Ingests[0].StartAsync();
            await fleet.Ingests[1].KillAsync(Ct);
            await fleet.Ingests[1].StartAsync();
            await Task.WhenAll(fleet.Producers.Select(p => Fleet.UntilItServesAsync(p, Ct)));
            var load = fleet.Producers.Select(p => Load.Start(p, Ct)).ToList();
            await AnswersAsync(fleet, 40);
            foreach (var one in load)
            {
                Assert.All(await one.StopAsync(), call => Assert.True(call.IsFinished, $"{call.Status} {call.Error}"));
            }
        }

        await fleet.DrainAsync(Ct);
        await EveryAnswerHasItsRowAsync(fleet);
    }

    [Fact]
    public async Task Programs_of_an_older_version_write_on_beside_those_of_this_one_and_nothing_is_lost()
    {
        Assert.SkipWhen(OldBuild is null, "Needs an older version's programs: tools/rehearse-upgrade.");
        await using var fleet = await Fleet.CreateAsync(_database, ingests: 2, dashboards: 1, Ct);
        await Task.WhenAll(fleet.Ingests.Select(i => i.StartAsync(OldProgram("Ingest"))));
        await fleet.Dashboards[0].StartAsync(OldProgram("Dashboard"));
        await fleet.Dashboards[0].UntilReadyAsync(Ct);
        await Task.WhenAll(fleet.Producers.Select(p => Fleet.UntilItServesAsync(p, Ct)));
        var before = await fleet.AskAsync<long>("select count(*) from schema_migrations", Ct);

        // Dashboard first: it migrates while both old ingests write. Then one ingest after the other.
        var loads = fleet.Producers.Select(p => Load.Start(p, Ct)).ToList();
        await AnswersAsync(fleet, 40);
        await fleet.Dashboards[0].StopAsync(Ct);
        await fleet.Dashboards[0].StartAsync();
        await fleet.Dashboards[0].UntilReadyAsync(Ct);
        Assert.Equal(Schema.Migrations.Count, await fleet.AskAsync<long>("select count(*) from schema_migrations", Ct));
        TestContext.Current.TestOutputHelper?.WriteLine($"{before} migrations before, {Schema.Migrations.Count} after");
        await AnswersAsync(fleet, 40);
        foreach (var (ingest, producer) in fleet.Ingests.Zip(fleet.Producers))
        {
            await ingest.StopAsync(Ct);
            await ingest.StartAsync();
            await Fleet.UntilItServesAsync(producer, Ct);
        }

        await AnswersAsync(fleet, 40);
        await Task.WhenAll(loads.Select(l => l.StopAsync()));
        await fleet.DrainAsync(Ct);
        await EveryAnswerHasItsRowAsync(fleet);
    }

    private static string OldProgram(string project)
    {
        var ours = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(OldBuild!, "src", project, "bin", ours.Parent!.Name, ours.Name, $"Observability.{project}.dll");
    }

    private static Task AnswersAsync(Fleet fleet, int more)
    {
        var enough = fleet.Producers.Select(p => (Producer: p, Finished: p.Finished + more)).ToList();
        return Eventually.HoldsAsync(() => enough.All(e => e.Producer.Finished >= e.Finished), RunProcess.Patience, $"{more} more calls of each are answered", Ct);
    }

    private static async Task EveryAnswerHasItsRowAsync(Fleet fleet)
    {
        var books = await fleet.BooksAsync(Ct);
        books.NothingIsThereTwiceOrFromNowhere();
        books.WhatAClientGotToTheEndIsStoredWhole();
        TestContext.Current.TestOutputHelper?.WriteLine($"Seen: {books.Calls.Count(c => c.IsFinished)} calls finished while the schema changed, 0 lost, 0 twice");
    }

    // Ended by disposing it.
    private async Task<NpgsqlConnection> MigrateForeverAsync()
    {
        var connection = new NpgsqlConnection(_database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(
            $"select pg_advisory_lock({MigrationLock}); begin; lock table exchanges, exchange_bodies, keys in access exclusive mode", connection);
        await command.ExecuteNonQueryAsync(Ct);
        return connection;
    }
}

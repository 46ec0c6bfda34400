using Observability.Domain;
using Observability.Domain.Keys;
using Observability.Ingest.Configuration;
using Observability.Ingest.Keys;
using Observability.Testing;

namespace Observability.Ingest.Tests.Configuration;

public sealed class ConfigurationFeedTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private readonly string _folder = TestFolders.Create();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_stored_key_is_known_with_all_that_matters_of_it()
    {
        await using var database = await TestDatabase.CreateAsync(Stop);
        var project = await Stored.ProjectAsync(database.DataSource, Stop);
        var text = await Stored.KeyAsync(database.DataSource, project, Stop);
        await using var host = await ConfigurationHost.LoadedAsync(database.ConnectionString, _folder, Stop);
        var key = host.Keyring.Find(text);
        Assert.NotNull(key);
        Assert.Equal(new KnownKey(key.Id, project, KeyKind.Write, "ollama", null, null) { Alterations = KeyAlterations.DefaultsFor(KeyClient.Any) }, key);
    }

    [Fact]
    public async Task A_key_made_or_revoked_is_known_within_a_second()
    {
        await using var database = await TestDatabase.CreateAsync(Stop);
        await using var host = await ConfigurationHost.LoadedAsync(database.ConnectionString, _folder, Stop);
        var text = await Stored.KeyAsync(database.DataSource, Stop);
        await Eventually.HoldsAsync(() => host.Keyring.Find(text) is not null, Soon, "the new key is known", Stop);
        await Stored.RevokeAsync(database.DataSource, text, Stop);
        var start = TimeProvider.System.GetTimestamp();
        await Eventually.HoldsAsync(
            () => host.Keyring.Find(text)?.StandingAt(DateTimeOffset.MinValue) is KeyStanding.Revoked, Soon, "the key is revoked", Stop);

        // Announced changes take well under a second; five are promised, and the machine may be busy.
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_change_that_is_not_announced_is_found_by_the_clock()
    {
        await using var database = await TestDatabase.CreateAsync(Stop);
        await Stored.ExecuteAsync(database.DataSource, "drop trigger configuration_changed on keys", Stop);
        await using var host = await ConfigurationHost.LoadedAsync(database.ConnectionString, _folder, Stop, ("RELOAD_SECONDS", "1"));
        var text = await Stored.KeyAsync(database.DataSource, Stop);
        await Eventually.HoldsAsync(() => host.Keyring.Find(text) is not null, Soon, "the new key is known", Stop);
        await Stored.RevokeAsync(database.DataSource, text, Stop);
        await Eventually.HoldsAsync(() => host.Keyring.Find(text)!.RevokedAt is not null, Soon, "the key is revoked", Stop);
    }

    [Fact]
    public async Task Two_hosts_that_meet_an_empty_database_together_both_come_up()
    {
        await using var database = await TestDatabase.CreateEmptyAsync(Stop);
        await using var first = await ConfigurationHost.StartAsync(database.ConnectionString, _folder, Stop);
        await using var second = await ConfigurationHost.StartAsync(database.ConnectionString, _folder, Stop);
        await Eventually.HoldsAsync(
            () => first.Origin is ConfigurationOrigin.Database && second.Origin is ConfigurationOrigin.Database, Soon, "both have read it", Stop);
    }

    [Fact]
    public async Task A_database_that_is_lost_and_made_anew_is_migrated_again()
    {
        await using var database = await TestDatabase.CreateAsync(Stop);
        await using var host = await ConfigurationHost.LoadedAsync(database.ConnectionString, _folder, Stop, ("RELOAD_SECONDS", "1"));
        await Stored.ExecuteAsync(database.DataSource, "drop schema public cascade; create schema public", Stop);
        await Eventually.HoldsAsync(() => HasTableAsync(database, "keys"), Soon, "the tables are there again", Stop);
        var text = await Stored.KeyAsync(database.DataSource, Stop);
        await Eventually.HoldsAsync(() => host.Keyring.Find(text) is not null, Soon, "the new key is known", Stop);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_left_alone_and_the_host_serves_on()
    {
        await using var database = await TestDatabase.CreateAsync(Stop);
        var text = await Stored.KeyAsync(database.DataSource, Stop);
        await using (await ConfigurationHost.LoadedAsync(database.ConnectionString, _folder, Stop))
        {
        }

        await Stored.ExecuteAsync(
            database.DataSource, "insert into schema_migrations (name, checksum, duration_ms) values ('9999_future', 'x', 1)", Stop);
        await using var host = await ConfigurationHost.StartAsync(database.ConnectionString, _folder, Stop);
        await Eventually.HoldsAsync(
            () => host.LogLines.Any(l => l.StartsWith("Error: The database cannot be used: The database is newer", StringComparison.Ordinal)), Soon, "it is logged", Stop);
        Assert.Equal((ConfigurationOrigin.Snapshot, true), (host.Origin, host.Keyring.Find(text) is not null));
    }

    [Fact]
    public async Task Another_master_key_stops_the_host_with_a_sentence()
    {
        await using var database = await TestDatabase.CreateAsync(Stop);
        await using (await ConfigurationHost.LoadedAsync(database.ConnectionString, _folder, Stop))
        {
        }

        await using var host = await ConfigurationHost.StartAsync(
            database.ConnectionString, _folder, Stop, ("OBSERVABILITY_MASTER_KEY", Convert.ToBase64String(new byte[32])));
        await host.StoppedAsync(Stop).WaitAsync(Soon, Stop);
        var refusal = await Assert.ThrowsAsync<SettingException>(() => host.Feed.Outcome);
        Assert.StartsWith("The master key is not the one this database was first used with", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_stopped_has_nothing_to_complain_of()
    {
        await using var database = await TestDatabase.CreateAsync(Stop);
        var host = await ConfigurationHost.LoadedAsync(database.ConnectionString, _folder, Stop);
        var feed = host.Feed;
        await host.DisposeAsync();
        await feed.Outcome;
        Assert.True(feed.ExecuteTask!.IsCompleted);
    }

    private static async Task<bool> HasTableAsync(TestDatabase database, string table)
    {
        await using var command = database.DataSource.CreateCommand("select to_regclass($1) is not null");
        command.Parameters.Add(new() { Value = table });
        return (bool)(await command.ExecuteScalarAsync(Stop))!;
    }
}

using Observability.Testing;

namespace Observability.Domain.Tests;

public sealed class SchemaTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateEmptyAsync(Ct);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    [Trait("Fault", "F-21")]
    public async Task Of_three_hosts_that_start_at_once_one_migrates_and_the_others_find_it_done()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Schema.MigrateAsync(_database.DataSource, Ct)));
        Assert.Equal([0, 0, Schema.Migrations.Count], applied.Order());
    }

    [Fact]
    public async Task A_migration_that_changed_after_it_was_applied_is_refused_by_name()
    {
        await Schema.MigrateAsync(_database.DataSource, Ct);
        var changed = Schema.Migrations.Select((m, i) => i == 1 ? m with { Sql = m.Sql + "\n-- changed" } : m).Select(m => new Migration(m.Name, m.Sql)).ToList();
        await RefusedAsync(changed, $"Migration {Schema.Migrations[1].Name} was changed");
    }

    [Fact]
    [Trait("Fault", "F-23")]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        await Schema.MigrateAsync(_database.DataSource, [.. Schema.Migrations, new("9999_future", "select 1")], Ct);
        await RefusedAsync(Schema.Migrations, "The database is newer than this program: it has migration 9999_future");
    }

    [Fact]
    public async Task A_migration_this_build_has_lost_is_refused()
    {
        await Schema.MigrateAsync(_database.DataSource, Ct);
        await RefusedAsync([.. Schema.Migrations.Where((_, i) => i != 1)], $"The database has migration {Schema.Migrations[1].Name}, which this build does not know");
    }

    [Fact]
    public async Task A_migration_that_arrives_behind_its_successor_is_refused()
    {
        var (late, early) = (new Migration("9998_late", "select 1"), new Migration("9999_early", "select 1"));
        await Schema.MigrateAsync(_database.DataSource, [.. Schema.Migrations, early], Ct);
        await RefusedAsync([.. Schema.Migrations, late, early], "Migration 9998_late is missing from a database that already has");
    }

    [Fact]
    [Trait("Fault", "F-22")]
    public async Task A_migration_that_fails_leaves_nothing_of_itself_and_is_tried_again()
    {
        await Assert.ThrowsAsync<Npgsql.PostgresException>(
            () => Schema.MigrateAsync(_database.DataSource, [new("0001_broken", "create table half (); select 1 / 0")], Ct));
        Assert.Equal(1, await Schema.MigrateAsync(_database.DataSource, [new("0001_broken", "create table half ()")], Ct));
    }

    [Fact]
    public async Task A_day_gets_its_partitions_while_a_writer_is_at_work()
    {
        await Schema.MigrateAsync(_database.DataSource, Ct);
        await using var writer = await _database.DataSource.OpenConnectionAsync(Ct);
        await using var work = await writer.BeginTransactionAsync(Ct);
        await ExecuteAsync(writer, "lock table exchange_bodies, exchanges in row exclusive mode");

        await using var other = await _database.DataSource.OpenConnectionAsync(Ct);
        await ExecuteAsync(other, "set lock_timeout = '5s'");
        await ExecuteAsync(other, "select make_exchange_partitions('2026-03-14'), make_exchange_partitions('2026-03-14')");

        await using var made = new Npgsql.NpgsqlCommand(
            """
            select count(*) from pg_attribute part join pg_attribute whole using (attname)
            where part.attrelid = 'exchange_bodies_20260314'::regclass and whole.attrelid = 'exchange_bodies'::regclass and part.attnum > 0
                and (part.attstorage, part.attcompression, part.attnotnull) = (whole.attstorage, whole.attcompression, whole.attnotnull)
            """,
            other);
        Assert.Equal(10L, await made.ExecuteScalarAsync(Ct));
    }

    private static async Task ExecuteAsync(Npgsql.NpgsqlConnection connection, string sql)
    {
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private async Task RefusedAsync(IReadOnlyList<Migration> migrations, string because)
    {
        var refused = await Assert.ThrowsAsync<SettingException>(() => Schema.MigrateAsync(_database.DataSource, migrations, Ct));
        Assert.StartsWith(because, refused.Message, StringComparison.Ordinal);
    }
}

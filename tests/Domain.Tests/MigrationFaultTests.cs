using System.Globalization;
using Npgsql;
using Observability.Testing;

namespace Observability.Domain.Tests;

/// <summary>Migrations that race and die: the schema comes out as if nothing had happened.</summary>
public sealed class MigrationFaultTests : IAsyncLifetime
{
    // What tells two schemas apart: tables and views, columns, indexes, constraints, functions, triggers. Partitions are made by the day.
    private const string Catalogue =
        """
        select md5(string_agg(line, chr(10) order by line)) from (
            select concat_ws('|', 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attstorage, a.attcompression,
                    a.attgenerated, pg_get_expr(d.adbin, d.adrelid)) as line
                from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                left join pg_attrdef d on (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
                where c.relnamespace = 'public'::regnamespace and c.relname !~ '_\d{8}'
            union all select concat_ws('|', 'table', relname, relkind, relrowsecurity, relforcerowsecurity, reloptions)
                from pg_class where relnamespace = 'public'::regnamespace and relname !~ '_\d{8}'
            union all select 'index|' || indexdef from pg_indexes where schemaname = 'public' and tablename !~ '_\d{8}'
            union all select concat_ws('|', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
                from pg_constraint where connamespace = 'public'::regnamespace and conrelid::regclass::text !~ '_\d{8}'
            union all select 'function|' || pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace and prokind = 'f'
            union all select 'trigger|' || pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = t.tgrelid
                where not tgisinternal and c.relname !~ '_\d{8}') lines
        """;

    // The n-th statement is the last one its session does; it makes no difference to the schema, for its own session is gone with it.
    private const string Executioner =
        """
        create schema fault;
        create unlogged table fault.plan (die_at int not null);
        create sequence fault.done;
        insert into fault.plan values (0);
        create function fault.count() returns event_trigger language plpgsql as $$
        begin
            if nextval('fault.done') = (select die_at from fault.plan) then
                perform pg_terminate_backend(pg_backend_pid());
            end if;
        end $$;
        create event trigger fault on ddl_command_end execute function fault.count()
        """;

    private TestDatabase _database = null!;
    private TestDatabase _clean = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateEmptyAsync(Ct);
        _clean = await TestDatabase.CreateAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _clean.DisposeAsync();
    }

    [Fact]
    [Trait("Fault", "F-21")]
    public async Task Three_hosts_that_start_at_once_on_the_version_before_migrate_it_once()
    {
        var before = Schema.Migrations.Count - 1;
        Assert.Equal(before, await Schema.MigrateAsync(_database.DataSource, [.. Schema.Migrations.Take(before)], Ct));
        var applied = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Schema.MigrateAsync(_database.DataSource, Ct)));
        Assert.Equal([0, 0, 1], applied.Order());
        Assert.Equal(await AskAsync<string>(_clean, Catalogue), await AskAsync<string>(_database, Catalogue));
    }

    [Fact]
    [Trait("Fault", "F-22")]
    public async Task Killed_after_every_single_statement_the_migrations_end_in_the_same_schema()
    {
        await ExecuteAsync(Executioner);
        var kills = 0;
        for (var applied = 0; applied < Schema.Migrations.Count;)
        {
            // Each start gets one statement further than the last, and dies; a migration that is through starts the count again.
            for (var statement = 1; ; statement++)
            {
                await ExecuteAsync($"select setval('fault.done', 1, false); update fault.plan set die_at = {statement}");
                if (await TryMigrateAsync())
                {
                    break;
                }

                kills++;
                if (await AppliedAsync() is var now && now > applied)
                {
                    (applied, statement) = (now, 0);
                }
            }

            applied = await AppliedAsync();
        }

        await ExecuteAsync("drop event trigger fault; drop schema fault cascade");
        Assert.Equal(0, await Schema.MigrateAsync(_database.DataSource, Ct));
        Assert.Equal(await AskAsync<string>(_clean, Catalogue), await AskAsync<string>(_database, Catalogue));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Seen: {Schema.Migrations.Count} migrations, {kills} kills, one after each statement; the schema is that of the clean path"));
        Assert.True(kills > Schema.Migrations.Count);
    }

    private async Task<bool> TryMigrateAsync()
    {
        try
        {
            await Schema.MigrateAsync(_database.DataSource, Ct);
            return true;
        }
        catch (NpgsqlException)
        {
            _database.DataSource.Clear();
            return false;
        }
    }

    private async Task<int> AppliedAsync() =>
        await AskAsync<bool>(_database, "select to_regclass('schema_migrations') is not null")
            ? await AskAsync<int>(_database, "select count(*)::int from schema_migrations")
            : 0;

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static async Task<T> AskAsync<T>(TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Ct))!;
    }
}

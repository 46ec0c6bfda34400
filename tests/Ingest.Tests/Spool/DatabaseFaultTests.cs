using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Observability.Ingest.Prices;
using Observability.Ingest.Spool;
using Observability.Testing;

namespace Observability.Ingest.Tests.Spool;

/// <summary>Whatever a real PostgreSQL does to the writer: every exchange is a row once, and none is quarantined that it would take later.</summary>
public sealed class DatabaseFaultTests : IAsyncLifetime
{
    private const int Exchanges = 60;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private TestDatabase _database = null!;
    private TestSpool _spool = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Ct);
        _spool = await TestSpool.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _spool.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    [Trait("Fault", "F-16")]
    public async Task A_backend_ended_in_the_middle_of_its_batches_over_and_over_costs_nothing()
    {
        // Each batch takes a moment, so that it can be hit in the middle.
        await ExecuteAsync("""
            create function linger() returns trigger language plpgsql as $$ begin perform pg_sleep(0.02); return null; end $$;
            create trigger linger after insert on exchanges for each statement execute function linger()
            """);
        var times = Thorough.Or(8, 30);
        var hits = 0;
        using var writer = await StartWriterAsync(_spool, _database);
        for (var hit = 0; hit < times; hit++)
        {
            await AddAsync(_spool, Exchanges);
            var start = hits;
            await Eventually.HoldsAsync(
                async () => _spool.Counters.Backlog.Value == 0 || (hits += await EndBackendsAsync()) > start, Deadline, "a batch is under way and ended", Ct);
        }

        var all = times * Exchanges;
        await StoredAsync(_spool, all);
        await writer.StopAsync(Ct);
        Assert.True(hits > 0, "no batch was hit");
        Assert.Equal($"{all}/{all}/{all}", await CountsAsync(_database));
        Assert.Equal(0, _spool.Counters.Quarantined.Value);
        See($"{hits} batches cut in the middle; {all} of {all} rows, each once");
    }

    [Theory]
    [Trait("Fault", "F-18")]
    [InlineData(PostgresErrorCodes.TooManyConnections)]
    [InlineData(PostgresErrorCodes.DiskFull)]
    [InlineData(PostgresErrorCodes.OutOfMemory)]
    [InlineData(PostgresErrorCodes.SerializationFailure)]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.QueryCanceled)]
    [InlineData(PostgresErrorCodes.InsufficientPrivilege)]
    [InlineData(PostgresErrorCodes.IoError)]
    public async Task What_the_server_cannot_take_now_waits_and_is_stored_when_it_can(string code)
    {
        await ExecuteAsync($"""
            create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not now' using errcode = '{code}'; end $$;
            create trigger refuse before insert on exchanges for each statement execute function refuse()
            """);
        await AddAsync(_spool, Exchanges);
        using var writer = await StartWriterAsync(_spool, _database);
        await Eventually.HoldsAsync(() => _spool.Counters.WriterErrors.Value >= 2, Deadline, "it is refused and tries again", Ct);
        await ExecuteAsync("drop trigger refuse on exchanges");
        await StoredAsync(_spool, Exchanges);
        await writer.StopAsync(Ct);
        Assert.Equal(0, _spool.Counters.Quarantined.Value);
    }

    [Fact]
    [Trait("Fault", "F-18")]
    public async Task A_database_that_turns_read_only_is_waited_for()
    {
        using var writer = await StartWriterAsync(_spool, _database);
        await AddAsync(_spool, 1);
        await StoredAsync(_spool, 1);
        await TurnReadOnlyAsync("on");
        await AddAsync(_spool, Exchanges);
        await Eventually.HoldsAsync(() => _spool.Counters.WriterErrors.Value >= 2, Deadline, "it is refused and tries again", Ct);
        await TurnReadOnlyAsync("off");
        await StoredAsync(_spool, Exchanges + 1);
        await writer.StopAsync(Ct);
        Assert.Equal(0, _spool.Counters.Quarantined.Value);
    }

    [Fact]
    [Trait("Fault", "F-19")]
    public async Task Texts_that_PostgreSQL_refuses_are_stored_all_the_same()
    {
        string[] poison =
        [
            "NUL \0 and \\u0000", "\ud800 alone", "\"\\ud800\"", "1e400000", new string('[', 100_000), "\\u0000".PadLeft(9_000, 'x'), "\ufeff{}", "{\"a\":\"\\ud800\\u0000\"}",
        ];
        foreach (var text in poison)
        {
            var begin = Some.Begin(body: $$$"""{"model":"{{{text}}}","messages":[{"role":"user","content":"{{{text}}}"}],"metadata":{"n":1e400000}}""");
            Assert.True(await _spool.Spool.BeginAsync(begin));
            Assert.True(await _spool.Spool.EndAsync(Some.End(begin.Id, $$$"""{"choices":[{"index":0,"message":{"content":"{{{text}}}"}}],"usage":{"prompt_tokens":1e999}}""")));
        }

        using var writer = await StartWriterAsync(_spool, _database);
        await StoredAsync(_spool, poison.Length);
        await writer.StopAsync(Ct);
        Assert.Equal(0, _spool.Counters.Quarantined.Value);
    }

    [Fact]
    [Trait("Fault", "F-20")]
    public async Task The_same_files_fed_by_two_writers_at_once_are_one_row_each()
    {
        await AddAsync(_spool, Exchanges);
        await _spool.StopAsync();
        using var other = TestSpool.Closed();
        Directory.CreateDirectory(other.Options.Folder);
        foreach (var segment in _spool.Segments)
        {
            File.Copy(segment, Path.Combine(other.Options.Folder, Path.GetFileName(segment)));
        }

        await _spool.OpenAsync();
        await other.OpenAsync();
        using var first = await StartWriterAsync(_spool, _database);
        using var second = await StartWriterAsync(other, _database);
        await Task.WhenAll(StoredAsync(_spool, Exchanges), StoredAsync(other, Exchanges));
        await first.StopAsync(Ct);
        await second.StopAsync(Ct);
        Assert.Equal(Exchanges, _spool.Counters.Rows.Value + other.Counters.Rows.Value);
        Assert.Equal($"{Exchanges}/{Exchanges}/{Exchanges}", await CountsAsync(_database));
    }

    [Fact]
    [Trait("Fault", "F-26")]
    public async Task After_a_restore_what_was_not_stored_yet_comes_again_and_what_the_backup_has_comes_not_twice()
    {
        await AddAsync(_spool, Exchanges);
        using (var writer = await StartWriterAsync(_spool, _database))
        {
            await StoredAsync(_spool, Exchanges);
            await writer.StopAsync(Ct);
        }

        await using var backup = await _database.CopyAsync(Ct);

        // Stored after the backup was made: what a restore costs.
        await AddAsync(_spool, Exchanges);
        using (var writer = await StartWriterAsync(_spool, _database))
        {
            await StoredAsync(_spool, 2 * Exchanges);
            await writer.StopAsync(Ct);
        }

        await AddAsync(_spool, Exchanges);
        await _spool.KillAndReopenAsync();
        using (var writer = await StartWriterAsync(_spool, backup))
        {
            // In order: when the newest is stored, everything is that was waiting.
            await AddAsync(_spool, 1);
            await Eventually.HoldsAsync(() => _spool.Counters.Backlog.Value == 0, Deadline, "what waited is stored", Ct);
            await writer.StopAsync(Ct);
        }

        var rows = int.Parse((await CountsAsync(backup)).Split('/')[0], CultureInfo.InvariantCulture);
        Assert.InRange(rows, (2 * Exchanges) + 1, (3 * Exchanges) + 1);
        Assert.Equal($"{rows}/{rows}/{rows}", await CountsAsync(backup));
        See($"{Exchanges} before the backup, {Exchanges} after it, {Exchanges + 1} not stored yet: {rows} rows after the restore, each once; the rest is what a restore costs");
    }

    private static void See(string what) => TestContext.Current.TestOutputHelper?.WriteLine("Seen: " + what);

    private static async Task AddAsync(TestSpool spool, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await spool.AddAsync($"question {i}", $"answer {i}");
        }
    }

    private static async Task<ExchangeWriter> StartWriterAsync(TestSpool spool, TestDatabase database)
    {
        var writer = new ExchangeWriter(
            spool.Spool, database.DataSource, new CurrentPrices(NullLogger<CurrentPrices>.Instance), TimeProvider.System, NullLogger<ExchangeWriter>.Instance);
        await writer.StartAsync(Ct);
        return writer;
    }

    // A row that was committed although its answer was cut off counts as a duplicate the second time.
    private static Task StoredAsync(TestSpool spool, int count) => Eventually.HoldsAsync(
        () => spool.Counters.Rows.Value + spool.Counters.Duplicates.Value >= count && spool.Counters.Backlog.Value == 0,
        Deadline, $"{count} are stored ({spool.Spool.State})", Ct);

    private async Task<int> EndBackendsAsync()
    {
        await using var command = _database.DataSource.CreateCommand("""
            select count(pg_terminate_backend(pid))::int from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and (query like 'with added%' or query like 'copy arriving%') and state = 'active'
            """);
        return (int)(await command.ExecuteScalarAsync(Ct))!;
    }

    private async Task TurnReadOnlyAsync(string state)
    {
        var name = new NpgsqlConnectionStringBuilder(_database.ConnectionString).Database;
        await ExecuteAsync($"set transaction read write; alter database {name} set default_transaction_read_only = {state}");
        await ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        _database.DataSource.Clear();
    }

    private static async Task<string> CountsAsync(TestDatabase database)
    {
        await using var command = database.DataSource.CreateCommand(
            "select (select count(*) from exchanges) || '/' || (select count(*) from exchange_bodies) || '/' || (select count(*) from exchange_texts)");
        return (string)(await command.ExecuteScalarAsync(Ct))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }
}

using Npgsql;
using Observability.Dashboard.Jobs;
using Observability.Domain;
using Observability.Domain.Filters;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Jobs;

/// <summary>Days that are older than they are to be kept: who goes, who waits, and what a kill between the steps leaves.</summary>
public sealed class RetentionTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly Guid Project = Guid.CreateVersion7(Some.Noon);

    private readonly SpringTime _time = new();
    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Ct);
        await Some.StoreAsync(_database.DataSource, new[] { -40, -35, -10, 0 }.Select(Of), Ct);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Requests_and_bodies_go_apart_by_whole_days_and_the_horizon_goes_first()
    {
        await SumAsync();
        var report = await RunAsync(rows: 30, bodies: 5);
        Assert.Equal([Day(-10), Day(0)], await DaysAsync("exchanges"));
        Assert.Equal([Day(0)], await DaysAsync("exchange_bodies"));
        Assert.Equal([Day(0)], await DaysAsync("exchange_texts"));
        Assert.Equal(new(2026, 2, 8, 0, 0, 0, TimeSpan.Zero), await HorizonAsync());
        Assert.Equal(8, report.Rows);
        Assert.Contains("requests of 2026-02-02: 1 dropped", report.Note, StringComparison.Ordinal);
        Assert.Equal(new(0), await RunAsync(rows: 30, bodies: 5));
    }

    [Fact]
    public async Task Words_go_with_the_bodies_and_what_is_left_is_found_by_its_preview()
    {
        await SumAsync();
        await ExecuteAsync("update text_horizon set since = '-infinity'");
        await RunAsync(rows: 0, bodies: 5);
        Assert.Equal(1L, await AskAsync<long>("select count(*) from exchange_texts"));
        Assert.Equal(Some.Noon.AddDays(-5).Date, (await AskAsync<DateTime>("select since from text_horizon")).Date);
        await using var command = _database.DataSource.CreateCommand();
        var found = Filter.Parse("moon").Filter!;
        command.CommandText = $"select count(*) from exchanges e where {FilterSql.OverExchanges(found, Project, command.Parameters, new(Some.Noon.AddDays(-50), Some.Noon.AddDays(1)))}";
        Assert.Equal(4L, await command.ExecuteScalarAsync(Ct));
    }

    [Fact]
    public async Task Without_a_limit_everything_is_kept()
    {
        await SumAsync();
        Assert.Equal(new(0), await RunAsync(rows: 0, bodies: 0));
        Assert.Equal(4, (await DaysAsync("exchanges")).Count);
        Assert.Equal(4, (await DaysAsync("exchange_bodies")).Count);
    }

    [Fact]
    public async Task A_day_that_is_not_summed_yet_waits_with_those_after_it_and_the_run_says_so()
    {
        await SumAsync();
        await ExecuteAsync("insert into rollup_dirty (level, project_id, bucket) values (2, gen_random_uuid(), '2026-02-07 13:00Z')");
        var report = await RunAsync(rows: 3, bodies: 3);
        Assert.Equal([Day(-35), Day(-10), Day(0)], await DaysAsync("exchanges"));
        Assert.Equal(new(2026, 2, 3, 0, 0, 0, TimeSpan.Zero), await HorizonAsync());
        Assert.Contains("requests of 2026-02-07 wait: 1 of their sums are behind", report.Note, StringComparison.Ordinal);
        Assert.Equal([Day(0)], await DaysAsync("exchange_bodies"));
    }

    [Fact]
    [Trait("Fault", "F-24")]
    public async Task Nobody_waits_while_a_day_goes_that_somebody_still_reads()
    {
        await SumAsync();
        await using var reader = await _database.DataSource.OpenConnectionAsync(Ct);
        await using var reading = await reader.BeginTransactionAsync(Ct);
        await using (var read = new NpgsqlCommand("select count(*) from exchange_bodies", reader))
        {
            Assert.Equal(4L, await read.ExecuteScalarAsync(Ct));
        }

        var run = RunAsync(rows: 0, bodies: 36);
        await Eventually.HoldsAsync(async () => await AskAsync<bool>("select exists (select from pg_inherits where inhdetachpending)"), Soon, "a table is being detached", Ct);
        await Some.StoreAsync(_database.DataSource, [Of(0), Of(-10)], Ct);
        Assert.Equal(5L, await AskAsync<long>("select count(*) from exchange_bodies"));
        await reading.CommitAsync(Ct);
        Assert.Equal(2, (await run).Rows);
        Assert.Equal([Day(-35), Day(-10), Day(0)], await DaysAsync("exchange_bodies"));
    }

    [Fact]
    [Trait("Fault", "F-24")]
    public async Task A_detaching_that_was_broken_off_is_finished()
    {
        await SumAsync();
        await LeavePendingAsync("exchanges", Day(-40));
        await LeavePendingAsync("exchange_bodies", Day(-40));
        await RunAsync(rows: 36, bodies: 0);
        Assert.Equal([Day(-35), Day(-10), Day(0)], await DaysAsync("exchanges"));
        Assert.Equal([Day(-35), Day(-10), Day(0)], await DaysAsync("exchange_bodies"));
    }

    [Fact]
    [Trait("Fault", "F-24")]
    public async Task A_table_that_was_detached_and_not_dropped_is_dropped()
    {
        await SumAsync();
        await ExecuteAsync($"alter table exchanges detach partition exchanges_{Day(-40)}");
        Assert.Equal(3, (await RunAsync(rows: 36, bodies: 0)).Rows);
        Assert.Equal([Day(-35), Day(-10), Day(0)], await DaysAsync("exchanges"));
    }

    [Theory]
    [Trait("Fault", "F-25")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_late_exchange_of_a_day_half_gone_finds_its_place_and_the_next_run_takes_both_away(bool pending)
    {
        await SumAsync();
        if (pending)
        {
            await LeavePendingAsync("exchanges", Day(-40));
        }
        else
        {
            await ExecuteAsync($"alter table exchanges detach partition exchanges_{Day(-40)}");
        }

        await Some.StoreAsync(_database.DataSource, [Of(-40)], Ct);
        Assert.Equal(5L, await AskAsync<long>("select count(*) from exchanges"));
        await SumAsync();
        Assert.Equal(6, (await RunAsync(rows: 36, bodies: 0)).Rows);
        Assert.Equal(3L, await AskAsync<long>("select count(*) from exchanges"));
    }

    [Fact]
    [Trait("Fault", "F-25")]
    public async Task A_late_exchange_of_a_day_that_is_gone_is_stored_until_the_next_run()
    {
        await SumAsync();
        await RunAsync(rows: 30, bodies: 0);
        await Some.StoreAsync(_database.DataSource, [Of(-40)], Ct);
        Assert.Equal(3L, await AskAsync<long>("select count(*) from exchanges"));
        await SumAsync();
        await RunAsync(rows: 30, bodies: 0);
        Assert.Equal(2L, await AskAsync<long>("select count(*) from exchanges"));
        Assert.Equal(new(2026, 2, 8, 0, 0, 0, TimeSpan.Zero), await HorizonAsync());
    }

    private static Domain.Exchanges.ExchangeRecord Of(int days) => Some.Exchange(Project, Some.Noon.AddDays(days));

    private static string Day(int days) => Some.Noon.AddDays(days).ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);

    private Task<JobReport> RunAsync(int rows, int bodies) => new RetentionJob(_database.DataSource, Kept(rows, bodies), _time).RunAsync(Ct);

    private static Settings Kept(int rows, int bodies) => Settings.From(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["OBSERVABILITY_ROW_DAYS"] = $"{rows}",
        ["OBSERVABILITY_BODY_DAYS"] = $"{bodies}",
    });

    // As if the rollups had caught up.
    private Task SumAsync() => ExecuteAsync("delete from rollup_dirty");

    private async Task LeavePendingAsync(string parent, string day)
    {
        await using var reader = await _database.DataSource.OpenConnectionAsync(Ct);
        await using var reading = await reader.BeginTransactionAsync(Ct);
        await using (var read = new NpgsqlCommand($"select count(*) from {parent}", reader))
        {
            await read.ExecuteScalarAsync(Ct);
        }

        await using var connection = await _database.DataSource.OpenConnectionAsync(Ct);
        await using (var limit = new NpgsqlCommand("set lock_timeout = 100", connection))
        {
            await limit.ExecuteNonQueryAsync(Ct);
        }

        await using var detach = new NpgsqlCommand($"alter table {parent} detach partition {parent}_{day} concurrently", connection);
        await Assert.ThrowsAsync<PostgresException>(() => detach.ExecuteNonQueryAsync(Ct));
    }

    private async Task<IReadOnlyList<string>> DaysAsync(string parent)
    {
        var days = new List<string>();
        await using var command = _database.DataSource.CreateCommand(
            $"select right(relname, 8) from pg_class where relkind = 'r' and relname ~ '^{parent}_\\d{{8}}$' order by 1");
        await using var reader = await command.ExecuteReaderAsync(Ct);
        while (await reader.ReadAsync(Ct))
        {
            days.Add(reader.GetString(0));
        }

        return days;
    }

    private Task<DateTimeOffset> HorizonAsync() => AskAsync<DateTimeOffset>("select since from rollup_kept where level = 0");

    private async Task<T> AskAsync<T>(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        await reader.ReadAsync(Ct);
        return await reader.GetFieldValueAsync<T>(0, Ct);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    /// <summary>The real clock, set to a day in spring.</summary>
    private sealed class SpringTime : TimeProvider
    {
        private readonly TimeSpan _back = System.GetUtcNow() - Some.Noon;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - _back;
    }
}

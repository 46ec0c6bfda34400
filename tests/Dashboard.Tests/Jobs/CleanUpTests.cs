using System.Globalization;
using Microsoft.Extensions.Options;
using Observability.Dashboard.Jobs;
using Observability.Domain;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Jobs;

/// <summary>What is deleted beside the days of exchanges: old sums, runs, ingests, sessions.</summary>
public sealed class CleanUpTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new(Some.Noon);
    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(Ct);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Sums_by_minute_and_hour_go_in_time_behind_their_horizon_and_those_by_day_stay()
    {
        await SumsAsync("usage_by_minute", Some.Noon.AddDays(-4), RollupRetentionJob.BatchRows + 3);
        await SumsAsync("usage_by_minute", Some.Noon.AddDays(-2), 5);
        await SumsAsync("usage_by_hour", Some.Noon.AddDays(-401), 7);
        await SumsAsync("usage_by_hour", Some.Noon.AddDays(-399), 2);
        await SumsAsync("usage_by_day", Some.Noon.AddDays(-4000), 1);
        Assert.Equal(RollupRetentionJob.BatchRows + 10, await SumRetentionAsync());
        Assert.Equal("5 2 1", await AskAsync("select concat_ws(' ', (select count(*) from usage_by_minute), (select count(*) from usage_by_hour), (select count(*) from usage_by_day))"));
        Assert.Equal(
            "2026-03-11 12:00 2025-02-07 00:00",
            await AskAsync("select string_agg(to_char(since at time zone 'UTC', 'YYYY-MM-DD HH24:MI'), ' ' order by level) from rollup_kept where level in (1, 2)"));
    }

    [Fact]
    public async Task Hours_stay_as_long_as_something_of_them_is_to_be_summed()
    {
        await SumsAsync("usage_by_hour", Some.Noon.AddDays(-401), 7);
        await ExecuteAsync("insert into rollup_dirty (level, project_id, bucket) values (3, gen_random_uuid(), '2025-02-06')");
        Assert.Equal(0, await SumRetentionAsync());
        Assert.Equal("7", await AskAsync("select count(*)::text from usage_by_hour"));
    }

    [Fact]
    public async Task Runs_are_kept_up_to_a_number_and_good_ones_do_not_push_out_failures()
    {
        await ExecuteAsync(
            """
            insert into job_runs (id, job, instance, trigger, due_at, started_at, finished_at, outcome, attempt, times)
            select gen_random_uuid(), job, 'here', 'scheduled', at, at, at, case when n % 5 = 0 then 'failed' else 'done' end, 1, 1
            from unnest(array['a', 'b']) job, generate_series(1, 100) n, lateral (select now() - n * interval '1 minute' as at) t
            """);
        Assert.Equal(2 * 60, await CleanUpAsync(keep: 20));
        Assert.Equal("a done 20, a failed 20, b done 20, b failed 20", await AskAsync(
            "select string_agg(concat_ws(' ', job, outcome, n), ', ' order by job, outcome) from (select job, outcome, count(*) n from job_runs group by 1, 2) r"));
    }

    [Fact]
    public async Task Ingests_not_heard_of_for_a_month_and_sessions_of_dropped_days_go()
    {
        await ExecuteAsync(
            """
            insert into ingest_instances select gen_random_uuid(), 'i', at, at, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
                from unnest(array['2026-02-01 00:00Z', '2026-03-14 11:59Z']::timestamptz[]) at;
            insert into conversations values (gen_random_uuid(), 'old', '2026-01-01', '2026-01-31'), (gen_random_uuid(), 'kept', '2026-01-01', '2026-02-02');
            update rollup_kept set since = '2026-02-01' where level = 0
            """);
        Assert.Equal(2, await CleanUpAsync(keep: 10));
        Assert.Equal("1 kept", await AskAsync("select concat_ws(' ', (select count(*) from ingest_instances), (select string_agg(session, ' ') from conversations))"));
        Assert.Equal(0, await CleanUpAsync(keep: 10));
    }

    [Fact]
    public async Task What_ran_in_ingests_that_never_came_back_goes_after_a_day()
    {
        await ExecuteAsync(
            """
            insert into ingest_instances select gen_random_uuid(), to_char(at, 'DD'), at, at, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
                from unnest(array['2026-03-13 11:59Z', '2026-03-14 11:59Z']::timestamptz[]) at;
            insert into running_exchanges (instance_id, id, started_at, project_id, key_id, upstream, format, method, path, endpoint, stream, properties, request_bytes)
                select id, gen_random_uuid(), now(), id, id, name, '', '', '', '', false, '{}', 0
                from (select id, name from ingest_instances union all select gen_random_uuid(), 'unknown') i
            """);
        Assert.Equal(2, await CleanUpAsync(keep: 10));
        Assert.Equal("14", await AskAsync("select string_agg(upstream, ' ') from running_exchanges"));
    }

    private Task<long> SumRetentionAsync() =>
        new RollupRetentionJob(_database.DataSource, Settings.From(new Dictionary<string, string>(StringComparer.Ordinal)), _time).RunAsync(Ct);

    private Task<long> CleanUpAsync(int keep) => new CleanUpJob(_database.DataSource, Options.Create(new JobsOptions { KeepRuns = keep }), _time).RunAsync(Ct);

    private Task SumsAsync(string table, DateTimeOffset bucket, int count) => ExecuteAsync(
        $"""
        insert into {table} (project_id, cut, bucket, exchanges, tasks, errors, cache_hits, priced, unpriced, estimated, stalled, loads, prefills, decodes,
            duration_us, first_token_us, output_rate, overhead_us, longest_gap_us, load_us, prefill_us, decode_us, first_at, last_at,
            duration_histogram, first_token_histogram, output_rate_histogram, overhead_histogram, longest_gap_histogram)
        select gen_random_uuid(), 0, '{bucket.ToString("u", CultureInfo.InvariantCulture)}', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, now(), now(), '', '', '', '', ''
        from generate_series(1, {count})
        """);

    private async Task<string> AskAsync(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync(Ct))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }
}

using Observability.Domain.Filters;
using Observability.Domain.Rollups;
using Observability.Testing;

namespace Observability.Domain.Tests.Rollups;

/// <summary>What could make a run wrong, endless or idle.</summary>
[Trait("Fault", "F-49")]
public sealed class RollupRunTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Today = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);
    private static readonly RollupPace Hasty = new(TimeSpan.FromDays(30), TimeSpan.Zero, TimeSpan.Zero);

    private readonly ManualTimeProvider _time = new(Today.AddHours(12));
    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Ct);
        await Exchanges.MakeDaysAsync(_database.DataSource, Today.AddDays(-3), Today.AddDays(1), Ct);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_run_ends_and_sums_hours_however_often_the_minute_of_now_is_written()
    {
        await Exchanges.AddAsync(_database.DataSource, Today.AddHours(9), 100, TimeSpan.FromSeconds(30), Ct);

        // Each time a step has summed minutes, one of them is written again.
        await Exchanges.ExecuteAsync(
            _database.DataSource,
            """
            create table written_again (n int);
            create function write_again() returns trigger language plpgsql as $$
            begin
                insert into rollup_dirty (level, project_id, bucket, marked_at) select 1, $a$00000000-0000-0000-0000-0000000000a1$a$, '2026-11-22T11:59:00Z', clock_timestamp();
                return null;
            end $$;
            create trigger write_again after insert on usage_by_minute for each statement execute function write_again()
            """,
            Ct);
        var done = await new RollupRun(_database.DataSource, _time, Hasty).RunAsync(Ct).WaitAsync(TimeSpan.FromSeconds(60), Ct);
        Assert.Equal(50, done.Minutes);
        Assert.Equal(1, done.Hours);
    }

    [Fact]
    public async Task While_writers_write_and_two_runs_race_every_answer_is_what_is_there_and_in_the_end_so_are_the_tables()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var writers = Enumerable.Range(0, 4).Select(w => WriteAsync(w, 60)).ToList();
        var runs = Enumerable.Range(0, 2).Select(_ => RunUntilAsync(stop.Token)).ToList();
        var query = new UsageQuery([Today.AddDays(-3), Today.AddHours(1), Today.AddHours(9.5), Today.AddDays(1)], Dimension.Model) { Top = new(3, UsageMeasure.Cost) };
        var all = Task.WhenAll(writers);
        var answers = 0;
        while (!all.IsCompleted || answers == 0)
        {
            await IsOfOneMomentAsync(query);
            answers++;
        }

        await all;
        await stop.CancelAsync();
        await Task.WhenAll(runs);
        _time.Advance(TimeSpan.FromDays(2));
        await new RollupRun(_database.DataSource, _time, Hasty).RunAsync(Ct);
        Assert.Equal(4 * 60 * 5L, await Exchanges.ScalarAsync<long>(_database.DataSource, "select count(*) from exchanges", Ct));
        Assert.Empty(await RawTables.DifferencesAsync(_database.DataSource, Ct));
    }

    [Fact]
    public async Task What_was_dropped_is_told_by_its_sums_as_far_as_they_tell_it()
    {
        await Exchanges.AddAsync(_database.DataSource, Today.AddDays(-2), 2_000, TimeSpan.FromSeconds(97), Ct);
        await new RollupRun(_database.DataSource, _time, Hasty).RunAsync(Ct);

        // Rows go up to today, minutes up to yesterday evening, hours up to yesterday: each level reaches further back than the one below.
        await Exchanges.ExecuteAsync(
            _database.DataSource,
            """
            create table remembered as select * from exchanges;
            update rollup_kept set since = '2026-11-22' where level = 0;
            update rollup_kept set since = '2026-11-21T20:00:00Z' where level = 1;
            update rollup_kept set since = '2026-11-21' where level = 2;
            truncate exchanges_20261120, exchanges_20261121;
            delete from usage_by_minute where bucket < '2026-11-21T20:00:00Z';
            delete from usage_by_hour where bucket < '2026-11-21';
            """,
            Ct);
        await new RollupRun(_database.DataSource, _time, Hasty).RunAsync(Ct);
        await TellsAsync([Today.AddDays(-2), Today.AddDays(-1), Today.AddHours(-3), Today.AddHours(-2.5), Today.AddDays(1)], null);
        await TellsAsync([Today.AddDays(-2), Today.AddDays(-1), Today.AddHours(-3), Today.AddHours(-2.5).AddSeconds(30), Today.AddDays(1)], new(Today.AddHours(-2.5), Today.AddHours(-2.5).AddMinutes(1)));
        await TellsAsync([Today.AddDays(-1.5), Today.AddDays(-1), Today.AddDays(1)], new(Today.AddDays(-1.5), Today.AddDays(-1)));
        await TellsAsync([Today.AddHours(-20.5), Today.AddHours(-20), Today.AddDays(1)], new(Today.AddHours(-20.5), Today.AddHours(-20)));

        // Late for a day that is gone: its sums stay what they were.
        await Exchanges.AddAsync(_database.DataSource, Today.AddDays(-2), 3, TimeSpan.FromSeconds(1), Ct);
        await new RollupRun(_database.DataSource, _time, Hasty).RunAsync(Ct);
        await TellsAsync([Today.AddDays(-2), Today.AddDays(-1), Today.AddDays(1)], null);
    }

    [Fact]
    public async Task Minutes_older_than_are_kept_are_summed_by_their_hours()
    {
        await Exchanges.AddAsync(_database.DataSource, Today.AddDays(-3), 500, TimeSpan.FromSeconds(300), Ct);
        await new RollupRun(_database.DataSource, _time, Hasty with { MinutesKept = TimeSpan.FromHours(24) }).RunAsync(Ct);
        Assert.Equal(0L, await Exchanges.ScalarAsync<long>(_database.DataSource, "select count(*) from usage_by_minute where bucket < '2026-11-21T12:00:00Z'", Ct));
        await Exchanges.ExecuteAsync(_database.DataSource, "update exchanges set cost_usd = cost_usd * 2", Ct);
        var query = new UsageQuery(Buckets.Bounds(Today.AddDays(-3), Today.AddDays(1), BucketStep.Hour, TimeZoneInfo.Utc), Dimension.User);
        await IsOfOneMomentAsync(query);
        await new RollupRun(_database.DataSource, _time, Hasty with { MinutesKept = TimeSpan.FromHours(24) }).RunAsync(Ct);
        await IsOfOneMomentAsync(query);
        await Exchanges.ExecuteAsync(_database.DataSource, "delete from usage_by_minute", Ct);
        Assert.DoesNotContain(await RawTables.DifferencesAsync(_database.DataSource, Ct), d => !d.Contains("usage_by_minute", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cost_finer_or_larger_than_any_price_is_summed_to_the_last_digit()
    {
        await Exchanges.AddAsync(_database.DataSource, Today, 4, TimeSpan.FromHours(1), Ct);
        await Exchanges.ExecuteAsync(
            _database.DataSource,
            """
            update exchanges set status = null, model_requested = null, user_id = '', task = '', upstream = '', output_tokens_per_second = '-infinity',
                cost_usd = (array[0.000000000000000001, 9999999999.000000000000000001, 0.1234567890123456789012345, 1])[1 + extract(hour from started_at)::int]
            """,
            Ct);
        var query = new UsageQuery([Today, Today.AddDays(1)], Dimension.User, Dimension.Model) { ByBucket = false };
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await using var usage = await UsageSnapshot.OpenAsync(_database.DataSource, Exchanges.Project, Ct);
            var row = Assert.Single((await usage.SumAsync(query, Ct)).Rows);
            Assert.Equal(["", null], row.Names);
            Assert.Equal(10_000_000_000.123456789012345681m, decimal.Round(row.Tally.CostUsd!.Value, 18));
            var (users, byBucket) = await usage.CountUsersAsync([Today, Today.AddDays(1)], Filter.None, Ct);
            Assert.Equal([1, 1], [users, .. byBucket]);
            await new RollupRun(_database.DataSource, _time, Hasty).RunAsync(Ct);
        }
    }

    [Fact]
    public async Task More_groups_than_may_be_told_apart_are_refused_rather_than_cut()
    {
        await Exchanges.AddAsync(_database.DataSource, Today, UsageQuery.MostGroups + 1, TimeSpan.FromMilliseconds(100), Ct);
        await Exchanges.ExecuteAsync(_database.DataSource, "update exchanges set user_id = input_tokens::text", Ct);
        foreach (var byBucket in new[] { false, true })
        {
            foreach (var summed in new[] { false, true })
            {
                await using var usage = await UsageSnapshot.OpenAsync(_database.DataSource, Exchanges.Project, Ct);
                await Assert.ThrowsAsync<UsageTooWideException>(() => usage.SumAsync(new([Today, Today.AddDays(1)], Dimension.User) { ByBucket = byBucket }, Ct));
                var fits = await usage.SumAsync(new([Today.AddMilliseconds(100), Today.AddDays(1)], Dimension.User) { ByBucket = byBucket, Top = new(2, UsageMeasure.Tokens) }, Ct);
                Assert.Equal((3, UsageQuery.MostGroups), (fits.Rows.Count, fits.Groups));
                Assert.Equal(UsageQuery.MostGroups, fits.Rows.Sum(r => r.Tally.Exchanges));
                await (summed ? Task.CompletedTask : new RollupRun(_database.DataSource, _time, Hasty).RunAsync(Ct));
            }
        }
    }

    private async Task TellsAsync(IReadOnlyList<DateTimeOffset> bounds, Span? missing)
    {
        var query = new UsageQuery(bounds, Dimension.Model) { Distributions = [Distribution.Latency] };
        await using var usage = await UsageSnapshot.OpenAsync(_database.DataSource, Exchanges.Project, Ct);
        var answer = await usage.SumAsync(query, Ct);
        Assert.Equal(missing is { } span ? [span] : [], answer.Missing);
        if (missing is { } gone)
        {
            var left = await RawAnswer.OfAsync(_database.DataSource, Exchanges.Project, query, Ct, $"(select * from remembered where started_at < '{gone.From:O}' or started_at >= '{gone.To:O}') remembered");
            Assert.Null(left.Difference(answer with { Missing = [] }));
            return;
        }

        Assert.Null((await RawAnswer.OfAsync(_database.DataSource, Exchanges.Project, query, Ct, "remembered")).Difference(answer));
    }

    // Rows are only added meanwhile, or nothing happens: what is answered lies between what is there before and after.
    private async Task IsOfOneMomentAsync(UsageQuery query)
    {
        var before = await TotalAsync(query);
        await using var usage = await UsageSnapshot.OpenAsync(_database.DataSource, Exchanges.Project, Ct);
        var answer = await usage.SumAsync(query, Ct);
        var after = await TotalAsync(query);
        var again = await usage.SumAsync(query with { By = [], Top = null, ByBucket = false }, Ct);
        var (told, cost) = (answer.Rows.Sum(r => r.Tally.Exchanges), answer.Rows.Sum(r => r.Tally.CostUsd ?? 0));
        Assert.InRange(told, before.Count, after.Count);
        Assert.InRange(cost, before.Cost, after.Cost);
        Assert.Equal((told, cost), (again.Rows.Sum(r => r.Tally.Exchanges), again.Rows.Sum(r => r.Tally.CostUsd ?? 0)));
    }

    private async Task<(long Count, decimal Cost)> TotalAsync(UsageQuery query)
    {
        await using var command = _database.DataSource.CreateCommand("select count(*), coalesce(sum(cost_usd), 0) from exchanges where started_at >= $1 and started_at < $2");
        command.Parameters.Add(new() { Value = query.Bounds[0] });
        command.Parameters.Add(new() { Value = query.Bounds[^1] });
        await using var reader = await command.ExecuteReaderAsync(Ct);
        await reader.ReadAsync(Ct);
        return (reader.GetInt64(0), reader.GetDecimal(1));
    }

    private async Task WriteAsync(int writer, int batches)
    {
        var random = new Random(writer);
        for (var i = 0; i < batches; i++)
        {
            var at = Today.AddDays(random.Next(-1, 1)).AddHours(random.GetItems([0, 1, 9], 1)[0]).AddSeconds(random.Next(120));
            await Exchanges.AddAsync(_database.DataSource, at, 5, TimeSpan.FromSeconds(20), Ct);
        }
    }

    private async Task RunUntilAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await new RollupRun(_database.DataSource, _time, Hasty).RunAsync(Ct);
        }
    }
}

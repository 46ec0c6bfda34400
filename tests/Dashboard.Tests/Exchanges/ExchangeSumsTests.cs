using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Options;
using Npgsql;
using Observability.Dashboard.Exchanges;
using Observability.Domain.Exchanges;
using Observability.Domain.Rollups;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Exchanges;

/// <summary>What stands above and below a list is of the rows that are listed, be they summed already or not, counted by sums or not.</summary>
public sealed class ExchangeSumsTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(Ct);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task The_count_is_the_number_of_rows_and_the_pulse_adds_up_to_those_of_the_list_by_time()
    {
        var rows = await StoreHalfSummedAsync();
        var cases = from filter in RandomList.Filters
                    from most in Gen.Choose(1, 200)
                    select (Filter: filter, Most: most);
        var told = 0L;
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var pulse = PulseAsync(one.Filter, one.Most).GetAwaiter().GetResult();
            var byTime = RandomList.Expected(rows, one.Filter with { Order = ExchangeOrder.Newest }).ToList();

            Assert.Equal(RandomList.Expected(rows, one.Filter).Count(), CountAsync(one.Filter).GetAwaiter().GetResult());
            Assert.Equal(byTime.Count, pulse.Count);
            Assert.True(pulse.Axis.Count <= one.Most || pulse.Axis.Step == BucketStep.Month);
            Assert.All(Enumerable.Range(0, pulse.Axis.Count), i =>
            {
                var here = byTime.Where(r => r.StartedAt >= pulse.Axis.Starts[i] && r.StartedAt < pulse.Axis.EndOf(i)).ToList();
                var bucket = pulse.Buckets![i];
                Assert.Equal((here.Count, here.Count(r => r.Outcome == ExchangeOutcome.UpstreamRefused)), (bucket.Count, bucket.Errors));
                Assert.Equal(here.Any(r => r.CostUsd is not null) ? here.Sum(r => r.CostUsd ?? 0) : null, bucket.CostUsd);
                Assert.Equal(here.Count == 0, bucket.LatencyP95 is null);
            });
            told += pulse.Count!.Value;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Quick.IsOn ? 20 : 60));

        Assert.True(told > 0);
    }

    [Fact]
    public async Task What_cannot_be_read_in_time_is_not_told()
    {
        await StoreHalfSummedAsync();
        await using var connection = await _database.DataSource.OpenConnectionAsync(Ct);
        await using var work = await connection.BeginTransactionAsync(Ct);
        await using var hold = new NpgsqlCommand("lock table exchanges in access exclusive mode", connection, work);
        await hold.ExecuteNonQueryAsync(Ct);
        var filter = new ExchangeFilter(RandomList.Now.AddDays(-3), RandomList.Now, ExchangeOrder.Newest) { Q = "latency:>=2s" };

        Assert.Null(await CountAsync(filter, deadlineMs: 100));
        var pulse = await PulseAsync(filter, 100, deadlineMs: 100);
        Assert.Null(pulse.Buckets);
        Assert.Null(pulse.Count);
        Assert.NotEqual(0, pulse.Axis.Count);
    }

    [Fact]
    public async Task A_project_without_exchanges_has_a_pulse_without_buckets()
    {
        var pulse = await PulseAsync(ExchangeFilter.All, 100);

        Assert.Equal((0, 0L, 0L), (pulse.Axis.Count, pulse.Count, await CountAsync(ExchangeFilter.All)));
    }

    private async Task<IReadOnlyList<Exchange>> StoreHalfSummedAsync()
    {
        var (summed, behind) = (RandomList.History(200, seed: 11), RandomList.History(60, seed: 12));
        await Some.StoreAsync(_database.DataSource, summed, Ct);
        await new RollupRun(_database.DataSource, TimeProvider.System, new(TimeSpan.FromDays(3), TimeSpan.Zero, TimeSpan.Zero)).RunAsync(Ct);
        await Some.StoreAsync(_database.DataSource, behind, Ct);
        return [.. summed.Concat(behind).Select(r => r.Row)];
    }

    private async Task<long?> CountAsync(ExchangeFilter filter, int deadlineMs = 30_000)
    {
        await using var db = Some.Db(_database.DataSource);
        return await new CountExchangesHandler(db, _database.DataSource, Reader, TimeProvider.System, Within(deadlineMs)).Handle(new(filter), Ct);
    }

    private async Task<Pulse> PulseAsync(ExchangeFilter filter, int most, int deadlineMs = 30_000)
    {
        await using var db = Some.Db(_database.DataSource);
        return await new ExchangePulseHandler(db, _database.DataSource, Reader, TimeProvider.System, Within(deadlineMs))
            .Handle(new(filter, most, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")), Ct);
    }

    private static Caller Reader => new(RandomList.Project, Access.Read, "test") { SeesBodies = true };

    private static IOptions<ExchangeListOptions> Within(int deadlineMs) => Options.Create(new ExchangeListOptions { CountDeadlineMs = deadlineMs });
}

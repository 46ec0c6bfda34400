using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Options;
using Npgsql;
using Observability.Dashboard.Exchanges;
using Observability.Domain.Exchanges;
using Observability.Domain.Rollups;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Exchanges;

/// <summary>The search of lists of exchanges: whatever the stretches it goes in, it finds what one ordered query over everything would.</summary>
public sealed class ListWalkTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(Ct);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task All_pages_in_any_order_are_what_one_query_over_everything_gives()
    {
        // Some summed, some not: long stretches are asked of the sums first.
        var rows = (await StoreAsync(RandomList.History(240, seed: 1))).ToList();
        await new RollupRun(_database.DataSource, TimeProvider.System, new(TimeSpan.FromDays(3), TimeSpan.Zero, TimeSpan.Zero)).RunAsync(Ct);
        rows.AddRange(await StoreAsync(RandomList.History(60, seed: 2)));
        var cases = from filter in RandomList.Filters
                    from limit in Gen.Choose(1, 90)
                    from hurried in Gen.Elements(true, false)
                    select (Filter: filter, Limit: limit, Hurried: hurried);
        var (full, cuts) = (0, 0);
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            // In a hurry each page is cut after a single stretch. By a value what lies beyond a cut stays out, so only those of time go on.
            var hurried = one.Hurried && one.Filter.Order.IsOfTime();
            var walked = WalkAsync(one.Filter, one.Limit, hurried ? new Hurry() : TimeProvider.System).GetAwaiter().GetResult();

            Assert.Equal(RandomList.Expected(rows, one.Filter).Select(r => r.Id), walked.Rows);
            (full, cuts) = (full + walked.Rows.Count, cuts + walked.Cuts);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Quick.IsOn ? 40 : 200));

        // Otherwise nothing was proved.
        Assert.True(full > 0 && cuts > 0, $"{full} rows, {cuts} cuts");
    }

    [Theory]
    [InlineData(ExchangeOrder.Newest)]
    [InlineData(ExchangeOrder.Oldest)]
    [InlineData(ExchangeOrder.Dearest)]
    [InlineData(ExchangeOrder.Slowest)]
    [InlineData(ExchangeOrder.MostTokens)]
    public async Task What_arrives_between_pages_neither_repeats_nor_hides_what_was_there(ExchangeOrder order)
    {
        var there = RandomList.Expected(await StoreAsync(RandomList.History(80, seed: 2)), new(null, null, order) { ModelLists = true }).Select(r => r.Id).ToList();
        var late = 0;

        var walked = await WalkAsync(new(null, null, order) { ModelLists = true }, 7, TimeProvider.System, async () => await StoreAsync(RandomList.History(3, seed: 100 + late++)));

        Assert.Equal(there, walked.Rows.Where(there.Contains));
        Assert.Equal(walked.Rows.Count, walked.Rows.Distinct().Count());
        Assert.True(late > 5);
    }

    [Theory]
    [InlineData(ExchangeOrder.Dearest)]
    [InlineData(ExchangeOrder.Slowest)]
    [InlineData(ExchangeOrder.MostTokens)]
    public async Task A_list_by_a_value_that_was_cut_is_of_what_was_searched_on_every_page_and_says_so(ExchangeOrder order)
    {
        var rows = await StoreAsync(RandomList.History(200, seed: 3));
        var filter = new ExchangeFilter(null, null, order) { ModelLists = true };

        var first = await PageAsync(new(filter, null, 5), new Hurry());
        var rest = await WalkAsync(filter, 5, TimeProvider.System, cursor: first.Next);

        var cut = Assert.NotNull(first.Cut);
        Assert.Equal(RandomList.Expected(rows.Where(r => r.StartedAt >= cut), filter).Select(r => r.Id), first.Rows.Select(r => r.Id).Concat(rest.Rows));
        Assert.All(rest.Pages, p => Assert.Equal(cut, p.Cut));
    }

    [Fact]
    public async Task A_search_that_PostgreSQL_does_not_answer_in_time_says_that_nothing_was_searched_and_can_be_gone_on_with()
    {
        var rows = await StoreAsync(RandomList.History(30, seed: 4));
        var filter = new ExchangeFilter(null, null, ExchangeOrder.Oldest) { ModelLists = true };
        ExchangePage page;
        await using (var connection = await _database.DataSource.OpenConnectionAsync(Ct))
        await using (var work = await connection.BeginTransactionAsync(Ct))
        {
            await using var hold = new NpgsqlCommand("lock table exchanges in access exclusive mode", connection, work);
            await hold.ExecuteNonQueryAsync(Ct);
            page = await PageAsync(new(filter, null, 10), TimeProvider.System, deadlineMs: 100);
        }

        var rest = await WalkAsync(filter, 10, TimeProvider.System, cursor: page.Next);

        Assert.Empty(page.Rows);
        Assert.True(page.Cut <= rows.Min(r => r.StartedAt));
        Assert.Equal(RandomList.Expected(rows, filter).Select(r => r.Id), rest.Rows);
    }

    [Fact]
    public async Task A_reader_who_leaves_ends_the_search_without_a_page()
    {
        await StoreAsync(RandomList.History(3, seed: 5));
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => HandlerAsync(new(ExchangeFilter.All, null, 10), TimeProvider.System, 4500, gone.Token));
    }

    private async Task<IReadOnlyList<Exchange>> StoreAsync(List<ExchangeRecord> records)
    {
        await Some.StoreAsync(_database.DataSource, records, Ct);
        return [.. records.Select(r => r.Row)];
    }

    private async Task<(List<Guid> Rows, int Cuts, List<ExchangePage> Pages)> WalkAsync(
        ExchangeFilter filter, int limit, TimeProvider time, Func<Task>? between = null, ExchangeCursor? cursor = null)
    {
        var pages = new List<ExchangePage>();
        do
        {
            // As an address carries it.
            cursor = cursor is null ? null : Assert.IsType<ExchangeCursor>(ExchangeCursor.Parse(cursor.ToString()));
            pages.Add(await PageAsync(new(filter, cursor, limit), time));
            await (between?.Invoke() ?? Task.CompletedTask);
        }
        while ((cursor = pages[^1].Next) is not null);
        return ([.. pages.SelectMany(p => p.Rows).Select(r => r.Id)], pages.Count(p => p.Cut is not null), pages);
    }

    private Task<ExchangePage> PageAsync(ListExchanges request, TimeProvider time, int deadlineMs = 60_000) => HandlerAsync(request, time, deadlineMs, Ct);

    private async Task<ExchangePage> HandlerAsync(ListExchanges request, TimeProvider time, int deadlineMs, CancellationToken ct)
    {
        await using var db = Some.Db(_database.DataSource);
        var options = Options.Create(new ExchangeListOptions { DeadlineMs = deadlineMs });
        return await new ListExchangesHandler(db, _database.DataSource, new(RandomList.Project, Access.Read, "test") { SeesBodies = true }, time, options).Handle(request, ct);
    }

    // Whoever looks at this clock twice finds that an hour has gone: one stretch, and the time is over.
    private sealed class Hurry : TimeProvider
    {
        private int _looks;

        public override long GetTimestamp() => _looks++ * 60 * 60 * TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => RandomList.Now;
    }
}

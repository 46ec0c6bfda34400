using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Jobs;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Jobs;

/// <summary>Exchanges that were stored before there were searched words get them from their bodies.</summary>
public sealed class TextsJobTests : IAsyncLifetime
{
    private static readonly Guid Project = Guid.CreateVersion7(Some.Noon);
    private static readonly DateTimeOffset Now = Some.Noon.AddHours(6);

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(Ct);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task The_newest_come_first_and_the_page_can_say_how_far_back_it_is()
    {
        await StoreOldAsync(TextsJob.BatchRows + 50, i => Some.Noon.AddSeconds(-i));
        Assert.Equal(Now.AddMinutes(-1), await BeginAsync());

        Assert.Equal(TextsJob.BatchRows, await RunAsync(1));
        Assert.Equal(Some.Noon.AddSeconds(1 - TextsJob.BatchRows).AddMicroseconds(1), await HorizonAsync());
        await using var db = Some.Db(_database.DataSource);
        Assert.Equal(Some.Noon.AddSeconds(1 - TextsJob.BatchRows), await db.ExchangeTexts.MinAsync(t => t.StartedAt, Ct));

        Assert.Equal(50, await RunAsync(10));
        Assert.Null(await HorizonAsync());
        Assert.Equal(0, await RunAsync(10));
        Assert.Equal(250, await db.ExchangeTexts.CountAsync(t => t.Input == "how far is the moon?" && t.Output == "384,400 km." && t.ProjectId == Project, Ct));
    }

    [Fact]
    public async Task It_goes_on_day_by_day_over_days_without_any()
    {
        await StoreOldAsync(4, i => Some.Noon.AddDays(-3 * i));
        Assert.Equal(4, await RunAsync(20));
        Assert.Null(await HorizonAsync());
    }

    [Fact]
    public async Task What_lost_its_bodies_to_retention_is_left_to_its_preview()
    {
        await StoreOldAsync(2, i => Some.Noon.AddDays(-3 * i));
        await ExecuteAsync("drop table exchange_bodies_20260311, exchange_texts_20260311");
        Assert.Equal(1, await RunAsync(20));
        Assert.Equal(Some.Noon.Date, (await HorizonAsync())!.Value.Date);
        Assert.Equal(0, await RunAsync(20));
    }

    [Fact]
    public async Task What_an_older_ingest_writes_meanwhile_is_found_and_done()
    {
        await RunAsync(1);
        await StoreOldAsync(1, _ => Now.AddMinutes(3));
        Assert.Equal(1, await RunAsync(1, Now.AddMinutes(10)));
        Assert.Equal("-infinity/" + "2026-03-14 18:09:00", await TextAsync("select since || '/' || (until at time zone 'UTC') from text_horizon"));
    }

    [Fact]
    public async Task What_was_not_kept_is_found_by_its_preview_and_is_not_asked_for_again()
    {
        await StoreOldAsync(1, _ => Some.Noon, row => row.Capture = CaptureVerdict.NotKept);
        Assert.Equal((1, 0), (await RunAsync(5), await RunAsync(5)));
        Assert.Equal("how far is the moon?", await TextAsync("select input from exchange_texts"));
    }

    private async Task StoreOldAsync(int count, Func<int, DateTimeOffset> at, Action<Exchange>? change = null)
    {
        var all = Enumerable.Range(0, count).Select(i => Some.Exchange(Project, at(i))).ToList();
        all.ForEach(e => change?.Invoke(e.Row));
        await Some.StoreAsync(_database.DataSource, all, Ct);
        await ExecuteAsync("delete from exchange_texts");
    }

    private async Task<DateTimeOffset?> BeginAsync()
    {
        await RunAsync(0);
        return await HorizonAsync();
    }

    private async Task<long> RunAsync(int batches, DateTimeOffset? now = null)
    {
        await using var db = Some.Db(_database.DataSource);
        return await new TextsJob(_database.DataSource, db, new At(now ?? Now)).RunAsync(batches, Ct);
    }

    private Task<DateTimeOffset?> HorizonAsync() =>
        new TextHorizonHandler(_database.DataSource, new(Project, Access.Read, "anna") { SeesBodies = true }).Handle(new(), Ct);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private async Task<string> TextAsync(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync(Ct))!;
    }

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

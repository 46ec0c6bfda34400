using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Observability.Dashboard.Jobs;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Dashboard.Tests;

/// <summary>Calls for a list of models: kept for a while, left out where people look for requests.</summary>
public sealed class ModelListsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = Some.Noon.AddDays(3);

    private readonly Guid _project = Guid.CreateVersion7();
    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(Ct);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task What_is_older_than_it_may_be_goes_with_its_bytes_and_nothing_else_does()
    {
        var old = List(Now.AddHours(-24).AddTicks(-10));
        var fresh = List(Now.AddHours(-24));
        var chat = Some.Exchange(_project, Now.AddDays(-3));
        await StoreAsync([old, fresh, chat, .. Enumerable.Range(0, ModelListsJob.BatchRows + 7).Select(i => List(Some.Noon.AddSeconds(i * 100)))]);
        var job = Job(24);

        Assert.Equal(ModelListsJob.BatchRows, await job.BatchAsync(Ct));
        Assert.Equal(8, await job.BatchAsync(Ct));
        Assert.Equal(0, await job.BatchAsync(Ct));

        Assert.Equal([chat.Row.Id, fresh.Row.Id], await RowsAsync());
        Assert.Equal([chat.Row.Id, fresh.Row.Id], await BodiesAsync());
        await using var db = Some.Db(_database.DataSource);
        Assert.Equal([chat.Row.Id, fresh.Row.Id], await db.ExchangeTexts.OrderBy(t => t.StartedAt).Select(t => t.Id).ToListAsync(Ct));
    }

    [Fact]
    public async Task A_job_that_is_stopped_leaves_rows_whole_and_the_next_goes_on()
    {
        await StoreAsync([.. Enumerable.Range(0, 3).Select(i => List(Some.Noon.AddHours(i)))]);
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Job(24).BatchAsync(stopped.Token));
        Assert.Equal((3, 3), ((await RowsAsync()).Count, (await BodiesAsync()).Count));
        Assert.Equal(3, await Job(24).BatchAsync(Ct));
        Assert.Empty(await BodiesAsync());
    }

    [Fact]
    public async Task Rows_and_bytes_go_together_or_not_at_all()
    {
        await StoreAsync([List(Some.Noon)]);
        await using (var guard = _database.DataSource.CreateCommand(
            "create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not now'; end $$;"
            + "create trigger refuse before delete on exchanges for each row execute function refuse()"))
        {
            await guard.ExecuteNonQueryAsync(Ct);
        }

        await Assert.ThrowsAsync<PostgresException>(async () => await Job(24).BatchAsync(Ct));
        Assert.Equal((1, 1), ((await RowsAsync()).Count, (await BodiesAsync()).Count));
    }

    [Fact]
    public async Task None_is_kept_where_none_is_wanted()
    {
        await StoreAsync([List(Now.AddSeconds(-1)), List(Now.AddSeconds(1))]);
        Assert.Equal(1, await Job(0).BatchAsync(Ct));
        Assert.Single(await RowsAsync());
    }

    private ModelListsJob Job(int hours) => new(
        _database.DataSource,
        Settings.From(new Dictionary<string, string> { ["OBSERVABILITY_MODEL_LIST_HOURS"] = $"{hours}" }),
        new ManualTimeProvider(Now),
        NullLogger<ModelListsJob>.Instance);

    private ExchangeRecord List(DateTimeOffset at)
    {
        var list = Some.Exchange(_project, at);
        (list.Row.Method, list.Row.Path, list.Row.Format, list.Row.Endpoint) = ("GET", "/v1/models", "openai.models", "models");
        return list;
    }

    private async Task StoreAsync(IReadOnlyList<ExchangeRecord> records) => await Some.StoreAsync(_database.DataSource, records, Ct);

    private async Task<List<Guid>> RowsAsync()
    {
        await using var db = Some.Db(_database.DataSource);
        return await db.Exchanges.OrderBy(e => e.StartedAt).Select(e => e.Id).ToListAsync(Ct);
    }

    private async Task<List<Guid>> BodiesAsync()
    {
        await using var db = Some.Db(_database.DataSource);
        return await db.ExchangeBodies.OrderBy(e => e.StartedAt).Select(e => e.Id).ToListAsync(Ct);
    }
}

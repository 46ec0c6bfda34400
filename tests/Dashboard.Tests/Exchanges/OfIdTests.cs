using Observability.Dashboard.Exchanges;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Exchanges;

public sealed class OfIdTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(Ct);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("019aaba2-bb00-7046-a4f5-37a52ed509e5")]
    [InlineData("ffffffff-ffff-7fff-bfff-ffffffffffff")]
    [InlineData("0e37df36-f698-11e6-8dd4-cb9ced3df976")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    public async Task An_exchange_is_found_by_its_id_whatever_time_the_id_tells_and_only_in_its_project(string? id)
    {
        var (mine, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var record = Some.Exchange(mine, Some.Noon);
        record.Row.Id = record.Bodies.Id = id is null ? Guid.CreateVersion7(Some.Noon) : Guid.Parse(id);
        await Some.StoreAsync(_database.DataSource, [record, Some.Exchange(mine, Some.Noon)], Ct);
        await using var db = Some.Db(_database.DataSource);

        Assert.Equal(Some.Noon, (await OfId.FindAsync(db, mine, record.Row.Id, Ct))?.StartedAt);
        Assert.Null(await OfId.FindAsync(db, other, record.Row.Id, Ct));
        Assert.Null(await OfId.FindAsync(db, mine, Guid.CreateVersion7(Some.Noon), Ct));
    }
}

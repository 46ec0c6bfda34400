using Observability.Benchmarks.Seeding;
using Observability.Testing;

namespace Observability.Ingest.Tests.Seeding;

public sealed class SeederTests
{
    [Fact]
    public async Task Every_exchange_of_a_history_becomes_a_row_with_its_bodies()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await TestDatabase.CreateAsync(ct);
        var arguments = new SeedArguments(1_500, TimeSpan.FromHours(5), new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero), database.ConnectionString) { Users = 50 };

        Assert.True(await new Seeder(arguments).RunAsync(ct));

        await using var command = database.DataSource.CreateCommand(
            "select (select count(*) from exchange_bodies), (select count(*) from users), (select count(distinct key_id) from exchanges)");
        await using var row = await command.ExecuteReaderAsync(ct);
        await row.ReadAsync(ct);
        Assert.Equal((1_500L, 50L, 8L), (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)));
    }
}

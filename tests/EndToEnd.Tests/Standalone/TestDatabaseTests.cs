using Observability.Testing;

namespace Observability.EndToEnd.Tests.Standalone;

public sealed class TestDatabaseTests
{
    [Fact]
    public async Task Each_test_database_is_migrated_and_its_own()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var one = await TestDatabase.CreateAsync(ct);
        await using var other = await TestDatabase.CreateAsync(ct);
        await using var insert = one.DataSource.CreateCommand("create table mine (id int); insert into mine values (1)");
        await insert.ExecuteNonQueryAsync(ct);

        await using var count = other.DataSource.CreateCommand(
            "select count(*) filter (where table_name = 'mine') || '/' || count(*) filter (where table_name = 'exchanges') from information_schema.tables");

        Assert.Equal("0/1", await count.ExecuteScalarAsync(ct));
    }

    [Fact]
    public async Task A_stopped_and_a_killed_server_come_back_with_their_rows()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var server = await TestServer.StartDurableAsync(ct);
        await using var database = await server.CreateDatabaseAsync(ct);
        await using var insert = database.DataSource.CreateCommand("create table kept (id int); insert into kept values (1)");
        await insert.ExecuteNonQueryAsync(ct);

        await server.StopServerAsync(ct);
        await server.StartServerAsync(ct);
        await server.KillServerAsync(ct);
        await server.StartServerAsync(ct);
        database.DataSource.Clear();
        await using var count = database.DataSource.CreateCommand("select count(*) from kept");

        Assert.Equal(1L, await count.ExecuteScalarAsync(ct));
    }
}

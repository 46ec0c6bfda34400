using Npgsql;
using Observability.Dashboard.Start;
using Observability.Domain;
using Observability.Testing;

namespace Observability.Dashboard.Tests;

[Trait("Fault", "F-52")]
public sealed class HeavyQuestionsTests
{
    private const int AtOnce = 50;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fifty_questions_that_would_take_an_hour_are_ended_by_the_server_and_the_next_one_is_answered()
    {
        await using var database = await TestDatabase.CreateAsync(Ct);
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = AtOnce };
        await using var pages = Database.ForQueries(Settings.From(new Dictionary<string, string> { ["DATABASE_URL"] = connection.ConnectionString }));

        var ends = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => EndOfAsync(pages, "select pg_sleep(3600)")));

        Assert.All(ends, end => Assert.Equal(PostgresErrorCodes.QueryCanceled, end));
        Assert.Null(await EndOfAsync(pages, "select count(*) from exchanges"));
        TestContext.Current.TestOutputHelper?.WriteLine($"Seen: {AtOnce} questions without end, each ended by the server after 5 s");
    }

    private static async Task<string?> EndOfAsync(NpgsqlDataSource source, string sql)
    {
        try
        {
            await using var command = source.CreateCommand(sql);
            command.CommandTimeout = 0;
            await command.ExecuteScalarAsync(Ct);
            return null;
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }
}

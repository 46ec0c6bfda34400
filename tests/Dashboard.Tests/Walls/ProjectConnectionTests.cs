using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Observability.Dashboard.Start;
using Observability.Domain;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Walls;

/// <summary>The connections of pages: whose they are, and that they stay it.</summary>
public sealed class ProjectConnectionTests : IAsyncLifetime
{
    private static readonly ProjectScope[] Projects = [.. Enumerable.Range(0, 3).Select(_ => ProjectScope.Authorised(Guid.CreateVersion7()))];

    private TestDatabase _database = null!;
    private NpgsqlDataSource _everybody = null!;
    private ProjectDatabases _projects = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Ct);
        foreach (var project in Projects)
        {
            await ExecuteAsync(_database.DataSource, $"insert into user_ids (project_id, user_id) values ('{project.ProjectId}', '{project.ProjectId}')");
        }

        (_everybody, _projects) = Ways(_database.ConnectionString, null);
    }

    public async ValueTask DisposeAsync()
    {
        await _projects.DisposeAsync();
        await _everybody.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Pages_ask_as_the_role_of_pages_also_where_the_database_is_given_with_its_superuser()
    {
        Assert.Equal("observability_dashboard", await ScalarAsync(_projects.Of(Projects[0]), "select current_user::text"));
        Assert.Equal("true", await ScalarAsync(_projects.Of(Projects[0]), "select row_security_active('exchanges')::text"));
    }

    [Fact]
    public async Task A_login_of_their_own_is_used_where_one_is_given()
    {
        var own = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Username = "observability_dashboard" }.ConnectionString;
        var (everybody, projects) = Ways(_database.ConnectionString, own);
        await using (everybody)
        await using (projects)
        {
            Assert.Equal("observability_dashboard", await ScalarAsync(projects.Of(Projects[1]), "select session_user::text"));
            Assert.Equal(Projects[1].ProjectId.ToString(), await ScalarAsync(projects.Of(Projects[1]), "select string_agg(user_id, ',') from user_ids"));
        }
    }

    [Fact]
    public async Task After_ten_thousand_cancels_and_errors_every_connection_still_sees_its_own_project_and_no_other()
    {
        var broken = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 10_000), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Ct }, async (i, ct) =>
        {
            var random = new Random(i);
            var project = Projects[random.Next(Projects.Length)];
            await using var connection = await _projects.Of(project).OpenConnectionAsync(ct);
            Assert.Equal(project.ProjectId.ToString(), await ScalarAsync(connection, "select string_agg(user_id, ',') from user_ids", ct));
            try
            {
                await BreakAsync(connection, random, ct);
            }
            catch (Exception e) when (e is PostgresException or OperationCanceledException && !ct.IsCancellationRequested)
            {
                Interlocked.Increment(ref broken);
            }
        });
        Assert.True(broken > 5_000, $"Only {broken} broke.");
        foreach (var project in Projects)
        {
            Assert.Equal(project.ProjectId.ToString(), await ScalarAsync(_projects.Of(project), "select string_agg(user_id, ',') from user_ids"));
        }
    }

    [Fact]
    public async Task Whoever_asks_for_rows_outside_a_message_gets_nothing_at_all()
    {
        await using var host = await DashboardHost.StartAsync(Ct);
        await using var scope = host.App.Services.CreateAsyncScope();
        Assert.Null(scope.ServiceProvider.GetService<NpgsqlDataSource>());
        Assert.Throws<InvalidOperationException>(() => scope.ServiceProvider.GetRequiredService<ObservabilityDb>());
    }

    // Whatever a handler and a reader who leaves can do to a connection between them.
    private static async Task BreakAsync(NpgsqlConnection connection, Random random, CancellationToken ct)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var transaction = random.Next(2) == 0 ? await connection.BeginTransactionAsync(ct) : null;
        switch (random.Next(5))
        {
            case 0:
                await ScalarAsync(connection, "select 1 / 0", ct);
                break;
            case 1:
                await ScalarAsync(connection, "begin; set local statement_timeout = 1; select pg_sleep(10)", ct);
                break;
            case 2:
                gone.CancelAfter(TimeSpan.FromMicroseconds(random.Next(500)));
                await ScalarAsync(connection, "select pg_sleep(10)", gone.Token);
                break;
            case 3:
                await gone.CancelAsync();
                await ScalarAsync(connection, "select count(*) from user_ids", gone.Token);
                break;
            default:
                // Also what no handler does: for a transaction, and then it is over.
                await ScalarAsync(connection, $"set local app.project = '{Projects[0].ProjectId}'; select 1", ct);
                break;
        }
    }

    private static (NpgsqlDataSource Everybody, ProjectDatabases Projects) Ways(string database, string? pages)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["DATABASE_URL"] = database };
        if (pages is not null)
        {
            variables["OBSERVABILITY_PAGES_DATABASE_URL"] = pages;
        }

        var settings = Settings.From(variables);
        var everybody = Database.ForQueries(settings);
        return (everybody, new(everybody, settings, NullLogger<ProjectDatabases>.Instance));
    }

    private static async Task<object?> ScalarAsync(NpgsqlDataSource database, string sql)
    {
        await using var connection = await database.OpenConnectionAsync(Ct);
        return await ScalarAsync(connection, sql, Ct);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(ct);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }
}

using Npgsql;

namespace Observability.Testing;

/// <summary>A migrated database for one test or test class, made in milliseconds on a server that all tests of the process share.</summary>
/// <example><code>await using var database = await TestDatabase.CreateAsync(ct);</code></example>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly Lazy<Task<TestServer>> SharedServer = new(StartSharedServerAsync);

    private readonly TestServer _server;
    private readonly string _name;

    internal TestDatabase(TestServer server, string name, string connectionString)
    {
        _server = server;
        _name = name;
        ConnectionString = connectionString;
        DataSource = NpgsqlDataSource.Create(connectionString);
        IngestConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { Username = "observability_ingest" }.ConnectionString;
        Ingest = NpgsqlDataSource.Create(IngestConnectionString);
    }

    /// <summary>Npgsql connection string of this database.</summary>
    public string ConnectionString { get; }

    /// <summary>Opens connections to this database; disposed with it.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>The same for the role of ingest, which has the rights of a writer and no others.</summary>
    public string IngestConnectionString { get; }

    /// <summary>Opens connections of that role.</summary>
    public NpgsqlDataSource Ingest { get; }

    /// <summary>A database with every migration applied.</summary>
    public static async Task<TestDatabase> CreateAsync(CancellationToken ct) =>
        await (await SharedServer.Value.WaitAsync(ct)).CreateDatabaseAsync(ct);

    /// <summary>A database without any table, for tests of the migrations themselves.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync(CancellationToken ct) =>
        await (await SharedServer.Value.WaitAsync(ct)).CreateEmptyDatabaseAsync(ct);

    /// <summary>Another database with what this one holds now; nobody may be connected to this one.</summary>
    public async Task<TestDatabase> CopyAsync(CancellationToken ct)
    {
        DataSource.Clear();
        return await _server.CopyDatabaseAsync(_name, ct);
    }

    /// <summary>Drops the database; connections still open are cut.</summary>
    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await Ingest.DisposeAsync();
        await using (var connection = new NpgsqlConnection(ConnectionString))
        {
            NpgsqlConnection.ClearPool(connection);
        }

        await _server.DropAsync(_name, CancellationToken.None);
    }

    private static async Task<TestServer> StartSharedServerAsync()
    {
        // Shared by all tests: no single test's cancellation may stop its start.
        var server = await TestServer.StartAsync(CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Abandon();
        return server;
    }
}

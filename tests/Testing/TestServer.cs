using System.Globalization;
using Npgsql;
using Observability.Domain;
using Observability.Standalone.Postgres;

namespace Observability.Testing;

/// <summary>A PostgreSQL of the test's own, to stop, start and kill. Most tests want <see cref="TestDatabase"/> instead, which shares one.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private const string TemplateName = "migrated";

    private readonly EmbeddedPostgres _postgres;
    private readonly string _root;

    private TestServer(EmbeddedPostgres postgres, string root)
    {
        _postgres = postgres;
        _root = root;
    }

    /// <summary>Starts a server whose writes are not synced to disk: a test of crash safety of the machine wants <see cref="StartDurableAsync"/>.</summary>
    public static Task<TestServer> StartAsync(CancellationToken ct) =>
        StartAsync(
            new(StringComparer.Ordinal)
            {
                ["fsync"] = "off",
                ["synchronous_commit"] = "off",
                ["full_page_writes"] = "off",
                ["shared_buffers"] = "128MB",
                ["max_wal_size"] = "4GB",
            },
            ct);

    /// <summary>Starts a server with the settings of production.</summary>
    public static Task<TestServer> StartDurableAsync(CancellationToken ct) => StartAsync(new(StringComparer.Ordinal), ct);

    /// <summary>Starts the server again after <see cref="StopServerAsync"/> or <see cref="KillServerAsync"/>; databases and connection strings stay the same.</summary>
    public Task StartServerAsync(CancellationToken ct) => _postgres.StartServerAsync(ct);

    /// <summary>Stops the server in order, as an administrator would; open connections are cut.</summary>
    public Task StopServerAsync(CancellationToken ct) => _postgres.StopServerAsync(ct);

    /// <summary>kill -9 of the server.</summary>
    public Task KillServerAsync(CancellationToken ct) => _postgres.KillServerAsync(ct);

    /// <summary>Npgsql connection string of the template. A connection to it must not be left open.</summary>
    public string Template => ConnectionString(TemplateName);

    /// <summary>Makes a migrated database, a copy of a template made once.</summary>
    public Task<TestDatabase> CreateDatabaseAsync(CancellationToken ct) => CreateDatabaseAsync(TemplateName, ct);

    /// <summary>Makes a database without any table.</summary>
    public Task<TestDatabase> CreateEmptyDatabaseAsync(CancellationToken ct) => CreateDatabaseAsync("template0", ct);

    /// <summary>Stops the server and deletes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await _postgres.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    internal Task<TestDatabase> CopyDatabaseAsync(string database, CancellationToken ct) => CreateDatabaseAsync(database, ct);

    internal async Task DropAsync(string database, CancellationToken ct)
    {
        if (_postgres.ProcessId is not null)
        {
            await ExecuteAsync($"drop database if exists {database} with (force)", ct);
        }
    }

    /// <summary>For the end of the test process, where nothing can be awaited: the server's parent is gone in a moment, and the server with it.</summary>
    internal void Abandon()
    {
        if (_postgres.ProcessId is { } id)
        {
            using var server = System.Diagnostics.Process.GetProcessById(id);
            server.Kill(entireProcessTree: true);
            server.WaitForExit();
        }

        Directory.Delete(_root, recursive: true);
    }

    private static async Task<TestServer> StartAsync(Dictionary<string, string> settings, CancellationToken ct)
    {
        var binaries = await PostgresBinaries.FindOrFetchAsync(Path.Combine(SharedCorpora.RepositoryRoot, "artifacts", "postgres"), _ => { }, ct);
        var root = TestFolders.Create();
        var postgres = await EmbeddedPostgres.StartAsync(new() { Root = root, Binaries = binaries, Settings = settings }, ct);
        var server = new TestServer(postgres, root);
        await server.ExecuteAsync($"create database {TemplateName}", ct);
        await using var template = NpgsqlDataSource.Create(server.Template);
        await Schema.MigrateAsync(template, ct);
        return server;
    }

    private async Task<TestDatabase> CreateDatabaseAsync(string template, CancellationToken ct)
    {
        var name = "test_" + Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture);
        await ExecuteAsync($"create database {name} template {template}", ct);
        return new(this, name, ConnectionString(name));
    }

    private string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(_postgres.ConnectionString)
        {
            Database = database,
            MaxPoolSize = 20,
            IncludeErrorDetail = true,
        }.ConnectionString;

    private async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(_postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}

using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Keys;
using Observability.Domain.Projects;
using Observability.Testing;

namespace Observability.Benchmarks;

/// <summary>Our proxy as it is in production: its own process, its spool on disk, and a PostgreSQL that syncs.</summary>
internal sealed class Ingest : IAsyncDisposable
{
    private readonly TestServer _server;
    private readonly TestDatabase _database;

    private Ingest(TestServer server, TestDatabase database, ChildProcess process, (string Key, Guid Project) made) =>
        (_server, _database, Process, Key, Project) = (server, database, process, made.Key, made.Project);

    public ChildProcess Process { get; }

    /// <summary>The write key of the measurements.</summary>
    public string Key { get; }

    /// <summary>The project of that key.</summary>
    public Guid Project { get; }

    /// <summary>Where its exchanges are stored.</summary>
    public string Database => _database.ConnectionString;

    /// <summary>The server's first process.</summary>
    public static int? PostgresId => ProcessTree.ChildrenNamed(Environment.ProcessId, "postgres") is [var id, ..] ? id : null;

    public static async Task<Ingest> StartAsync(string folder, int upstreamPort, CancellationToken ct)
    {
        var server = await TestServer.StartDurableAsync(ct);
        var database = await server.CreateDatabaseAsync(ct);
        var port = ChildProcess.FreePort();
        var key = await MakeKeyAsync(database, ct);
        var process = await ChildProcess.StartAsync(
            port,
            "dotnet",
            [ProgramOf("Ingest")],
            new Dictionary<string, string>
            {
                ["DATABASE_URL"] = database.ConnectionString,
                ["OBSERVABILITY_DATA"] = Path.Combine(folder, "data"),
                ["OBSERVABILITY_INGEST_PORT"] = port.ToString(CultureInfo.InvariantCulture),
                ["UPSTREAM_MOCK_URL"] = $"http://127.0.0.1:{upstreamPort}/v1",
                ["UPSTREAM_MOCK_FORMAT"] = "openai",
                ["UPSTREAM_MOCK_ALLOW_PRIVATE"] = "true",
            },
            ct);
        await ReadyAsync(port, ct);
        return new(server, database, process, key);
    }

    /// <summary>The program of a project of ours, built beside this one, in the same configuration.</summary>
    public static string ProgramOf(string project)
    {
        var output = AppContext.BaseDirectory.TrimEnd('/').Split('/');
        var root = string.Join('/', output[..^5]);
        return $"{root}/src/{project}/bin/{output[^2]}/{output[^1]}/Observability.{project}.dll";
    }

    /// <summary>Exchanges in the database.</summary>
    public async Task<long> RowsAsync(CancellationToken ct)
    {
        await using var command = _database.DataSource.CreateCommand("select count(*) from exchanges");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await _database.DisposeAsync();
        await _server.DisposeAsync();
    }

    // What the dashboard does at its first start: a project and a key.
    private static async Task<(string Key, Guid Project)> MakeKeyAsync(TestDatabase database, CancellationToken ct)
    {
        var key = KeyText.Generate(KeyKind.Write).Value;
        var project = new Project { Id = Guid.CreateVersion7(), Slug = "bench", Name = "Bench", CreatedAt = TimeProvider.System.GetUtcNow() };
        await using var db = new ObservabilityDb(new DbContextOptionsBuilder<ObservabilityDb>().UseNpgsql(database.DataSource).Options);
        db.Add(project);
        await db.SaveChangesAsync(ct);
        db.Add(new Key
        {
            Id = Guid.CreateVersion7(),
            ProjectId = project.Id,
            Kind = KeyKind.Write,
            Name = "bench",
            Digest = KeyText.DigestOf(key),
            Hint = KeyText.HintOf(key),
            CreatedAt = project.CreatedAt,
        });
        await db.SaveChangesAsync(ct);
        return (key, project.Id);
    }

    // It listens before it knows its keys.
    private static async Task ReadyAsync(int port, CancellationToken ct)
    {
        using var http = new HttpClient();
        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await http.GetAsync($"http://127.0.0.1:{port}/readyz", ct);
                return answer.IsSuccessStatusCode;
            },
            TimeSpan.FromSeconds(60),
            "ingest is ready",
            ct);
    }
}

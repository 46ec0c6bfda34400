using System.Net.Http.Headers;
using System.Security.Cryptography;
using Npgsql;
using Observability.Domain.Keys;
using Observability.EndToEnd.Tests.Faults;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;
using Observability.Testing.FakeProvider;

namespace Observability.EndToEnd.Tests.Scaling;

/// <summary>Several ingests and dashboards on one database, each a process with a data folder of its own, and one provider behind them all.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly string _folder = TestFolders.Create();
    private readonly string _connection;
    private readonly string? _masterKey;
    private readonly string _write = KeyText.Generate(KeyKind.Write).Value;
    private readonly string _admin = KeyText.Generate(KeyKind.Admin).Value;
    private readonly List<HttpClient> _clients = [];

    private Fleet(NpgsqlDataSource database, string connection, FakeProvider provider, bool hasKey)
    {
        _masterKey = hasKey ? Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) : null;
        Database = database;
        _connection = connection;
        Provider = provider;
    }

    public NpgsqlDataSource Database { get; }

    public FakeProvider Provider { get; }

    public IReadOnlyList<Member> Ingests { get; private set; } = [];

    public IReadOnlyList<Member> Dashboards { get; private set; } = [];

    /// <summary>One for each ingest, all with the same key.</summary>
    public IReadOnlyList<Producer> Producers { get; private set; } = [];

    /// <summary>The API of each dashboard, as its admin key.</summary>
    public IReadOnlyList<HttpClient> Apis => _clients;

    /// <summary>Every call that any producer made.</summary>
    public IReadOnlyList<Call> Calls => [.. Producers.SelectMany(p => p.Calls)];

    /// <summary>Prepares so many; none runs yet.</summary>
    public static Task<Fleet> CreateAsync(TestDatabase database, int ingests, int dashboards, CancellationToken ct) =>
        CreateAsync(database, ingests, dashboards, hasKey: true, ct);

    /// <summary>The same; without <paramref name="hasKey"/> the master key has yet to be put into their data folders.</summary>
    public static async Task<Fleet> CreateAsync(TestDatabase database, int ingests, int dashboards, bool hasKey, CancellationToken ct)
    {
        var fleet = new Fleet(database.DataSource, database.ConnectionString, await FakeProvider.StartAsync(new(), ct), hasKey);
        fleet.Ingests = [.. Enumerable.Range(0, ingests).Select(i => fleet.NewMember("Ingest", i))];
        fleet.Dashboards = [.. Enumerable.Range(0, dashboards).Select(i => fleet.NewMember("Dashboard", i))];
        fleet.Producers = [.. fleet.Ingests.Select(i => new Producer(i.Url, fleet._write))];
        foreach (var dashboard in fleet.Dashboards)
        {
            var api = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = dashboard.Url, Timeout = TimeSpan.FromMinutes(1) };
            api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", fleet._admin);
            fleet._clients.Add(api);
        }

        return fleet;
    }

    /// <summary>Starts all of them in the same moment, and returns when each serves a call or is ready.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        await Task.WhenAll(Ingests.Concat(Dashboards).Select(m => m.StartAsync()));
        await Task.WhenAll(Dashboards.Select(d => d.UntilReadyAsync(ct)));
        await Task.WhenAll(Producers.Select(p => UntilItServesAsync(p, ct)));
    }

    /// <summary>Waits until a call through this ingest is answered.</summary>
    public static Task UntilItServesAsync(Producer producer, CancellationToken ct) =>
        Eventually.HoldsAsync(async () => (await producer.AskAsync(Question.Short, ct)).IsFinished, RunProcess.Patience, "ingest serves", ct);

    /// <summary>Sends one more call through each ingest and waits for their rows: whatever lay in a spool before has been read by then.</summary>
    public async Task DrainAsync(CancellationToken ct)
    {
        var last = await Task.WhenAll(Producers.Select(p => p.AskAsync(Question.Short, ct)));
        Assert.All(last, call => Assert.True(call.IsFinished, call.Error));
        await Eventually.HoldsAsync(
            async () => last.Select(c => c.Id).Except((await StoredRow.ReadAllAsync(Database, ct)).Select(r => r.Id)).Any() is false,
            RunProcess.Patience, "the last calls have their rows", ct);
    }

    /// <summary>What clients, provider and database say.</summary>
    public async Task<Books> BooksAsync(CancellationToken ct) => new(Calls, Provider.Ledger.Entries, await StoredRow.ReadAllAsync(Database, ct));

    public async Task<T> AskAsync<T>(string sql, CancellationToken ct)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in Ingests.Concat(Dashboards))
        {
            await member.DisposeAsync();
        }

        _clients.ForEach(c => c.Dispose());
        foreach (var producer in Producers)
        {
            producer.Dispose();
        }

        await Provider.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Member NewMember(string project, int number)
    {
        var port = RunProcess.FreePort();
        var data = Directory.CreateDirectory(Path.Combine(_folder, $"{project}{number}")).FullName;
        if (_masterKey is not null)
        {
            File.WriteAllText(Path.Combine(data, "master.key"), _masterKey);
        }

        return new(project, Settings(data, port), new($"http://127.0.0.1:{port}/"));
    }

    private Dictionary<string, string> Settings(string data, int port) => new(StringComparer.Ordinal)
    {
        ["DATABASE_URL"] = _connection,
        ["OBSERVABILITY_DATA"] = data,
        ["OBSERVABILITY_BIND"] = "127.0.0.1",
        ["OBSERVABILITY_INGEST_PORT"] = $"{port}",
        ["OBSERVABILITY_DASHBOARD_PORT"] = $"{port}",
        ["OBSERVABILITY_ADMIN_EMAIL"] = "anna@example.com",
        ["OBSERVABILITY_ADMIN_PASSWORD"] = "correct horse battery",
        ["OBSERVABILITY_WRITE_KEY"] = _write,
        ["OBSERVABILITY_ADMIN_KEY"] = _admin,
        ["UPSTREAM_OPENAI_URL"] = $"{Provider.BaseUrl}v1",
        ["UPSTREAM_OPENAI_PRICES"] = "openai",
        ["Jobs__CheckinSeconds"] = "1",
    };
}

using Npgsql;
using Observability.Domain.Keys;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;
using Observability.Testing.FakeProvider;

namespace Observability.EndToEnd.Tests.Faults;

/// <summary>A provider, a database with one write key, a data folder and a port: everything around an ingest that comes and goes.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly string _data = TestFolders.Create();
    private readonly int _port = RunProcess.FreePort();
    private readonly string _key = KeyText.Generate(KeyKind.Write).Value;

    private Site(TestDatabase database, FakeProvider provider)
    {
        _database = database;
        Provider = provider;
        Producer = new(new($"http://127.0.0.1:{_port}/"), _key);
    }

    /// <summary>The write key of <see cref="Producer"/>.</summary>
    public string Key => _key;

    public FakeProvider Provider { get; }

    public Producer Producer { get; }

    /// <summary>The newest ingest; null before the first.</summary>
    public IngestProcess? Ingest { get; private set; }

    /// <summary>Prepares everything; no ingest runs yet.</summary>
    public static async Task<Site> CreateAsync(TestDatabase database, CancellationToken ct)
    {
        var site = new Site(database, await FakeProvider.StartAsync(new(), ct));
        await site.ExecuteAsync(
            "insert into projects (id, slug, name, default_upstream, created_at) values ($1, 'faults', 'Faults', 'openai', now())",
            ct, Guid.CreateVersion7());
        await site.ExecuteAsync(
            """
            insert into keys (id, project_id, kind, name, digest, hint, created_at)
            select $1, id, 'write', 'faults', $2, $3, now() from projects where slug = 'faults'
            """,
            ct, Guid.CreateVersion7(), KeyText.DigestOf(site._key), KeyText.HintOf(site._key));
        return site;
    }

    /// <summary>The folder of its spool.</summary>
    public string SpoolFolder => Path.Combine(_data, "spool");

    /// <summary>The command that becomes ingest, given its command line; empty = none.</summary>
    public string[] Under { get; set; } = [];

    /// <summary>Starts an ingest where the last one was; it does not answer yet.</summary>
    public async Task StartIngestAsync(params (string Name, string Value)[] settings)
    {
        await EndIngestAsync();
        Ingest = IngestProcess.Start(new Dictionary<string, string>(settings.Select(s => KeyValuePair.Create(s.Name, s.Value)))
        {
            ["DATABASE_URL"] = _database.ConnectionString,
            ["OBSERVABILITY_DATA"] = _data,
            ["OBSERVABILITY_BIND"] = "127.0.0.1",
            ["OBSERVABILITY_INGEST_PORT"] = $"{_port}",
            ["UPSTREAM_OPENAI_URL"] = $"{Provider.BaseUrl}v1",
        }, Under);
    }

    /// <summary>Waits until a call with the key is answered; the calls made meanwhile are among the producer's.</summary>
    public Task WaitUntilItServesAsync(CancellationToken ct) =>
        Eventually.HoldsAsync(
            async () => (await Producer.AskAsync(Question.Short, ct)).IsFinished, RunProcess.Patience, "ingest serves", ct);

    /// <summary>Waits until so many more calls have had their whole answer.</summary>
    public Task WaitForAnswersAsync(int calls, CancellationToken ct)
    {
        var enough = Producer.Finished + calls;
        return Eventually.HoldsAsync(() => Producer.Finished >= enough, RunProcess.Patience, $"{calls} more calls are answered", ct);
    }

    /// <summary>Tells ingest to stop and waits for it; its exit code.</summary>
    public Task<int> StopIngestAsync(CancellationToken ct)
    {
        Ingest!.Terminate();
        return Ingest.WaitForExitAsync(ct);
    }

    /// <summary>Makes one more call and waits for its row: whatever lay in the spool before it has been read by then.</summary>
    public async Task DrainAsync(CancellationToken ct)
    {
        var last = await Producer.AskAsync(Question.Short, ct);
        Assert.True(last.IsFinished, last.Error);
        await WaitForRowsAsync(rows => rows.Any(r => r.Id == last.Id), "the last call has its row", ct);
    }

    /// <summary>Waits until the rows are so; all of them.</summary>
    public async Task<IReadOnlyList<StoredRow>> WaitForRowsAsync(Func<IReadOnlyList<StoredRow>, bool> condition, string claim, CancellationToken ct)
    {
        IReadOnlyList<StoredRow> rows = [];
        await Eventually.HoldsAsync(
            async () => condition(rows = await RowsAsync(ct)), RunProcess.Patience, claim, ct);
        return rows;
    }

    public Task<IReadOnlyList<StoredRow>> RowsAsync(CancellationToken ct) => StoredRow.ReadAllAsync(_database.DataSource, ct);

    public Task RevokeKeyAsync(CancellationToken ct) =>
        ExecuteAsync("update keys set revoked_at = now() where digest = $1", ct, KeyText.DigestOf(_key));

    public async ValueTask DisposeAsync()
    {
        await EndIngestAsync();
        Producer.Dispose();
        await Provider.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private async Task EndIngestAsync()
    {
        if (Ingest is { } last)
        {
            await last.DisposeAsync();
            TestContext.Current.TestOutputHelper?.WriteLine(last.Text);
        }
    }

    /// <summary>Runs a statement in the database.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken ct, params object[] values)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync(ct);
    }
}

using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Observability.Domain.Keys;
using Observability.EndToEnd.Tests.Browser;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;
using Observability.Testing.FakeProvider;

namespace Observability.EndToEnd.Tests.Runs;

/// <summary>A provider, a database, an ingest and a dashboard, both processes of their own; and what is captured to be sent again. Shared by the claims of a class.</summary>
public sealed class RunSite : IAsyncLifetime
{
    private const string Model = "gpt-4o-mini";
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    private readonly string _write = KeyText.Generate(KeyKind.Write).Value;
    private readonly string _admin = KeyText.Generate(KeyKind.Admin).Value;
    private readonly string _masterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly string _folder = TestFolders.Create();
    private readonly (int Ingest, int Dashboard, int Nobody) _ports = (RunProcess.FreePort(), RunProcess.FreePort(), RunProcess.FreePort());
    private TestDatabase _database = null!;
    private HostProcess? _ingest;
    private HostProcess? _dashboard;
    private HttpClient _http = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal static FirstAccount Account { get; } = new("anna@example.com", "correct horse battery");

    internal Uri Dashboard => _http.BaseAddress!;

    internal FakeProvider Provider { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Ct);
        Provider = await FakeProvider.StartAsync(new(), Ct);
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new($"http://127.0.0.1:{_ports.Dashboard}"), Timeout = Soon };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", _admin);
        await StartDashboardAsync();
        await StartIngestAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_dashboard?.DisposeAsync() ?? default);
        await (_ingest?.DisposeAsync() ?? default);
        _http.Dispose();
        await Provider.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Starts a dashboard where the last one was, and returns when it answers.</summary>
    public async Task StartDashboardAsync()
    {
        await (_dashboard?.DisposeAsync() ?? default);
        _dashboard = HostProcess.Start("Dashboard", Settings());
        await Eventually.HoldsAsync(() => AnswersAsync($"http://127.0.0.1:{_ports.Dashboard}/readyz"), RunProcess.Patience, $"the dashboard answers; it said:\n{_dashboard.Text}", Ct);
    }

    public Task KillDashboardAsync() => _dashboard!.KillAsync(Ct);

    /// <summary>Tells it to stop, as an update does.</summary>
    public Task StopDashboardAsync() => _dashboard!.StopAsync(Ct);

    /// <summary>Starts an ingest where the last one was, and returns when it takes calls.</summary>
    public async Task StartIngestAsync()
    {
        await (_ingest?.DisposeAsync() ?? default);
        _ingest = HostProcess.Start("Ingest", Settings());
        await Eventually.HoldsAsync(() => AnswersAsync($"http://127.0.0.1:{_ports.Ingest}/readyz"), RunProcess.Patience, $"ingest answers; it said:\n{_ingest.Text}", Ct);
    }

    public Task StopIngestAsync() => _ingest!.StopAsync(Ct);

    /// <summary>Captures so many calls, marked as this set; their nonces. Returns when their rows are there.</summary>
    public async Task<IReadOnlyList<string>> CaptureAsync(string set, int count)
    {
        var nonces = Enumerable.Range(0, count).Select(i => $"{set}-{i}").ToList();
        using var producer = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Soon };
        await Parallel.ForEachAsync(nonces, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Ct }, async (nonce, ct) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{_ports.Ingest}/v1/chat/completions") { Content = Body(nonce) };
            request.Headers.Authorization = new("Bearer", _write);
            request.Headers.Add("X-Observability-Property-Set", set);
            using var answer = await producer.SendAsync(request, ct);
            answer.EnsureSuccessStatusCode();
        });
        await Eventually.HoldsAsync(async () => await CountAsync($"properties->>'set' = '{set}'") == count, Soon, "all that was captured is stored", Ct);
        return nonces;
    }

    /// <summary>Orders a batch of a set; its id.</summary>
    public async Task<Guid> OrderAsync(string set, object limits, object? changes = null)
    {
        var order = Merge(new { q = $"prop.set:{set}" }, changes);
        using var answer = await _http.PostAsJsonAsync("/api/v1/batches", Merge(Merge(new { name = set, why = "to see" }, limits), new { order }), Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("id").GetGuid();
    }

    /// <summary>Pauses, resumes or cancels; the status.</summary>
    public async Task<int> DecideAsync(Guid id, string decision, object body)
    {
        using var answer = await _http.PostAsJsonAsync($"/api/v1/batches/{id}/{decision}", body, Ct);
        return (int)answer.StatusCode;
    }

    /// <summary>What the API says of a batch.</summary>
    public async Task<JsonElement> LookAsync(Guid id) => await _http.GetFromJsonAsync<JsonElement>($"/api/v1/batches/{id}", Ct);

    /// <summary>Its items.</summary>
    public async Task<IReadOnlyList<JsonElement>> ItemsAsync(Guid id) =>
        [.. (await _http.GetFromJsonAsync<JsonElement>($"/api/v1/batches/{id}/items?limit=1000", Ct)).GetProperty("data").EnumerateArray()];

    /// <summary>Waits until the batch is so; what the API says then.</summary>
    public async Task<JsonElement> UntilAsync(Guid id, Func<JsonElement, bool> condition, string claim)
    {
        JsonElement seen = default;
        try
        {
            await Eventually.HoldsAsync(async () => condition(seen = await LookAsync(id)), Soon, claim, Ct);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{seen}\n{_dashboard!.Text}", e);
        }

        return seen;
    }

    public Task<JsonElement> UntilItIsAsync(Guid id, string state) => UntilAsync(id, b => b.GetProperty("batch").GetProperty("state").GetString() == state, $"the batch is {state}");

    /// <summary>How often the provider got each of these.</summary>
    public IReadOnlyList<int> Got(IReadOnlyList<string> nonces)
    {
        var got = Provider.Ledger.Entries.GroupBy(e => e.Nonce ?? "").ToDictionary(g => g.Key, g => g.Count());
        return [.. nonces.Select(n => got.GetValueOrDefault(n))];
    }

    /// <summary>How many exchanges are so.</summary>
    public Task<long> CountAsync(string where) => AskAsync<long>($"select count(*) from exchanges where {where}");

    internal async Task<T> AskAsync<T>(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Ct))!;
    }

    private static async Task<bool> AnswersAsync(string address)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        try
        {
            using var answer = await http.GetAsync(new Uri(address), Ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static StringContent Body(string nonce) => new(
        JsonSerializer.Serialize(new { model = Model, max_tokens = 12, messages = (object[])[new { role = "user", content = $"How deep is the sea? {Nonce.Marker(nonce)}" }] }),
        Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private static Dictionary<string, object?> Merge(object first, object? second) =>
        Fields(first).Concat(second is null ? [] : Fields(second)).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, object?>> Fields(object of) =>
        of as Dictionary<string, object?> ?? of.GetType().GetProperties().Select(p => KeyValuePair.Create(p.Name, p.GetValue(of)));

    private Dictionary<string, string> Settings() => new(StringComparer.Ordinal)
    {
        ["DATABASE_URL"] = _database.ConnectionString,
        ["OBSERVABILITY_DATA"] = _folder,
        ["OBSERVABILITY_MASTER_KEY"] = _masterKey,
        ["OBSERVABILITY_BIND"] = "127.0.0.1",
        ["OBSERVABILITY_INGEST_PORT"] = $"{_ports.Ingest}",
        ["OBSERVABILITY_DASHBOARD_PORT"] = $"{_ports.Dashboard}",
        ["OBSERVABILITY_ADMIN_EMAIL"] = Account.Email,
        ["OBSERVABILITY_ADMIN_PASSWORD"] = Account.Password,
        ["OBSERVABILITY_WRITE_KEY"] = _write,
        ["OBSERVABILITY_ADMIN_KEY"] = _admin,
        ["UPSTREAM_OPENAI_URL"] = $"{Provider.BaseUrl}v1",
        ["UPSTREAM_OPENAI_PRICES"] = "openai",
        ["UPSTREAM_OPENAI_CREDENTIAL"] = "sk-provider",
        ["UPSTREAM_GONE_URL"] = $"http://127.0.0.1:{_ports.Nobody}/v1",
        ["UPSTREAM_GONE_CREDENTIAL"] = "sk-provider",
        ["Jobs__CheckinSeconds"] = "1",
        ["Runs__LeaseSeconds"] = "2",
    };
}

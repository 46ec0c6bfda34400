using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Observability.Dashboard;
using Observability.Dashboard.Start;
using Observability.Domain;
using Observability.Domain.Keys;
using Observability.EndToEnd.Tests.Faults;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;
using Observability.Testing.FakeProvider;

namespace Observability.EndToEnd.Tests.Replays;

/// <summary>Both hosts over one database, and a provider that wants a credential: all of a class's tests send through it.</summary>
public sealed class ReplaySite : IAsyncLifetime
{
    /// <summary>Calls that one key may send within a minute.</summary>
    public const int CallsPerMinute = 25;

    private const string Credential = "sk-stored-for-replays";

    private readonly string _folder = TestFolders.Create();
    private readonly int _ingestPort = RunProcess.FreePort();
    private TestDatabase _database = null!;
    private IngestProcess _ingest = null!;
    private WebApplication _dashboard = null!;

    internal FakeProvider Provider { get; private set; } = null!;

    /// <summary>The proxy, with a write key.</summary>
    public HttpClient Producer { get; private set; } = null!;

    public HttpClient Admin { get; private set; } = null!;

    public HttpClient Reader { get; private set; } = null!;

    public NpgsqlDataSource Database => _database.DataSource;

    /// <summary>Where both hosts keep their files.</summary>
    internal string Folder => _folder;

    /// <summary>The producer's key.</summary>
    internal string WriteKey => Secrets[1];

    /// <summary>What ingest has said.</summary>
    internal string Said => _ingest.Text;

    /// <summary>Whatever opens something here, apart from the master key, which lies in the folder.</summary>
    internal IReadOnlyList<string> Secrets { get; private set; } = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Ct);
        Provider = await FakeProvider.StartAsync(new() { Credential = Credential }, Ct);
        var (write, read, admin) = (KeyText.Generate(KeyKind.Write), KeyText.Generate(KeyKind.Read), KeyText.Generate(KeyKind.Admin));
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATABASE_URL"] = _database.ConnectionString,
            ["OBSERVABILITY_DATA"] = _folder,
            ["OBSERVABILITY_BIND"] = "127.0.0.1",
            ["OBSERVABILITY_INGEST_PORT"] = $"{_ingestPort}",
            ["OBSERVABILITY_ADMIN_EMAIL"] = "anna@example.com",
            ["OBSERVABILITY_ADMIN_PASSWORD"] = "correct horse battery",
            ["OBSERVABILITY_WRITE_KEY"] = write.Value,
            ["OBSERVABILITY_READ_KEY"] = read.Value,
            ["OBSERVABILITY_ADMIN_KEY"] = admin.Value,
            ["UPSTREAM_OPENAI_URL"] = $"{Provider.BaseUrl}v1",
            ["UPSTREAM_OPENAI_CREDENTIAL"] = Credential,
            ["UPSTREAM_BARE_URL"] = $"{Provider.BaseUrl}",
            ["UPSTREAM_BARE_CREDENTIAL"] = Credential,
            ["UPSTREAM_GONE_URL"] = $"http://127.0.0.1:{RunProcess.FreePort()}/v1",
        };
        Secrets = [Credential, write.Value, read.Value, admin.Value, values["OBSERVABILITY_ADMIN_PASSWORD"]];
        var settings = Settings.From(values);
        var masterKey = MasterKey.Load(settings);
        await new FirstStart(_database.DataSource, masterKey, TimeProvider.System).RunAsync(settings, TextWriter.Null, Ct);
        _ingest = IngestProcess.Start(values);
        _dashboard = DashboardApp.Build(
            ["--Logging:LogLevel:Default=Warning", $"--Replays:CallsPerMinute={CallsPerMinute}"], settings, masterKey, new(IPAddress.Loopback, 0));
        await _dashboard.StartAsync(Ct);
        Producer = Client(new($"http://127.0.0.1:{_ingestPort}"), write.Value);
        (Admin, Reader) = (Dashboard(admin.Value), Dashboard(read.Value));
        await Eventually.HoldsAsync(IsUpAsync, RunProcess.Patience, "ingest takes traffic", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in new[] { Producer, Admin, Reader })
        {
            client.Dispose();
        }

        await _dashboard.StopAsync();
        await _dashboard.DisposeAsync();
        await _ingest.DisposeAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(_ingest.Text);
        await Provider.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A client of the dashboard with this key.</summary>
    public HttpClient Dashboard(string key) =>
        Client(new(_dashboard.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()), key);

    /// <summary>Sends a call through the proxy and waits for its row; its id.</summary>
    public async Task<Guid> CaptureAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        request.Headers.Add("X-Observability-Request-Id", id.ToString());
        using (request)
        using (var answer = await Producer.SendAsync(request, ct))
        {
            await answer.Content.ReadAsByteArrayAsync(ct);
        }

        await RowAsync(id, ct);
        return id;
    }

    /// <summary>A chat of this model, captured; its id.</summary>
    public Task<Guid> CaptureChatAsync(string model, CancellationToken ct) => CaptureAsync(
        new(HttpMethod.Post, "/v1/chat/completions") { Content = JsonContent.Create(new { model, messages = new[] { new { role = "user", content = "How deep is the sea?" } } }) }, ct);

    /// <summary>An exchange as the API tells it, once it is stored.</summary>
    public async Task<JsonElement> RowAsync(Guid id, CancellationToken ct)
    {
        var row = default(JsonElement);
        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await Reader.GetAsync($"/api/v1/exchanges/{id}", ct);
                row = answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonElement>(ct) : default;
                return answer.IsSuccessStatusCode;
            },
            RunProcess.Patience, $"{id} is stored", ct);
        return row;
    }

    /// <summary>Changes rows behind everybody's back, as time or another version would.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken ct, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        Assert.True(await command.ExecuteNonQueryAsync(ct) > 0, sql);
    }

    private static HttpClient Client(Uri address, string key)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private async Task<bool> IsUpAsync()
    {
        try
        {
            using var answer = await Producer.GetAsync(new Uri("/v1/models", UriKind.Relative), Ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

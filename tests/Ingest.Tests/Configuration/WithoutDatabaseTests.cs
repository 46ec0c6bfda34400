using Observability.Domain;
using Observability.Domain.Upstreams;
using Observability.Ingest.Configuration;
using Observability.Testing;

namespace Observability.Ingest.Tests.Configuration;

/// <summary>These stop a server of their own; each leaves it running for the next. (Killed, it would forget its last commits: the tests' server does not sync.)</summary>
public sealed class WithoutDatabaseTests(WithoutDatabaseTests.OwnServer server) : IClassFixture<WithoutDatabaseTests.OwnServer>, IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private readonly string _folder = TestFolders.Create();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task While_the_database_is_gone_keys_stay_and_when_it_is_back_changes_arrive()
    {
        await using var database = await server.Server.CreateDatabaseAsync(Stop);
        var text = await Stored.KeyAsync(database.DataSource, Stop);
        await using var host = await ConfigurationHost.LoadedAsync(database.ConnectionString, _folder, Stop);
        await server.Server.StopServerAsync(Stop);
        await Eventually.HoldsAsync(
            () => host.LogLines.Any(l => l.StartsWith("Warning: The database does not answer", StringComparison.Ordinal)), Soon, "the loss is logged", Stop);
        Assert.NotNull(host.Keyring.Find(text));
        Assert.Null(host.Obstacle);
        await server.Server.StartServerAsync(Stop);
        database.DataSource.Clear();
        var later = await Stored.KeyAsync(database.DataSource, Stop);
        await Eventually.HoldsAsync(() => host.Keyring.Find(later) is not null, Soon, "the new key is known", Stop);
        Assert.NotNull(host.Keyring.Find(text));
    }

    [Fact]
    public async Task A_start_without_the_database_serves_the_keys_and_upstreams_of_the_snapshot()
    {
        await using var database = await server.Server.CreateDatabaseAsync(Stop);
        var project = await Stored.ProjectAsync(database.DataSource, Stop);
        var text = await Stored.KeyAsync(database.DataSource, project, Stop);
        var revoked = await Stored.KeyAsync(database.DataSource, project, Stop);
        await Stored.RevokeAsync(database.DataSource, revoked, Stop);
        var id = Guid.CreateVersion7();
        await Stored.UpstreamAsync(database.DataSource, id, project, "mine", "https://mine.example.com/v1", Sealed("sk-mine", id, "https://mine.example.com/v1"), Stop);
        await using (await ConfigurationHost.LoadedAsync(database.ConnectionString, _folder, Stop))
        {
        }

        await server.Server.StopServerAsync(Stop);
        await using var host = await ConfigurationHost.StartAsync(database.ConnectionString, _folder, Stop);
        Assert.Equal((ConfigurationOrigin.Snapshot, null), (host.Origin, host.Obstacle));
        Assert.Equal(project, host.Keyring.Find(text)?.ProjectId);
        Assert.NotNull(host.Keyring.Find(revoked)?.RevokedAt);
        Assert.Equal(("Authorization", new Sensitive<string>("Bearer sk-mine")), host.Upstreams.Find(project, "mine")?.Credential);
        await server.Server.StartServerAsync(Stop);
    }

    [Fact]
    public async Task A_start_without_database_and_snapshot_runs_but_is_not_ready_until_the_database_answers()
    {
        await using var database = await server.Server.CreateDatabaseAsync(Stop);
        await server.Server.StopServerAsync(Stop);
        await using var host = await ConfigurationHost.StartAsync(database.ConnectionString, _folder, Stop);
        Assert.NotNull(host.Obstacle);
        Assert.Equal(BuiltinUpstreams.All.Select(b => b.Name).Order(StringComparer.Ordinal), host.Upstreams.NamesFor(Guid.Empty));
        await server.Server.StartServerAsync(Stop);
        await Eventually.HoldsAsync(() => host.Origin is ConfigurationOrigin.Database, Soon, "the database is read", Stop);
        Assert.Null(host.Obstacle);
    }

    private byte[] Sealed(string credential, Guid id, string url) =>
        new CredentialCipher(MasterKey.Load(Settings.From(new Dictionary<string, string> { ["OBSERVABILITY_DATA"] = _folder })))
            .Seal(new(credential), id, new(url));

    public sealed class OwnServer : IAsyncLifetime
    {
        public TestServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await TestServer.StartAsync(Stop);

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}

using System.Net;
using System.Security.Cryptography;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Faults;

[Collection(nameof(Alone))]
public sealed class RunningIngestTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Site _site = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Quick.IsOn, Quick.Reason);
        _database = await TestDatabase.CreateAsync(Ct);
        _site = await Site.CreateAsync(_database, Ct);
        await _site.StartIngestAsync();
        await _site.WaitUntilItServesAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_revoked_key_is_refused_within_five_seconds()
    {
        await _site.RevokeKeyAsync(Ct);
        await Eventually.HoldsAsync(
            async () => (await _site.Producer.AskAsync(Question.Short, Ct)).Status == HttpStatusCode.Unauthorized,
            TimeSpan.FromSeconds(5), "the revoked key is refused", Ct);

        var seen = _site.Provider.Ledger.Arrived;
        Assert.Equal(HttpStatusCode.Unauthorized, (await _site.Producer.AskAsync(Question.Short, Ct)).Status);
        Assert.Equal(seen, _site.Provider.Ledger.Arrived);
    }

    [Fact]
    [Trait("Fault", "F-03")]
    public async Task Told_to_stop_it_lets_an_open_stream_end_and_keeps_it_whole()
    {
        var id = Guid.CreateVersion7();
        using var answer = await _site.Producer.OpenAsync(Question.Slow with { Tokens = 60 }, id, Ct);
        await using var stream = await answer.Content.ReadAsStreamAsync(Ct);
        var body = new byte[1 << 16];
        var length = await stream.ReadAsync(body, Ct);

        _site.Ingest!.Terminate();
        await Eventually.HoldsAsync(async () => !await _site.Producer.IsUpAsync(Ct), TimeSpan.FromSeconds(5), "new calls are refused", Ct);
        Assert.Equal(1, _site.Provider.Ledger.Running);
        for (var read = -1; read != 0; length += read)
        {
            read = await stream.ReadAsync(body.AsMemory(length), Ct);
        }

        Assert.Equal(0, await _site.Ingest.WaitForExitAsync(Ct));
        var entry = Assert.Single(_site.Provider.Ledger.Find(id.ToString()));
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(body.AsSpan(0, length)));
        Assert.Equal(entry.ResponseSha256, sha256);

        // Its row may have to wait for the next start.
        await _site.StartIngestAsync();
        var rows = await _site.WaitForRowsAsync(rows => rows.Any(r => r.Id == id), "the stream has its row", Ct);
        Assert.Equal([new StoredRow(id, "completed", "kept", entry.RequestSha256!, sha256, 0)], rows.Where(r => r.Id == id));
    }
}

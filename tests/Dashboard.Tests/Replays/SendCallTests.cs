using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Observability.Dashboard.Replays;
using Observability.Dashboard.Start;
using Observability.Domain;
using Observability.Domain.Audit;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Replays;

/// <summary>What sending says and writes down where ingest is not what it should be; a real one is asked in EndToEnd.Tests.</summary>
public sealed class SendCallTests : IAsyncLifetime
{
    private readonly Caller _anna = new(Guid.CreateVersion7(), Access.Replay, "anna@example.com") { SeesBodies = true };
    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Ct);
        await using var db = Some.Db(_database.DataSource);
        await using var project = _database.DataSource.CreateCommand("insert into projects (id, slug, name, default_upstream, created_at) values ($1, 'p', 'P', 'openai', now())");
        project.Parameters.Add(new() { Value = _anna.ProjectId });
        await project.ExecuteNonQueryAsync(Ct);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Where_nobody_listens_nothing_is_sent_and_what_was_tried_is_written_down_without_the_credential()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var answer = await SendAsync(((IPEndPoint)socket.LocalEndPoint!).Port, new("sk-typed-by-anna"));
        Assert.Equal(
            (null, "Ingest cannot be reached from here, so nothing was sent. Look whether it runs, and at OBSERVABILITY_INGEST_INTERNAL_URL.", false),
            (answer.Call, answer.Refusal, answer.MayBeCaptured));
        var entry = Assert.Single(await EntriesAsync());
        Assert.Equal(("anna@example.com", "call.sent"), (entry.Who, entry.What));
        Assert.Contains("\"own_credential\": true", entry.Details, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-typed", entry.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ingest_that_breaks_off_leaves_open_whether_it_has_sent_the_call()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var sending = SendAsync(((IPEndPoint)listener.LocalEndpoint).Port, null);
        using (var client = await listener.AcceptTcpClientAsync(Ct))
        {
            await client.GetStream().ReadExactlyAsync(new byte[64], Ct);
        }

        var answer = await sending;
        Assert.Equal(("Ingest broke off before it answered. Whether the call was sent will be seen in the list of requests.", true), (answer.Refusal, answer.MayBeCaptured));
    }

    [Fact]
    public async Task A_credential_that_no_header_can_carry_is_not_tried()
    {
        var answer = await SendAsync(1, new("sk\r\nX-Other: 1"));
        Assert.Equal((true, true), (answer.IsDraftWrong, answer.Refusal is not null));
        Assert.Empty(await EntriesAsync());
    }

    private async Task<SendAnswer> SendAsync(int port, Sensitive<string>? credential)
    {
        var settings = Settings.From(new Dictionary<string, string>(StringComparer.Ordinal) { ["OBSERVABILITY_INGEST_URL"] = $"http://127.0.0.1:{port}" });
        using var sender = new IngestSender(settings, new InstallationKey(new(new byte[32])));
        await using var db = Some.Db(_database.DataSource);
        var handler = new SendCallHandler(db, _anna, sender, new(Options.Create(new ReplayOptions()), TimeProvider.System), TimeProvider.System);
        return await handler.Handle(new(Drafts.Of("/v1/chat/completions", """{"model":"a"}"""), Guid.CreateVersion7(), null, credential), Ct);
    }

    private async Task<List<AuditEntry>> EntriesAsync()
    {
        await using var db = Some.Db(_database.DataSource);
        return await db.AuditLog.ToListAsync(Ct);
    }
}

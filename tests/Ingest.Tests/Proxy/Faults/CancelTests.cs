using System.Text;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy.Faults;

/// <summary>Clients that leave: their upstream is let go, what they got is on record, and nobody gets their bytes.</summary>
public sealed class CancelTests
{
    private const int Pieces = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Trait("Fault", "F-31")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_upstream_is_let_go_when_its_client_leaves(bool midStream)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            if (midStream)
            {
                await connection.SendAsync([.. Encoding.Latin1.GetBytes(Requests.StreamHead), .. Requests.Chunk(Requests.Delta("half"))], ct);
            }

            asked.TrySetResult();
            await connection.WaitForCloseAsync(ct);
            closed.TrySetResult();
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        await client.SendAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct);
        await asked.Task.WaitAsync(Patience, Ct);
        if (midStream)
        {
            await client.Reader.ReadHeadAsync(Ct);
            await client.Reader.ReadExactlyAsync(20, Ct);
        }

        client.Reset();

        await closed.Task.WaitAsync(Patience, Ct);
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal((ExchangeOutcome.ClientAborted, midStream ? 200 : null), (recorded.Outcome, recorded.Status));
        Assert.Equal(midStream ? Requests.Delta("half") : "", Encoding.UTF8.GetString(recorded.Response.Bytes.Span));
    }

    [Fact, Trait("Fault", "F-31")]
    public async Task Random_cancels_of_two_tenants_never_mix_up_whose_bytes_are_whose()
    {
        var count = Quick.IsOn ? 100 : Thorough.Or(2_000, 10_000);
        await using var upstream = new RawUpstream(async (request, connection, ct) =>
        {
            await connection.SendAsync(Requests.StreamHead, ct);
            for (var i = 0; i < Pieces; i++)
            {
                await connection.SendAsync(Requests.Chunk(request.Text), ct);
            }

            await connection.SendAsync(Requests.LastChunk, ct);
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "None" }, Ct);
        (Guid Project, string Key)[] tenants = [.. Enumerable.Range(0, 2).Select(_ => Guid.CreateVersion7()).Select(project => (project, proxy.AddKey(project)))];

        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Ct }, async (i, ct) =>
        {
            var (project, key) = tenants[i % 2];
            await CallAsync(proxy, key, $"[{project:N} {i}]", new Random(i), ct);
        });

        await Eventually.HoldsAsync(() => proxy.Spool.State.Open == 0, Patience, "every exchange has ended", Ct);
        var state = proxy.Spool.State;
        Assert.Equal((state.Begun, 0L), (state.Ended, state.Dropped));
        AssertOwn(proxy, state.Ended);
    }

    // Leaves before its request is whole, in the middle of the answer, at its last byte, or not at all.
    private static async Task CallAsync(ProxyHost proxy, string key, string mark, Random dice, CancellationToken ct)
    {
        using var client = await proxy.ConnectAsync(ct);
        var request = Requests.Post($"/v1/{key}/chat/completions", mark);
        var whole = string.Concat(Enumerable.Repeat(mark, Pieces));
        switch (dice.Next(5))
        {
            case 0:
                await client.SendAsync(request[..^dice.Next(1, mark.Length)], ct);
                break;
            case 1:
                await client.SendAsync(request, ct);
                break;
            case 2:
                await client.SendAsync(request, ct);
                Assert.StartsWith("HTTP/1.1 200", Encoding.Latin1.GetString(await client.Reader.ReadExactlyAsync(dice.Next(20, 400), ct)), StringComparison.Ordinal);
                break;
            case 3:
                await client.SendAsync(request, ct);
                await LeaveAtTheLastByteAsync(client, whole, ct);
                return;
            default:
                Assert.Equal(whole, (await client.CallAsync(request, ct)).Text);
                return;
        }

        client.Reset();
    }

    private static async Task LeaveAtTheLastByteAsync(RawConnection client, string whole, CancellationToken ct)
    {
        var got = 0;
        var head = await client.Reader.ReadHeadAsync(ct);
        var left = await Record.ExceptionAsync(() => client.Reader.ReadBodyAsync(head!, true, "POST", bytes =>
        {
            Assert.Equal(whole.Substring(got, bytes.Length), Encoding.ASCII.GetString(bytes));
            if ((got += bytes.Length) == whole.Length)
            {
                client.Reset();
            }
        }, ct));
        Assert.True(left is null or IOException or ObjectDisposedException, left?.Message);
    }

    private static void AssertOwn(ProxyHost proxy, long count)
    {
        var seen = 0;
        while (proxy.Spool.Reader.Next()?.ToCaptured() is { } recorded)
        {
            seen++;
            var request = Encoding.ASCII.GetString(recorded.Request.Bytes.Span);
            var response = Encoding.ASCII.GetString(recorded.Response.Bytes.Span);
            Assert.StartsWith(request.Length == 0 ? "" : $"[{recorded.ProjectId:N} "[..Math.Min(request.Length, 34)], request, StringComparison.Ordinal);
            Assert.StartsWith(response, string.Concat(Enumerable.Repeat(request, Pieces)), StringComparison.Ordinal);
            Assert.Contains(recorded.Outcome, (ExchangeOutcome[])[ExchangeOutcome.Completed, ExchangeOutcome.ClientAborted]);
        }

        Assert.Equal(count, seen);
    }
}

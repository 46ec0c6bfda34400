using System.Text;
using Observability.Domain.Exchanges;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>What breaks must look broken to the client, and be recorded as what it was.</summary>
public sealed class FaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Trait("Fault", "F-27")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_that_breaks_is_never_ended_cleanly(bool reset)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.SendAsync([.. Encoding.Latin1.GetBytes(Requests.StreamHead), .. Requests.Chunk(Requests.Delta("half"))], ct);
            await seen.Task.WaitAsync(ct);
            if (reset)
            {
                connection.Reset();
            }
            else
            {
                connection.Dispose();
            }
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        await client.SendAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct);

        var head = await client.Reader.ReadHeadAsync(Ct);
        var (body, isWhole) = await client.Reader.ReadBodyAsync(head!, true, "POST", _ => seen.TrySetResult(), Ct);

        Assert.Equal((Requests.Delta("half"), false), (Encoding.UTF8.GetString(body), isWhole));
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal((ExchangeOutcome.UpstreamBroke, 200), (recorded.Outcome, recorded.Status));
        Assert.Equal(body, recorded.Response.Bytes.ToArray());
        Assert.NotNull(recorded.Error);
    }

    [Fact, Trait("Fault", "F-29")]
    public async Task An_upstream_that_never_answers_is_504_and_is_let_go()
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.WaitForCloseAsync(ct);
            closed.TrySetResult();
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, new Dictionary<string, string?> { ["Proxy:FirstByteSeconds"] = "1" }, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct);

        Assert.Equal(504, answer.Status);
        Assert.Contains("\"type\":\"proxy_error\",\"param\":null,\"code\":\"upstream_timeout\"", answer.Text, StringComparison.Ordinal);
        await closed.Task.WaitAsync(Patience, Ct);
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal((ExchangeOutcome.UpstreamTimedOut, Requests.Chat), (recorded.Outcome, Encoding.UTF8.GetString(recorded.Request.Bytes.Span)));
    }

    [Fact, Trait("Fault", "F-29")]
    public async Task A_head_reaches_the_client_before_the_first_byte_of_a_body_that_takes_its_time()
    {
        var headSeen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.SendAsync(Requests.StreamHead, ct);
            await headSeen.Task.WaitAsync(ct);
            await connection.SendAsync([.. Requests.Chunk("data: [DONE]\n\n"), .. "0\r\n\r\n"u8], ct);
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, new Dictionary<string, string?> { ["Proxy:FirstByteSeconds"] = "1" }, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        await client.SendAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct);

        var head = await client.Reader.ReadHeadAsync(Ct);
        headSeen.SetResult();

        Assert.Equal("data: [DONE]\n\n", Encoding.UTF8.GetString((await client.Reader.ReadBodyAsync(head!, true, "POST", null, Ct)).Body));
    }

    [Fact, Trait("Fault", "F-31")]
    public async Task A_client_that_leaves_in_the_middle_of_its_upload_is_recorded_and_nobody_is_called()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        await client.SendAsync($"POST /v1/{proxy.Key}/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf", Ct);
        client.Dispose();

        var recorded = await proxy.RecordedAsync(Ct);

        Assert.Equal((ExchangeOutcome.ClientAborted, (int?)null), (recorded.Outcome, recorded.Status));
        // The web server may see the end of the connection before it hands over the last bytes.
        Assert.StartsWith(Encoding.UTF8.GetString(recorded.Request.Bytes.Span), "half", StringComparison.Ordinal);
        Assert.Empty(upstream.Requests);
    }

    [Fact, Trait("Fault", "F-32")]
    public async Task A_large_upload_streams_through_before_it_is_complete()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var body = new byte[3 << 20];
        new Random(3).NextBytes(body);
        byte[] got = [];
        await using var upstream = new RawUpstream(async (head, connection, ct) =>
        {
            (got, _) = await connection.Reader.ReadBodyAsync(head, false, "", _ => started.TrySetResult(), ct);
            await connection.SendAsync(Requests.Json("{}"), ct);
        }, readsBodies: false);
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        var request = Requests.Post($"/v1/{proxy.Key}/files", body, "");

        await client.SendAsync(request[..^10], Ct);
        await started.Task.WaitAsync(Patience, Ct);
        await client.SendAsync(request[^10..], Ct);

        Assert.Equal(200, (await client.Reader.ReadAsync(true, "POST", Ct))!.Status);
        Assert.True(body.AsSpan().SequenceEqual(got));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task An_answer_given_before_the_upload_was_read_reaches_the_client(bool inChunks, bool keepsReading)
    {
        const string Refusal = """{"error":{"message":"too large"}}""";
        var body = new byte[10 << 20];
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.Reader.ReadExactlyAsync(64 << 10, ct);
            await connection.SendAsync($"HTTP/1.1 413 Payload Too Large\r\nContent-Type: application/json\r\nContent-Length: {Refusal.Length}\r\n\r\n{Refusal}", ct);
            if (keepsReading)
            {
                await connection.WaitForCloseAsync(ct);
            }

            connection.EndSending();
            connection.Dispose();
        }, readsBodies: false);
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        var request = inChunks
            ? (byte[])[.. Encoding.Latin1.GetBytes($"POST /v1/{proxy.Key}/files HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n"), .. body, .. "\r\n0\r\n\r\n"u8]
            : Requests.Post($"/v1/{proxy.Key}/files", body, "");

        var answer = await client.CallAsync(request, Ct);

        Assert.Equal((413, Refusal), (answer.Status, answer.Text));
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal((ExchangeOutcome.UpstreamRefused, 413, (long)body.Length), (recorded.Outcome, recorded.Status, recorded.Request.TotalBytes));
    }

    [Fact]
    public async Task An_upload_that_an_upstream_cuts_without_a_word_is_502()
    {
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.Reader.ReadExactlyAsync(64 << 10, ct);
            connection.Reset();
        }, readsBodies: false);
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/files", new byte[10 << 20], ""), Ct);

        Assert.Equal(502, answer.Status);
        Assert.Equal(ExchangeOutcome.UpstreamBroke, (await proxy.RecordedAsync(Ct)).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_still_open_when_the_host_stops_was_interrupted_not_left_by_its_client(bool isWebSocket)
    {
        var head = isWebSocket ? "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n" : Requests.StreamHead;
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.SendAsync([.. Encoding.Latin1.GetBytes(head), .. Requests.Chunk(Requests.Delta("half"))], ct);
            await connection.WaitForCloseAsync(ct);
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        await client.SendAsync(
            isWebSocket
                ? Encoding.Latin1.GetBytes($"GET /openai/{proxy.Key}/v1/realtime HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
                : Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct);
        await client.Reader.ReadHeadAsync(Ct);
        await client.Reader.ReadExactlyAsync(20, Ct);

        await proxy.StopAsync(TimeSpan.FromMilliseconds(100));

        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal((ExchangeOutcome.Interrupted, isWebSocket ? 101 : 200), (recorded.Outcome, recorded.Status));
        Assert.StartsWith("This server was stopped", recorded.Error, StringComparison.Ordinal);
        Assert.Contains("half", Encoding.UTF8.GetString(recorded.Response.Bytes.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_chunk_after_the_first_mebibyte_is_400_and_the_upstream_never_sees_a_whole_request()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(
            [.. Encoding.Latin1.GetBytes($"POST /v1/{proxy.Key}/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n200000\r\n"), .. new byte[2 << 20], .. "\r\nzz\r\n"u8], Ct);

        Assert.Equal(400, answer.Status);
        Assert.Empty(upstream.Requests);
        Assert.Equal(ExchangeOutcome.Rejected, (await proxy.RecordedAsync(Ct)).Outcome);
    }
}

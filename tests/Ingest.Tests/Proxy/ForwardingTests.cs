using System.Security.Cryptography;
using System.Text;
using Observability.Domain.Exchanges;

namespace Observability.Ingest.Tests.Proxy;

public sealed class ForwardingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plain_call_crosses_byte_for_byte_both_ways_and_is_recorded()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("""{"ok": "\u00e9"}"""));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions?a=%7e", Requests.Chat), Ct);

        Assert.Equal("""{"ok": "\u00e9"}""", answer.Text);
        var got = Assert.Single(upstream.Requests);
        Assert.Equal("POST /v1/chat/completions?a=%7e HTTP/1.1", got.StartLine);
        Assert.Equal(Requests.Chat, got.Text);
        Assert.Equal("Bearer sk-up", got["Authorization"]);
        Assert.DoesNotContain(got.Headers, h => h.Value.Contains(proxy.Key, StringComparison.Ordinal));
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal(ExchangeOutcome.Completed, recorded.Outcome);
        Assert.Equal("/v1/chat/completions?a=%7e", recorded.Target);
        Assert.Equal(Requests.Chat, Encoding.UTF8.GetString(recorded.Request.Bytes.Span));
        Assert.Equal("""{"ok": "\u00e9"}""", Encoding.UTF8.GetString(recorded.Response.Bytes.Span));
        Assert.Equal(answer["X-Observability-Id"], recorded.Id.ToString());
        Assert.Equal(answer["Helicone-Id"], recorded.Id.ToString());
    }

    [Fact]
    public async Task A_body_in_chunks_stays_in_chunks_and_one_with_a_length_keeps_it()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        await client.CallAsync(
            $"POST /v1/{proxy.Key}/audio/transcriptions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-T: 1\r\n\r\n", Ct);
        await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", "{}"), Ct);

        Assert.Collection(
            upstream.Requests,
            chunked => Assert.Equal(("chunked", null, "abcde"), (chunked["Transfer-Encoding"], chunked["Content-Length"], chunked.Text)),
            whole => Assert.Equal((null, "2", "{}"), (whole["Transfer-Encoding"], whole["Content-Length"], whole.Text)));
    }

    [Fact]
    public async Task A_body_beyond_the_capture_limit_crosses_whole_and_is_recorded_as_truncated_with_size_and_hash()
    {
        var body = new byte[3 << 20];
        Random.Shared.NextBytes(body);
        var head = Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n");
        await using var upstream = RawUpstream.Saying([.. head, .. body]);
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, new Dictionary<string, string?> { ["Proxy:CaptureBytes"] = "1048576" }, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/files", body, ""), Ct);

        var hash = SHA256.HashData(body);
        Assert.Equal(hash, SHA256.HashData(answer.Body));
        Assert.Equal(hash, SHA256.HashData(Assert.Single(upstream.Requests).Body));
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.All([recorded.Request, recorded.Response], side =>
        {
            Assert.Equal(body.Length, side.TotalBytes);
            Assert.Equal(hash, side.Sha256!.Value.ToArray());
            Assert.Equal(body.AsSpan(0, 1 << 20), side.Bytes.Span);
        });
    }

    [Fact]
    public async Task A_client_that_waits_for_100_gets_it_and_the_upstream_gets_no_expectation()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        await client.SendAsync($"POST /v1/{proxy.Key}/files HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", Ct);
        Assert.Equal(100, (await client.Reader.ReadAsync(true, "POST", Ct))!.Status);
        await client.SendAsync("{}", Ct);

        Assert.Equal(200, (await client.Reader.ReadAsync(true, "POST", Ct))!.Status);
        Assert.Equal((null, "{}"), (upstream.Requests.Single()["Expect"], upstream.Requests.Single().Text));
    }

    [Fact]
    public async Task A_length_that_is_no_number_of_digits_is_refused_however_long_it_is()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);

        foreach (var length in new[] { "+5", "5 5", " +5", new string('9', 40), new string('0', 30) + "5" })
        {
            using var client = await proxy.ConnectAsync(Ct);
            var answer = await client.CallAsync($"POST /v1/{proxy.Key}/x HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\nhello", Ct);
            Assert.True(answer.Status == 400, length);
        }

        Assert.Empty(upstream.Requests);
    }
}

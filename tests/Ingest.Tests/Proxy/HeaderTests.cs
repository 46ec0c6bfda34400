using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Observability.Ingest.Proxy;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>What crosses in the heads, and what is kept of them.</summary>
public sealed class HeaderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("Fault", "F-40")]
    public async Task Headers_cross_with_every_byte_except_the_connections_ours_and_cookies()
    {
        await using var upstream = RawUpstream.Saying(
            "HTTP/1.1 200 OK\r\nX-Empty:\r\nX-Two: 1\r\nX-Two: 2\r\nX-Name: Jos\u00c3\u00a9\r\nX-Odd: \u00ff\u00fe\r\nConnection: X-Hop\r\nX-Hop: 1\r\n"
            + "Keep-Alive: timeout=5\r\nProxy-Authenticate: Basic\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\nserver: uvicorn\r\nContent-Length: 2\r\n\r\n{}");
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(
            $"GET /v1/{proxy.Key}/models HTTP/1.1\r\nHost: x\r\nX-Task: \r\nX-User: Jos\u00c3\u00a9 \u00e6\u009d\u008e\r\nX-Bad: \u00ff\u00fe\r\nX-Two: 1\r\nX-Two: 2\r\n"
            + "Cookie: a=1; b=2\r\nTE: trailers\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nProxy-Authorization: Basic x\r\nExpect: 100-continue\r\n"
            + "Helicone-User-Id: u\r\nX-Observability-Task: t\r\nX-Content-Length: 7\r\nX-OpenWebUI-User-Id: 1\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
            + $"Referer: http://proxy/v1/{proxy.Key}/x\r\n\r\n", Ct);

        var got = Assert.Single(upstream.Requests);
        Assert.Equal(
            [
                "Accept-Encoding=gzip, deflate, br", "Cookie=a=1; b=2", $"Host={upstream.Url.Authority}", "X-Bad=\u00ff\u00fe", "X-OpenWebUI-User-Id=1", "X-Task=",
                "X-Two=1, 2", "X-User=Jos\u00c3\u00a9 \u00e6\u009d\u008e",
            ],
            got.Headers.Select(h => $"{h.Key}={h.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(
            [
                "Content-Length=2", "Server=uvicorn", "X-Empty=", "X-Name=Jos\u00c3\u00a9", "X-Odd=\u00ff\u00fe", "X-Two=1", "X-Two=2",
            ],
            answer.Headers.Where(h => h.Key is not ("Date" or "X-Observability-Id" or "Helicone-Id")).Select(h => $"{h.Key}={h.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Strict_bytes_leave_even_zstd_alone()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, new Dictionary<string, string?> { ["OBSERVABILITY_STRICT_BYTES"] = "true" }, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        await client.CallAsync($"GET /v1/{proxy.Key}/models HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip,zstd ; q=1\r\n\r\n", Ct);

        Assert.Equal("gzip,zstd ; q=1", Assert.Single(upstream.Requests)["Accept-Encoding"]);
    }

    [Theory]
    [InlineData("gzip, deflate, br, zstd", "gzip, deflate, br")]
    [InlineData("zstd;q=1, gzip;q=0.5", "gzip;q=0.5")]
    [InlineData("zstd", "identity")]
    [InlineData("gzip,br", "gzip,br")]
    [InlineData("xzstd", "xzstd")]
    public void Only_zstd_is_taken_out_of_the_accepted_codings(string given, string expected) =>
        Assert.Equal(expected, AcceptEncoding.WithoutZstd(given));

    [Fact]
    public async Task Secrets_are_not_recorded_and_what_was_left_out_is_counted()
    {
        await using var upstream = RawUpstream.Saying("HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nSet-Cookie: canary=1\r\nX-Unknown: canary\r\nContent-Length: 2\r\n\r\n{}");
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        await client.CallAsync(
            $"GET /gemini/{proxy.Key}/v1beta/models?key=canary&alt=sse&API_KEY=canary&sig=canary&x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer canary\r\nCookie: canary\r\n"
            + "x-api-key: canary\r\nX-OpenWebUI-User-Jwt: canary\r\nX-OpenWebUI-User-Id: 7\r\nHelicone-Posthog-Key: canary\r\nOpenAI-Organization: org\r\n\r\n", Ct);

        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal("/v1beta/models?key=[redacted]&alt=sse&API_KEY=[redacted]&sig=[redacted]&x", recorded.Target);
        Assert.Equal(["7", "org"], new[] { "x-openwebui-user-id", "openai-organization" }.Select(name => recorded.RequestHeaders[name]));
        Assert.DoesNotContain("canary", Encoding.Latin1.GetString([.. recorded.RequestHeaders.Encode(), .. recorded.ResponseHeaders.Encode()]), StringComparison.Ordinal);
        Assert.Equal((5, 2), (recorded.RequestHeaders.Dropped, recorded.ResponseHeaders.Dropped));
    }

    [Fact]
    public async Task Labels_are_read_decoded_and_absent_when_nobody_filled_them_in()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        var id = Guid.Parse("0b1c7c1e-1111-1222-8333-444455556666");

        var answer = await client.CallAsync(
            $"GET /v1/{proxy.Key}/models HTTP/1.1\r\nHost: x\r\nX-OpenWebUI-User-Name: Jos%C3%A9 %C3%9Cn%C3%AFcode %E6%9D%8E\r\nX-OpenWebUI-User-Email: jose@example.com\r\n"
            + "X-OpenWebUI-Chat-Id: c-1\r\nHelicone-Session-Id: {{CHAT_ID}}\r\nHelicone-Property-Groups:  \r\nHelicone-Property-App: open-webui\r\n"
            + $"X-Observability-Property-Wer: Jos\u00c3\u00a9\r\nHelicone-Property-Task: title_generation\r\nHelicone-Prompt-Id: p\r\nHelicone-Request-Id: {id}\r\n\r\n", Ct);

        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal((id, id.ToString()), (recorded.Id, answer["Helicone-Id"]));
        var labels = recorded.Labels;
        Assert.Equal(
            ("jose@example.com", "José Ünïcode 李", "c-1", "title_generation", "p"), (labels.User, labels.UserName, labels.Session, labels.Task, labels.PromptId));
        Assert.Equal(
            ["app=open-webui", "task=title_generation", "wer=José"], labels.Properties.Select(p => $"{p.Key}={p.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_calls_at_a_time_under_one_id_of_their_producer_are_both_recorded()
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = new RawUpstream(async (request, connection, ct) =>
        {
            if (request.Text == "first")
            {
                first.SetResult();
                await second.Task.WaitAsync(ct);
            }

            await connection.SendAsync(Requests.Json("{}"), ct);
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var one = await proxy.ConnectAsync(Ct);
        using var two = await proxy.ConnectAsync(Ct);
        var id = Guid.NewGuid();

        var slow = one.CallAsync(Requests.Post($"/v1/{proxy.Key}/x", "first"u8.ToArray(), $"Helicone-Request-Id: {id}\r\n"), Ct);
        await first.Task.WaitAsync(Ct);
        var quick = await two.CallAsync(Requests.Post($"/v1/{proxy.Key}/x", "second"u8.ToArray(), $"X-Observability-Request-Id: {id}\r\n"), Ct);
        second.SetResult();

        Assert.Equal(id.ToString(), (await slow)["X-Observability-Id"]);
        var recorded = new[] { await proxy.RecordedAsync(Ct), await proxy.RecordedAsync(Ct) }.ToDictionary(r => Encoding.UTF8.GetString(r.Request.Bytes.Span));
        Assert.Equal(id, recorded["first"].Id);
        Assert.NotEqual(id, recorded["second"].Id);
        Assert.Equal(recorded["second"].Id.ToString(), quick["X-Observability-Id"]);
        Assert.Equal(0, proxy.Spool.State.Dropped);
    }

    [Fact]
    public async Task Bodies_are_left_out_when_the_producer_asks_and_their_sizes_stay()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{\"a\":1}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", "{}"u8.ToArray(), "Helicone-Omit-Request: true\r\n"), Ct);
        await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", "{}"u8.ToArray(), "X-Observability-Omit-Response: TRUE\r\n"), Ct);

        var first = await proxy.RecordedAsync(Ct);
        var second = await proxy.RecordedAsync(Ct);
        Assert.Equal((2L, 0, 7), (first.Request.TotalBytes, first.Request.Bytes.Length, first.Response.Bytes.Length));
        Assert.Equal((2, 0, 7L), (second.Request.Bytes.Length, second.Response.Bytes.Length, second.Response.TotalBytes));
        Assert.Contains("Omit-Request", first.NotKeptReason, StringComparison.Ordinal);
        Assert.Contains("Omit-Response", second.NotKeptReason, StringComparison.Ordinal);
    }

    [Fact]
    public void No_hop_by_hop_forbidden_or_named_header_ever_crosses()
    {
        string[] forbidden = ["Connection", "te", "Upgrade", "TRANSFER-ENCODING", "keep-alive", "Proxy-Connection", "Proxy-Authorization", "Trailer", "Host", "Helicone-Auth", "X-Observability-Key"];
        var names = Gen.Elements([.. forbidden, "X-A", "X-B", "Accept", "Content-Type", "Cookie"]);
        var headers = Gen.ListOf(Gen.Zip(names, Gen.Elements("", "a", "X-A, x-b", "close", "obs_w_secret in it", "\u00ff")));
        Prop.ForAll(headers.ToArbitrary(), list =>
        {
            IHeaderDictionary client = new HeaderDictionary();
            foreach (var (name, value) in list)
            {
                client.Append(name, value);
            }

            using var request = new UpstreamRequest("GET", new("http://h/"), new("u", new("http://h"), "openai", false, null));
            Assert.Null(RequestHeaders.Copy(client, "obs_w_secret", request));

            var crossed = request.Headers.NonValidated.Select(h => h.Key).Concat(request.Content?.Headers.NonValidated.Select(h => h.Key) ?? []).ToList();
            var named = client.Connection.ToString().Split(',').Select(n => n.Trim());
            Assert.Empty(crossed.Intersect(forbidden.Concat(named), StringComparer.OrdinalIgnoreCase));
            Assert.DoesNotContain(request.Headers.NonValidated, h => h.Value.Any(v => v.Contains("obs_w_secret", StringComparison.Ordinal)));
            // And nothing else is lost.
            var expected = client.Where(h => !forbidden.Concat(named).Contains(h.Key, StringComparer.OrdinalIgnoreCase) && h.Value.Any(v => v?.Contains("obs_w_secret", StringComparison.Ordinal) != true));
            Assert.Equal(expected.Select(h => h.Key).Order(StringComparer.Ordinal), crossed.Order(StringComparer.Ordinal));
        }).QuickCheckThrowOnFailure();
    }
}

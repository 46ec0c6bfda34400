using System.Diagnostics;
using System.Globalization;
using System.Text;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>What Open WebUI sends and what it must get, byte by byte, with times scaled down. The trait is the case's number in its wire script.</summary>
public sealed class OpenWebUITests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("case", "1")]
    public async Task A_model_list_crosses_and_is_recorded()
    {
        const string List = """{"object": "list", "data": [{"id": "a"}, {"id": "b"}, {"id": "c"}]}""";
        await using var upstream = RawUpstream.Saying(Requests.Json(List));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Get($"/v1/{proxy.Key}/models"), Ct);

        Assert.Equal((200, List), (answer.Status, answer.Text));
        var got = Assert.Single(upstream.Requests);
        Assert.Equal("GET /v1/models HTTP/1.1", got.StartLine);
        Assert.Equal(
            ["*/*", "application/json", "Bearer sk-up", "Python/3.11 aiohttp/3.13.5", "gzip, deflate, br"],
            new[] { "Accept", "Content-Type", "Authorization", "User-Agent", "Accept-Encoding" }.Select(name => got[name]));
        Assert.Equal(upstream.Url.Authority, got["Host"]);
        Assert.Equal(("GET", "/v1/models", 200), (await proxy.RecordedAsync(Ct)) is var r ? (r.Method, r.Target, r.Status) : default);
    }

    [Fact, Trait("case", "2")]
    public async Task Model_lists_in_parallel_on_fresh_connections_are_all_answered()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("""{"data": []}"""));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);

        var answers = await Task.WhenAll(Enumerable.Range(0, 25).Select(async _ =>
        {
            using var client = await proxy.ConnectAsync(Ct);
            return await client.CallAsync(Requests.Get($"/v1/{proxy.Key}/models"), Ct);
        }));

        Assert.All(answers, answer => Assert.Equal((200, """{"data": []}"""), (answer.Status, answer.Text)));
        Assert.Equal(25, upstream.Requests.Count);
    }

    [Fact, Trait("case", "3")]
    public async Task A_wrong_key_gets_401_in_json_and_nobody_is_called()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Get("/v1/wk_bad/models"), Ct);

        Assert.Equal((401, "application/json"), (answer.Status, answer["Content-Type"]));
        Assert.Contains("\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"invalid_proxy_key\"", answer.Text, StringComparison.Ordinal);
        Assert.Empty(upstream.Requests);
        Assert.Equal(0, proxy.Spool.State.Begun);
    }

    [Fact, Trait("case", "4")]
    public async Task A_client_that_gives_up_on_a_hanging_list_closes_the_upstream_too()
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.WaitForCloseAsync(ct);
            closed.TrySetResult();
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        await client.SendAsync(Requests.Get($"/v1/{proxy.Key}/models"), Ct);
        await Eventually.HoldsAsync(() => upstream.Requests.Count == 1, Patience, "the call is upstream", Ct);

        client.Dispose();

        await closed.Task.WaitAsync(Patience, Ct);
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal((ExchangeOutcome.ClientAborted, (int?)null), (recorded.Outcome, recorded.Status));
    }

    [Fact, Trait("case", "4")]
    public async Task A_closed_port_is_502_in_json_at_once()
    {
        Uri nobody;
        await using (var upstream = RawUpstream.Saying(""))
        {
            nobody = upstream.Url;
        }

        await using var proxy = await ProxyHost.StartAsync(nobody, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        var start = Stopwatch.GetTimestamp();

        var answer = await client.CallAsync(Requests.Get($"/v1/{proxy.Key}/models"), Ct);

        Assert.Equal(502, answer.Status);
        Assert.Contains("\"code\":\"upstream_unreachable\"", answer.Text, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2));
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal((ExchangeOutcome.UpstreamUnreachable, 502), (recorded.Outcome, recorded.Status));
        Assert.Equal(answer.Body, recorded.Response.Bytes.ToArray());
    }

    [Theory, Trait("case", "5"), Trait("case", "6")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_piece_of_a_stream_reaches_the_client_before_the_next_one_is_sent(bool withUsage)
    {
        string[] events =
        [
            Requests.Event("""{"choices":[{"index":0,"delta":{"role":"assistant"}}]}"""), Requests.Delta("Hé"), Requests.Delta("llo"), Requests.Delta(" 李"),
            Requests.Event("""{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}"""),
            .. withUsage ? new[] { Requests.Event("""{"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21}}""") } : [],
            "data: [DONE]\n\n",
        ];
        using var seen = new SemaphoreSlim(0);
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.SendAsync(Requests.StreamHead, ct);
            foreach (var text in events)
            {
                // Seven bytes at a time; the event after this one is sent when the client has had the whole of it.
                foreach (var piece in Requests.Chunk(text).Chunk(7))
                {
                    await connection.SendAsync(piece, ct);
                }

                await seen.WaitAsync(ct);
            }

            await connection.SendAsync(Requests.LastChunk, ct);
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        await client.SendAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct);

        var head = await client.Reader.ReadHeadAsync(Ct);
        var ends = new Queue<int>(events.Aggregate(new List<int>(), (sums, e) => [.. sums, (sums.Count > 0 ? sums[^1] : 0) + Encoding.UTF8.GetByteCount(e)]));
        var got = 0;
        var (body, isWhole) = await client.Reader.ReadBodyAsync(head!, true, "POST", piece =>
        {
            for (got += piece.Length; ends.Count > 0 && got >= ends.Peek(); ends.Dequeue())
            {
                seen.Release();
            }
        }, Ct);

        Assert.Equal((string.Concat(events), true), (Encoding.UTF8.GetString(body), isWhole));
        Assert.Equal("text/event-stream; charset=utf-8", head!["Content-Type"]);
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal((ExchangeOutcome.Completed, body.Length), (recorded.Outcome, recorded.Response.Bytes.Length));
        Assert.Equal(body, recorded.Response.Bytes.ToArray());
        var chunks = recorded.Timings.Chunks.Decode();
        Assert.Equal(body.Length, chunks[^1].End);
        Assert.True(chunks.Count >= events.Length, "each event was waited for, so each has a mark of its own");
        Assert.True(recorded.Timings.FirstByte <= chunks[0].At && chunks[^1].At <= recorded.Timings.LastByte);
        Assert.InRange(recorded.Timings.Overhead, TimeSpan.Zero, recorded.Timings.LastByte);
    }

    [Fact, Trait("case", "8")]
    public async Task A_title_call_that_does_not_stream_crosses()
    {
        const string Title = """{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "### Task:\nGenerate a concise title"}], "stream": false}""";
        const string Answer = """{"choices":[{"message":{"role":"assistant","content":"{ \"title\": \"Greeting\" }"}}],"usage":{"prompt_tokens":3}}""";
        await using var upstream = RawUpstream.Saying(Requests.Json(Answer));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Title), Ct);

        Assert.Equal((Answer, Title), (answer.Text, Assert.Single(upstream.Requests).Text));
    }

    [Theory, Trait("case", "17"), Trait("case", "18")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stop_closes_the_upstream_within_half_a_second_and_keeps_what_was_seen(bool midStream)
    {
        var closed = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            if (midStream)
            {
                await connection.SendAsync([.. Encoding.Latin1.GetBytes(Requests.StreamHead), .. Requests.Chunk(Requests.Delta("one"))], ct);
            }

            await connection.WaitForCloseAsync(ct);
            closed.TrySetResult(Stopwatch.GetTimestamp());
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        await client.SendAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct);
        var expected = midStream ? Requests.Delta("one") : "";
        if (midStream)
        {
            await client.Reader.ReadHeadAsync(Ct);
            await client.Reader.ReadExactlyAsync(expected.Length, Ct);
        }

        await Eventually.HoldsAsync(() => upstream.Requests.Count == 1, Patience, "the call is upstream", Ct);

        var stopped = Stopwatch.GetTimestamp();
        client.Reset();

        var after = Stopwatch.GetElapsedTime(stopped, await closed.Task.WaitAsync(Patience, Ct));
        Assert.True(after < TimeSpan.FromMilliseconds(500), $"closed after {after}");
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal((ExchangeOutcome.ClientAborted, midStream ? 200 : null), (recorded.Outcome, recorded.Status));
        Assert.Equal(expected, Encoding.UTF8.GetString(recorded.Response.Bytes.Span));
        Assert.Equal(midStream, recorded.Timings.FirstByte is not null);
        Assert.DoesNotContain(proxy.Log, line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Fact, Trait("case", "19")]
    public async Task A_connection_is_kept_for_the_next_calls_also_after_a_pause()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(200, (await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", "{}"), Ct)).Status);
        }

        await Pause.ForAsync(TimeSpan.FromSeconds(1), Ct);
        Assert.Equal(200, (await client.CallAsync(Requests.Get($"/v1/{proxy.Key}/models"), Ct)).Status);
        Assert.Equal(1, upstream.Connections);
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.NotNull(recorded.Timings.Connect);
        Assert.Null((await proxy.RecordedAsync(Ct)).Timings.Connect);
    }

    [Theory, Trait("case", "24")]
    [InlineData(401)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task A_provider_s_error_passes_untouched(int status)
    {
        const string Error = """{"error": {"message": "Rate limit…", "code": "rate_limit_exceeded"}}""";
        await using var upstream = RawUpstream.Saying(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Odd\r\nContent-Type: application/json\r\nRetry-After: 3\r\n")
            + $"x-ratelimit-remaining-requests: 0\r\nContent-Length: {Encoding.UTF8.GetByteCount(Error)}\r\n\r\n{Error}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct);

        Assert.Equal($"HTTP/1.1 {status} Odd", answer.StartLine);
        Assert.Equal((Error, "3", "0"), (answer.Text, answer["Retry-After"], answer["x-ratelimit-remaining-requests"]));
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal((ExchangeOutcome.UpstreamRefused, status), (recorded.Outcome, recorded.Status));
        Assert.Equal("3", recorded.ResponseHeaders["retry-after"]);
        Assert.Single(upstream.Requests);
    }

    [Fact, Trait("case", "27")]
    public async Task An_error_inside_a_stream_crosses_as_it_is()
    {
        var events = Requests.Delta("a") + Requests.Delta("b") + Requests.Event("""{"error": {"message": "overloaded", "code": "server_error"}}""");
        await using var upstream = RawUpstream.Saying([.. Encoding.Latin1.GetBytes(Requests.StreamHead), .. Requests.Chunk(events), .. "0\r\n\r\n"u8]);
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct);

        Assert.Equal((events, true), (answer.Text, answer.IsWhole));
        Assert.Equal(events, Encoding.UTF8.GetString((await proxy.RecordedAsync(Ct)).Response.Bytes.Span));
    }

    [Theory, Trait("case", "33")]
    [InlineData("""{"content": "cut \ud83d"}""")]
    [InlineData("""{"content": "nul \u0000"}""")]
    [InlineData("""{"temperature": NaN, "seed": 123456789012345678901234567890, "seed": 1}""")]
    [InlineData("not JSON at all \u00ff\u0000\u0001")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    public async Task A_nasty_body_crosses_and_is_recorded_as_it_is(string body)
    {
        var bytes = Encoding.Latin1.GetBytes(body);
        await using var upstream = new RawUpstream((request, connection, ct) => connection.SendAsync(
            [.. Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {request.Body.Length}\r\n\r\n"), .. request.Body], ct));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", bytes, ""), Ct);

        Assert.Equal(bytes, Assert.Single(upstream.Requests).Body);
        Assert.Equal(bytes, answer.Body);
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal(bytes, recorded.Request.Bytes.ToArray());
        Assert.Equal(bytes, recorded.Response.Bytes.ToArray());
    }

    [Fact, Trait("case", "34")]
    public async Task Odd_but_clear_paths_cross_and_a_path_without_a_call_is_404_in_words()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        var encoded = "%6F" + proxy.Key[1..];

        foreach (var target in new[]
        {
            $"/v1/{proxy.Key}//chat/completions", $"/v1/{proxy.Key}/chat/completions/", $"/v1/{encoded}/chat/a%2Fb%7E", $"/{proxy.Key}/v1/chat/completions?x=/v1/y",
        })
        {
            Assert.Equal(200, (await client.CallAsync(Requests.Post(target, "{}"), Ct)).Status);
        }

        foreach (var target in new[] { $"/v1/{proxy.Key}", $"/v1/{proxy.Key}/", $"/v1/{proxy.Key}?x=1/chat/completions" })
        {
            var answer = await client.CallAsync(Requests.Get(target), Ct);
            Assert.Equal(404, answer.Status);
            Assert.Contains("the path ends after it", answer.Text, StringComparison.Ordinal);
        }

        Assert.Equal(
            ["/v1/chat/completions", "/v1/chat/completions/", "/v1/chat/a%2Fb%7E", "/v1/chat/completions?x=/v1/y"],
            upstream.Requests.Select(r => r.Target));
    }
}

using System.IO.Compression;
using System.Text;
using Observability.Domain.Exchanges;
using Observability.Domain.Keys;
using Observability.Ingest.Upstreams;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy.Altering;

/// <summary>Each alteration through the proxy: what the client gets, what the upstream gets, what the record keeps, and that it can be switched off.</summary>
public sealed class AlterationTests
{
    private const string AskingChat =
        """{"model": "gpt-4o-mini", "stream": true, "stream_options": {"include_usage": true}, "messages": [{"role": "user", "content": "H\u00e9llo \u674e \ud83d\ude00"}], "temperature": 0.7}""";

    private const string UsageChunk = """{"id":"c1","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":12}}""";

    private static readonly string Asked =
        Requests.Event("""{"id":"c1","choices":[{"index":0,"delta":{"content":"a"}}],"usage":null}""") + Requests.Event(UsageChunk) + "data: [DONE]\n\n";

    private static readonly string NotAsked = Requests.Event("""{"id":"c1","choices":[{"index":0,"delta":{"content":"a"}}]}""") + "data: [DONE]\n\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Usage_is_asked_for_and_taken_out_again_and_the_record_keeps_both_sides_as_they_were(bool inChunks)
    {
        await using var upstream = RawUpstream.Saying(Stream(Asked));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        var key = proxy.AddKey(Alterations.None, Alterations.IncludeUsage);
        var request = inChunks
            ? [.. Encoding.Latin1.GetBytes($"POST /v1/{key}/chat/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"), .. Requests.Chunk(Requests.Chat), .. "0\r\n\r\n"u8]
            : Requests.Post($"/v1/{key}/chat/completions", Requests.Chat);

        var answer = await client.CallAsync(request, Ct);

        Assert.Equal((NotAsked, true, "text/event-stream; charset=utf-8"), (answer.Text, answer.IsWhole, answer["Content-Type"]));
        var got = Assert.Single(upstream.Requests);
        Assert.Equal((AskingChat, "identity"), (got.Text, got["Accept-Encoding"]));
        Assert.Equal(inChunks ? null : $"{AskingChat.Length}", got["Content-Length"]);
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal((Requests.Chat, Asked), (Text(recorded.Request), Text(recorded.Response)));
        Assert.Equal((Alterations.IncludeUsage, 0, 9L), (recorded.Alterations, recorded.Retries, ExchangeReader.Read(recorded).Row.InputTokens));
    }

    [Theory]
    [InlineData("/chat/completions", "{\"stream\": false}")]
    [InlineData("/chat/completions", "{\"stream\": true, \"stream_options\": {\"include_usage\": false}}")]
    [InlineData("/chat/completions", "{\"stream\": true, ")]
    [InlineData("/responses", "{\"stream\": true}")]
    [InlineData("/embeddings", "{\"stream\": true}")]
    public async Task A_call_that_has_no_usage_to_ask_for_crosses_as_it_is(string path, string body)
    {
        await using var upstream = RawUpstream.Saying(Stream(Asked));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.AddKey(Alterations.None, Alterations.IncludeUsage)}{path}", body), Ct);

        Assert.Equal((Asked, body), (answer.Text, Assert.Single(upstream.Requests).Text));
        Assert.Equal("gzip, deflate, br", upstream.Requests.First()["Accept-Encoding"]);
        Assert.Equal(Alterations.None, (await proxy.RecordedAsync(Ct)).Alterations);
    }

    [Theory]
    [InlineData(400, "{\"error\":{\"message\":\"Unknown parameter: 'stream_options'.\"}}")]
    [InlineData(422, "[{\"loc\":[\"body\",\"stream_options\",\"include_usage\"],\"msg\":\"Extra inputs are not permitted\"}]")]
    public async Task An_upstream_that_refuses_to_be_asked_gets_the_call_as_it_was_and_is_left_alone_from_then_on(int status, string refusal)
    {
        await using var upstream = new RawUpstream((request, connection, ct) => connection.SendAsync(
            request.Text.Contains("include_usage", StringComparison.Ordinal)
                ? Encoding.Latin1.GetBytes($"HTTP/1.1 {status} No\r\nContent-Type: application/json\r\nContent-Length: {refusal.Length}\r\n\r\n{refusal}") : Stream(NotAsked), ct));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        var key = proxy.AddKey(Alterations.None, Alterations.IncludeUsage);

        var first = await client.CallAsync(Requests.Post($"/v1/{key}/chat/completions", Requests.Chat), Ct);
        var second = await client.CallAsync(Requests.Post($"/v1/{key}/chat/completions", Requests.Chat), Ct);

        Assert.Equal((NotAsked, 200, NotAsked, 200), (first.Text, first.Status, second.Text, second.Status));
        Assert.Equal([AskingChat, Requests.Chat, Requests.Chat], upstream.Requests.Select(r => r.Text));
        Assert.Equal(["identity", "gzip, deflate, br", "gzip, deflate, br"], upstream.Requests.Select(r => r["Accept-Encoding"]));
        var recorded = new[] { await proxy.RecordedAsync(Ct), await proxy.RecordedAsync(Ct) };
        Assert.Equal([1, 0], recorded.Select(r => r.Retries));
        Assert.All(recorded, r => Assert.Equal((Alterations.None, NotAsked, 200), (r.Alterations, Text(r.Response), r.Status)));

        proxy.Fill(new UpstreamTarget("openai", new(upstream.Url, "/v1"), "openai", true, null));
        await client.CallAsync(Requests.Post($"/v1/{key}/chat/completions", Requests.Chat), Ct);
        Assert.Equal(AskingChat, upstream.Requests.ElementAt(3).Text);
    }

    [Fact]
    public async Task A_call_refused_for_its_own_sake_is_refused_and_nobody_learns_anything_from_it()
    {
        const string Refusal = """{"error":{"message":"No such model in {\"stream_options\": …}"}}""";
        await using var upstream = RawUpstream.Saying(Encoding.UTF8.GetBytes(
            $"HTTP/1.1 400 No\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(Refusal)}\r\n\r\n{Refusal}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        var target = $"/v1/{proxy.AddKey(Alterations.None, Alterations.IncludeUsage)}/chat/completions";

        var answer = await client.CallAsync(Requests.Post(target, Requests.Chat), Ct);
        await client.CallAsync(Requests.Post(target, Requests.Chat), Ct);

        Assert.Equal((400, Refusal), (answer.Status, answer.Text));
        Assert.Equal([AskingChat, Requests.Chat, AskingChat, Requests.Chat], upstream.Requests.Select(r => r.Text));
        Assert.Equal((1, Refusal), (await proxy.RecordedAsync(Ct)) is var recorded ? (recorded.Retries, Text(recorded.Response)) : default);
    }

    [Fact]
    public async Task A_piece_of_a_stream_that_was_asked_for_usage_reaches_the_client_before_the_next_is_sent()
    {
        using var seen = new SemaphoreSlim(0);
        string[] pieces = [Requests.Delta("one"), Requests.Delta("two"), "data: {\"choices\":[1],\"us", "age\":null}\n", "\n" + Requests.Event(UsageChunk), "data: [DONE]\n\n"];
        await using var upstream = new RawUpstream(async (_, connection, ct) =>
        {
            await connection.SendAsync(Requests.StreamHead, ct);
            foreach (var piece in pieces)
            {
                await connection.SendAsync(Requests.Chunk(piece), ct);
                if (piece.StartsWith("data", StringComparison.Ordinal) && piece.EndsWith('\n'))
                {
                    await seen.WaitAsync(ct);
                }
            }

            await connection.SendAsync(Requests.LastChunk, ct);
        });
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        await client.SendAsync(Requests.Post($"/v1/{proxy.AddKey(Alterations.None, Alterations.IncludeUsage)}/chat/completions", Requests.Chat), Ct);

        var head = await client.Reader.ReadHeadAsync(Ct);
        var text = "";
        var (body, isWhole) = await client.Reader.ReadBodyAsync(head!, true, "POST", piece =>
        {
            text += Encoding.UTF8.GetString(piece);
            if (text.EndsWith("\n\n", StringComparison.Ordinal) && !text.EndsWith("[1]}\n\n", StringComparison.Ordinal))
            {
                seen.Release();
            }
        }, Ct);

        Assert.Equal((Requests.Delta("one") + Requests.Delta("two") + "data: {\"choices\":[1]}\n\ndata: [DONE]\n\n", true), (Encoding.UTF8.GetString(body), isWhole));
    }

    [Theory]
    [InlineData("text/html", "", "<html><body><h1>502 Bad Gateway</h1></body></html>", "The upstream 'openai' answered 502 Bad Gateway: 502 Bad Gateway")]
    [InlineData("text/plain", "", "", "The upstream 'openai' answered 502 Bad Gateway and said nothing more.")]
    [InlineData("application/json", "", "", "The upstream 'openai' answered 502 Bad Gateway and said nothing more.")]
    [InlineData("text/html", "Content-Encoding: zstd\r\n", "(\u00b5/\u00fd", "The upstream 'openai' answered 502 Bad Gateway with something that is neither JSON nor text.")]
    [InlineData("text/html", "Content-Encoding: gzip\r\n", "not gzip", "The upstream 'openai' answered 502 Bad Gateway with something that is neither JSON nor text.")]
    public async Task An_error_that_is_no_json_becomes_one_with_the_same_status(string type, string headers, string body, string message)
    {
        await using var upstream = RawUpstream.Saying(
            $"HTTP/1.1 502 Odd\r\nContent-Type: {type}\r\n{headers}Retry-After: 3\r\nWWW-Authenticate: Basic\r\nETag: x\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct);

        Assert.Equal(("HTTP/1.1 502 Odd", "application/json", true), (answer.StartLine, answer["Content-Type"], answer.IsWhole));
        Assert.Equal(("3", "Basic", null, null), (answer["Retry-After"], answer["WWW-Authenticate"], answer["ETag"], answer["Content-Encoding"]));
        Assert.Equal($$$"""{"error":{"message":"{{{message}}}","type":"upstream_error","param":null,"code":"upstream_error"}}""", answer.Text);
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal((Alterations.ErrorBody, ExchangeOutcome.UpstreamRefused, 502), (recorded.Alterations, recorded.Outcome, recorded.Status));
        Assert.Equal((body, type), (Encoding.Latin1.GetString(recorded.Response.Bytes.Span), recorded.ResponseHeaders["Content-Type"]));
    }

    [Fact]
    public async Task An_error_in_the_clients_own_dialect_is_given_and_json_that_does_not_say_so_is_only_named()
    {
        const string Json = """{"detail":"no"}""";
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Json));
        }

        await using var upstream = new RawUpstream((request, connection, ct) => connection.SendAsync(
            request.Target == "/api/chat" ? "HTTP/1.1 500 X\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbusy\r\n0\r\n\r\n"u8.ToArray()
            : [.. Encoding.Latin1.GetBytes($"HTTP/1.1 403 X\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\n\r\n"), .. packed.ToArray()], ct));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var ollama = await client.CallAsync(Requests.Post($"/ollama/{proxy.Key}/api/chat", "{}"), Ct);
        var named = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", "{}"), Ct);

        Assert.Equal((500, """{"error":"The upstream 'ollama' answered 500 Internal Server Error: busy"}"""), (ollama.Status, ollama.Text));
        Assert.Equal((Json, "application/json", null), (named.Text, named["Content-Type"], named["Content-Encoding"]));
        await proxy.RecordedAsync(Ct);
        Assert.Equal(packed.ToArray(), (await proxy.RecordedAsync(Ct)).Response.Bytes.ToArray());
    }

    [Theory]
    [InlineData("GET", "Accept: text/html,*/*\r\n", "text/html", 100)]
    [InlineData("HEAD", "", "text/html", 100)]
    [InlineData("POST", "", "text/html", 70_000)]
    [InlineData("POST", "", "text/event-stream", 100)]
    public async Task A_page_for_a_browser_and_an_error_too_long_to_be_one_pass_as_they_are(string method, string header, string type, int length)
    {
        var page = new string('p', length);
        await using var upstream = RawUpstream.Saying($"HTTP/1.1 404 X\r\nContent-Type: {type}\r\nContent-Length: {length}\r\n\r\n{(method == "HEAD" ? "" : page)}");
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync($"{method} /v1/{proxy.Key}/x HTTP/1.1\r\nHost: x\r\n{header}\r\n", Ct);

        Assert.Equal((method == "HEAD" ? "" : page, type, $"{length}"), (answer.Text, answer["Content-Type"], answer["Content-Length"]));
        Assert.Equal(Alterations.None, (await proxy.RecordedAsync(Ct)).Alterations);
    }

    [Theory]
    [InlineData("text/event-stream", "data: {}\n\n", "", "data: ")]
    [InlineData("text/event-stream", "data: {}\r\n\r\n", "", "data: ")]
    [InlineData("text/event-stream", "data: {}\n", "\n\n", "data: ")]
    [InlineData("text/event-stream", "data: {\"cho", "\n\n", "data: ")]
    [InlineData("application/x-ndjson", "{\"done\":false}\n", "", "")]
    [InlineData("application/x-ndjson", "{\"done\":fa", "\n", "")]
    public async Task A_stream_that_breaks_ends_with_an_error_for_open_webui_and_breaks_for_everybody_else(string type, string half, string before, string prefix)
    {
        RawConnection? reading = null;
        await using var upstream = Breaking($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n", half, () => reading);
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        foreach (var (key, isEnded) in new[] { (proxy.AddKey(KeyClient.OpenWebUI), true), (proxy.Key, false) })
        {
            using var client = reading = await proxy.ConnectAsync(Ct);
            var answer = await client.CallAsync(Requests.Post($"/v1/{key}/chat/completions", Requests.Chat), Ct);

            const string Message = "The upstream 'openai' broke off in the middle of its answer.";
            var error = prefix.Length == 0 ? $$"""{"error":"{{Message.Replace("'", "\\u0027", StringComparison.Ordinal)}}"}""" + "\n"
                : $$$"""{"error":{"message":"{{{Message}}}","type":"upstream_error","param":null,"code":"upstream_stream_interrupted"}}""" + "\n\n";
            Assert.Equal((isEnded ? half + before + prefix + error : half, isEnded), (answer.Text, answer.IsWhole));
            var recorded = await proxy.RecordedAsync(Ct);
            Assert.Equal((ExchangeOutcome.UpstreamBroke, isEnded ? Alterations.BrokenStream : Alterations.None), (recorded.Outcome, recorded.Alterations));
            Assert.Equal(half, Text(recorded.Response));
            Assert.NotNull(recorded.Error);
        }
    }

    [Theory]
    [InlineData("Content-Type: text/event-stream\r\nContent-Length: 1000\r\n")]
    [InlineData("Content-Type: text/event-stream\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n")]
    public async Task What_cannot_be_ended_cleanly_breaks_for_open_webui_too(string headers)
    {
        RawConnection? reading = null;
        await using var upstream = Breaking($"HTTP/1.1 200 OK\r\n{headers}\r\n", "data: {}\n\n", () => reading);
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = reading = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.AddKey(KeyClient.OpenWebUI)}/chat/completions", Requests.Chat), Ct);

        Assert.Equal(("data: {}\n\n", false), (answer.Text, answer.IsWhole));
        Assert.Equal((ExchangeOutcome.UpstreamBroke, Alterations.None), (await proxy.RecordedAsync(Ct)) is var recorded ? (recorded.Outcome, recorded.Alterations) : default);
    }

    [Fact]
    public async Task A_stream_that_was_asked_for_usage_and_breaks_gives_only_whole_lines_before_its_error()
    {
        RawConnection? reading = null;
        await using var upstream = Breaking(Requests.StreamHead, Requests.Delta("a") + "data: {\"choices\":[", () => reading);
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = reading = await proxy.ConnectAsync(Ct);
        var key = proxy.AddKey(KeyAlterations.DefaultsFor(KeyClient.OpenWebUI), Alterations.IncludeUsage);

        var answer = await client.CallAsync(Requests.Post($"/v1/{key}/chat/completions", Requests.Chat), Ct);

        Assert.True(answer.IsWhole);
        Assert.StartsWith(Requests.Delta("a") + "data: {\"error\":", answer.Text, StringComparison.Ordinal);
        Assert.Equal(Alterations.IncludeUsage | Alterations.BrokenStream, (await proxy.RecordedAsync(Ct)).Alterations);
    }

    [Theory]
    [InlineData("", "data: {}\n\n", Requests.Chat, true)]
    [InlineData("Content-Type: text/plain\r\n", ": ping\n\ndata: {}\n\n", Requests.Chat, true)]
    [InlineData("Content-Type: Text/Event-Stream\r\n", "event: a\ndata: {}\n\n", Requests.Chat, true)]
    [InlineData("", "{\"id\":1}", Requests.Chat, false)]
    [InlineData("", "data: {}\n\n", "{\"stream\": false}", false)]
    [InlineData("Content-Type: text/html\r\n", "data: {}\n\n", Requests.Chat, false)]
    [InlineData("", "", Requests.Chat, false)]
    [InlineData("Content-Encoding: gzip\r\n", "data: {}\n\n", Requests.Chat, false)]
    public async Task An_event_stream_that_does_not_say_so_is_named_where_one_was_asked_for(string header, string body, string request, bool isNamed)
    {
        byte[] chunks = body.Length == 0 ? [] : [.. Encoding.Latin1.GetBytes(body).Chunk(3).SelectMany(c => Requests.Chunk(Encoding.Latin1.GetString(c)))];
        await using var upstream = RawUpstream.Saying([.. Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\n{header}Transfer-Encoding: chunked\r\n\r\n"), .. chunks, .. "0\r\n\r\n"u8]);
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        foreach (var (key, may) in new[] { (proxy.Key, true), (proxy.AddKey(Alterations.None, Alterations.None), false) })
        {
            var answer = await client.CallAsync(Requests.Post($"/v1/{key}/chat/completions", request), Ct);

            Assert.Equal((body, true), (answer.Text, answer.IsWhole));
            var given = header.StartsWith("Content-Type", StringComparison.Ordinal) ? header[14..^2] : null;
            Assert.Equal(isNamed && may ? "text/event-stream" : given, answer["Content-Type"]);
            var recorded = await proxy.RecordedAsync(Ct);
            Assert.Equal((isNamed && may ? Alterations.EventStreamType : Alterations.None, given), (recorded.Alterations, recorded.ResponseHeaders["Content-Type"]));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cookies_stay_with_us_and_zstd_is_not_offered_unless_bytes_are_strict(bool isStrict)
    {
        await using var upstream = RawUpstream.Saying("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\nContent-Length: 2\r\n\r\n{}");
        var settings = new Dictionary<string, string?> { ["OBSERVABILITY_STRICT_BYTES"] = isStrict ? "true" : "false" };
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, settings, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync($"GET /v1/{proxy.Key}/x HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip, zstd\r\n\r\n", Ct);

        Assert.Equal(isStrict ? ["a=b", "c=d"] : [], answer.All("Set-Cookie"));
        Assert.Equal(isStrict ? "gzip, zstd" : "gzip", Assert.Single(upstream.Requests)["Accept-Encoding"]);
        Assert.Equal(isStrict ? Alterations.None : Alterations.SetCookie | Alterations.Zstd, (await proxy.RecordedAsync(Ct)).Alterations);
    }

    [Fact]
    public async Task A_body_in_chunks_larger_than_what_is_kept_of_it_still_crosses_whole()
    {
        var body = new byte[1_700_000];
        new Random(11).NextBytes(body);
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, new Dictionary<string, string?> { ["Proxy:CaptureBytes"] = "1048576" }, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        await client.CallAsync(
            [.. Encoding.Latin1.GetBytes($"POST /v1/{proxy.Key}/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n"), .. body, .. "\r\n0\r\n\r\n"u8], Ct);

        Assert.True(body.AsSpan().SequenceEqual(Assert.Single(upstream.Requests).Body));
    }

    private static byte[] Stream(string events) => [.. Encoding.Latin1.GetBytes(Requests.StreamHead), .. Requests.Chunk(events), .. "0\r\n\r\n"u8];

    // The half has reached the client when the connection is cut: what has not could not be told from what never came.
    private static RawUpstream Breaking(string head, string half, Func<RawConnection?> client) => new(async (_, connection, ct) =>
    {
        var body = head.Contains("chunked", StringComparison.Ordinal) ? Requests.Chunk(half) : Encoding.Latin1.GetBytes(half);
        await connection.SendAsync([.. Encoding.Latin1.GetBytes(head), .. body], ct);
        await Eventually.HoldsAsync(() => client()?.Reader.BodyBytes > 0, TimeSpan.FromSeconds(20), "the client has the half", ct);
        connection.Dispose();
    });

    private static string Text(CapturedBody body) => Encoding.UTF8.GetString(body.Bytes.Span);
}

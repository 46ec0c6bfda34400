using System.Text;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Keys;
using Observability.Ingest.Upstreams;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>Who may call what, and what is said when they may not.</summary>
public sealed class RefusalTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_key_that_may_not_be_used_gets_the_same_bytes_and_only_known_write_keys_are_recorded()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);
        var unknown = KeyText.Generate(KeyKind.Write).Value;

        var answers = new List<RawMessage>();
        foreach (var key in new[] { "nonsense", unknown, unknown[..^1] + "!", proxy.ReadKey, proxy.RevokedKey, proxy.ExpiredKey })
        {
            answers.Add(await client.CallAsync(Requests.Get($"/v1/{key}/models"), Ct));
        }

        Assert.All(answers, a => Assert.Equal((401, answers[0].Text, "application/json"), (a.Status, a.Text, a["Content-Type"])));
        Assert.Empty(upstream.Requests);
        Assert.Equal(2, proxy.Spool.State.Begun);
        Assert.Equal(ExchangeOutcome.Rejected, (await proxy.RecordedAsync(Ct)).Outcome);
        var expired = await proxy.RecordedAsync(Ct);
        Assert.Equal((401, "", answers[0].Text), (expired.Status, expired.Upstream, Encoding.UTF8.GetString(expired.Response.Bytes.Span)));
        Assert.DoesNotContain(proxy.ExpiredKey, expired.Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_any_keys_were_read_a_key_that_may_be_valid_is_asked_to_come_back()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        proxy.Unconfigure();
        using var client = await proxy.ConnectAsync(Ct);

        var early = await client.CallAsync(Requests.Get($"/v1/{proxy.Key}/models"), Ct);
        var mistyped = await client.CallAsync(Requests.Get($"/v1/{proxy.Key[..^1]}!/models"), Ct);
        var unfit = await client.CallAsync(Requests.Get($"/v1/{proxy.ReadKey}/models"), Ct);
        proxy.Configure(upstream.Url);
        var late = await client.CallAsync(Requests.Get($"/v1/{proxy.Key}/models"), Ct);
        var unknown = await client.CallAsync(Requests.Get($"/v1/{KeyText.Generate(KeyKind.Write).Value}/models"), Ct);

        Assert.Equal((503, "application/json", "1"), (early.Status, early["Content-Type"], early["Retry-After"]));
        Assert.Contains("\"code\":\"not_ready\"", early.Text, StringComparison.Ordinal);
        Assert.Equal([401, 401, 200, 401], [mistyped.Status, unfit.Status, late.Status, unknown.Status]);
        Assert.Null(unknown["Retry-After"]);
    }

    [Fact]
    public async Task An_unknown_upstream_is_named_with_the_configured_ones_but_only_to_a_valid_key()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Post($"/mistral/{proxy.Key}/v1/chat/completions", "{}"), Ct);
        var stranger = await client.CallAsync(Requests.Get("/mistral/v1/models"), Ct);

        Assert.Equal(404, answer.Status);
        Assert.Contains("Configured: anthropic, gemini, ollama, openai, plain.", answer.Text, StringComparison.Ordinal);
        Assert.Equal(401, stranger.Status);
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal((ExchangeOutcome.Rejected, 404), (recorded.Outcome, recorded.Status));
        Assert.NotNull(recorded.NotKeptReason);
    }

    [Theory]
    [InlineData("anthropic", """{"type":"error","error":{"type":"authentication_error","message":""")]
    [InlineData("gemini", """{"error":{"code":401,"message":""")]
    [InlineData("ollama", """{"error":"This address needs""")]
    [InlineData("openai", """{"error":{"message":""")]
    public async Task An_error_of_ours_speaks_the_clients_dialect(string name, string start)
    {
        await using var upstream = RawUpstream.Saying("");
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Get($"/{name}/obs_w_wrong/v1beta/x"), Ct);

        Assert.Equal((401, "application/json"), (answer.Status, answer["Content-Type"]));
        Assert.StartsWith(start, answer.Text, StringComparison.Ordinal);
        using var head = await proxy.ConnectAsync(Ct);
        var bare = await head.CallAsync($"HEAD /{name}/obs_w_wrong/v1beta/x HTTP/1.1\r\nHost: x\r\n\r\n", Ct);
        Assert.Equal((401, 0), (bare.Status, bare.Body.Length));
    }

    [Theory]
    [InlineData("X-Observability-Key: {0}")]
    [InlineData("X-Observability-Auth: Bearer {0}")]
    [InlineData("Helicone-Auth: Bearer {0}")]
    [InlineData("Authorization: Bearer {0}")]
    [InlineData("x-api-key: {0}")]
    [InlineData("api-key: {0}")]
    [InlineData("x-goog-api-key: {0}")]
    public async Task A_key_in_a_header_opens_the_door_and_goes_no_further(string header)
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        proxy.Fill(new UpstreamTarget("openai", upstream.Url, "openai", true, ("Authorization", new Sensitive<string>("Bearer sk-stored"))));
        using var client = await proxy.ConnectAsync(Ct);
        var line = string.Format(System.Globalization.CultureInfo.InvariantCulture, header, proxy.Key);

        foreach (var target in new[] { "/v1/models", "/openai/models", "/openai/v1/models" })
        {
            Assert.Equal(200, (await client.CallAsync($"GET {target} HTTP/1.1\r\nHost: x\r\n{line}\r\n\r\n", Ct)).Status);
        }

        Assert.All(upstream.Requests, request =>
        {
            Assert.DoesNotContain(request.Headers, h => h.Value.Contains("obs_", StringComparison.Ordinal));
            Assert.Equal("Bearer sk-stored", request["Authorization"]);
        });
        Assert.Equal(["/v1/models", "/models", "/v1/models"], upstream.Requests.Select(r => r.Target));
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.DoesNotContain(recorded.RequestHeaders.Lines, h => h.Value.Contains(proxy.Key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Authorization: Bearer sk-mine\r\n", "Bearer sk-mine")]
    [InlineData("Authorization: Bearer \r\n", "Bearer sk-stored")]
    [InlineData("", "Bearer sk-stored")]
    public async Task A_stored_credential_is_sent_only_where_the_client_brings_none(string header, string expected)
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        proxy.Fill(new UpstreamTarget("openai", upstream.Url, "openai", true, ("Authorization", new Sensitive<string>("Bearer sk-stored"))));
        using var client = await proxy.ConnectAsync(Ct);

        await client.CallAsync($"GET /v1/{proxy.Key}/models HTTP/1.1\r\nHost: x\r\n{header}\r\n", Ct);

        Assert.Equal(expected, Assert.Single(upstream.Requests)["Authorization"]);
    }

    [Fact]
    public async Task A_stored_credential_with_a_line_break_is_never_sent()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        proxy.Fill(new UpstreamTarget("openai", upstream.Url, "openai", true, ("Authorization", new Sensitive<string>("Bearer sk\r\nX-Evil: 1"))));
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync($"GET /v1/{proxy.Key}/models HTTP/1.1\r\nHost: x\r\n\r\n", Ct);

        Assert.Equal(502, answer.Status);
        Assert.Contains("bad_credential", answer.Text, StringComparison.Ordinal);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task An_upstream_on_a_private_address_is_out_of_reach_unless_its_row_allows_it()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        proxy.Fill(new UpstreamTarget("openai", upstream.Url, "openai", false, null));
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Get($"/v1/{proxy.Key}/models"), Ct);

        Assert.Equal(502, answer.Status);
        Assert.Contains("is at an address that this server must not call", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", answer.Text, StringComparison.Ordinal);
        Assert.Equal(0, upstream.Connections);
        Assert.Equal(ExchangeOutcome.UpstreamUnreachable, (await proxy.RecordedAsync(Ct)).Outcome);
    }

    [Theory]
    [InlineData("/api/v1/log")]
    [InlineData("/custom/v1/log")]
    [InlineData("/oai/v1/log")]
    [InlineData("/anthropic/v1/log")]
    [InlineData("/v1/traces")]
    [InlineData("/")]
    [InlineData("/v2/x")]
    public async Task An_address_that_leads_nowhere_is_404_in_json(string target)
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Post(target, "{}"), Ct);

        Assert.Equal((404, "application/json"), (answer.Status, answer["Content-Type"]));
        Assert.Contains("\"code\":\"unknown_route\"", answer.Text, StringComparison.Ordinal);
        Assert.Empty(upstream.Requests);
    }

    [Theory]
    [InlineData("/v1/{0}/../x")]
    [InlineData("/v1/{0}/a/%2e%2E/x")]
    [InlineData("/v1/{0}/a%2f..%2fx")]
    [InlineData("/openai/{0}/.\\x")]
    [InlineData("/v1/{0}/a#b")]
    public async Task A_path_that_might_climb_is_400(string target)
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Get(string.Format(System.Globalization.CultureInfo.InvariantCulture, target, proxy.Key)), Ct);

        Assert.Equal(400, answer.Status);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task The_key_is_in_no_log_line_whatever_goes_wrong()
    {
        await using var upstream = RawUpstream.Saying("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort");
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);

        foreach (var request in new[]
        {
            Requests.Get($"/v1/{proxy.Key}/models"), Requests.Get($"/nobody/{proxy.Key}/models"), Requests.Get($"/v1/{proxy.RevokedKey}/models"),
            Encoding.Latin1.GetBytes($"POST /v1/{proxy.Key}/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
            Encoding.Latin1.GetBytes($"GET /v1/{proxy.Key}/x HTTP/1.1\r\nHost: x\r\nBad Name: 1\r\n\r\n"),
        })
        {
            using var client = await proxy.ConnectAsync(Ct);
            await client.SendAsync(request, Ct);
            using var brief = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            brief.CancelAfter(TimeSpan.FromMilliseconds(500));
            await Record.ExceptionAsync(() => client.Reader.ReadAsync(true, "GET", brief.Token));
        }

        Assert.DoesNotContain(proxy.Log, line => line.Contains("obs_w_", StringComparison.Ordinal));
    }
}

using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Ingest.Proxy;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>Open WebUI's direct connections: the browser itself calls the proxy.</summary>
public sealed class CrossOriginTests
{
    private const string Chat = "https://chat.example";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("case", "47")]
    public async Task Case_47_a_preflight_of_a_chosen_origin_is_answered_without_key_upstream_or_row()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await StartAsync(upstream, $"http://localhost:3000, {Chat}/");
        using var client = await proxy.ConnectAsync(Ct);

        foreach (var path in (string[])[$"/v1/{proxy.Key}/chat/completions", "/v1/chat/completions", "/ollama/nobody/api/chat", $"/v1/{proxy.RevokedKey}/models"])
        {
            var answer = await client.CallAsync(Preflight(path, Chat), Ct);
            Assert.Equal((204, Chat, "authorization,content-type"), (answer.Status, answer["Access-Control-Allow-Origin"], answer["Access-Control-Allow-Headers"]));
            Assert.Equal("GET, HEAD, POST, PUT, PATCH, DELETE", answer["Access-Control-Allow-Methods"]);
            Assert.Equal("7200", answer["Access-Control-Max-Age"]);
            Assert.Equal(["Origin", "Access-Control-Request-Headers"], answer.All("Vary").SelectMany(v => v.Split(", ")));
            Assert.Null(answer["Access-Control-Allow-Private-Network"]);
        }

        Assert.Equal("true", (await client.CallAsync(Preflight("/v1/x", Chat, "Access-Control-Request-Private-Network: true\r\n"), Ct))["Access-Control-Allow-Private-Network"]);
        Assert.Empty(upstream.Requests);
        Assert.Equal(0, proxy.Spool.State.Begun);
    }

    [Fact, Trait("case", "47")]
    public async Task Case_47_an_answer_to_a_chosen_origin_can_be_read_by_its_page_whatever_the_upstream_says_of_origins()
    {
        await using var upstream = RawUpstream.Saying(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nAccess-Control-Allow-Origin: https://elsewhere.example\r\nAccess-Control-Allow-Credentials: true\r\n"
            + "Access-Control-Expose-Headers: X-Request-ID\r\nVary: Accept-Encoding\r\nContent-Length: 2\r\n\r\n{}");
        await using var proxy = await StartAsync(upstream, Chat);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", "{}"u8.ToArray(), $"Origin: {Chat}\r\n"), Ct);
        Assert.Equal((200, Chat, null), (answer.Status, answer["Access-Control-Allow-Origin"], answer["Access-Control-Allow-Credentials"]));
        Assert.Equal("X-Request-ID, X-Observability-Id, Helicone-Id", answer["Access-Control-Expose-Headers"]);
        Assert.Equal(["Accept-Encoding", "Origin"], answer.All("Vary").SelectMany(v => v.Split(", ")));
        Assert.Equal(Chat, Assert.Single(upstream.Requests)["Origin"]);
        Assert.Equal(ExchangeOutcome.Completed, (await proxy.RecordedAsync(Ct)).Outcome);

        var refused = await client.CallAsync(Requests.Post("/v1/obs_w_wrong/chat/completions", "{}"u8.ToArray(), $"Origin: {Chat}\r\n"), Ct);
        Assert.Equal((401, Chat, "X-Observability-Id, Helicone-Id"), (refused.Status, refused["Access-Control-Allow-Origin"], refused["Access-Control-Expose-Headers"]));
    }

    [Fact]
    public async Task Everybody_else_is_answered_as_without_the_setting()
    {
        await using var upstream = RawUpstream.Saying("HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: https://elsewhere.example\r\nContent-Length: 2\r\n\r\n{}");
        foreach (var setting in (string?[])[null, Chat])
        {
            await using var proxy = await StartAsync(upstream, setting);
            using var client = await proxy.ConnectAsync(Ct);
            foreach (var origin in (string[])["https://elsewhere.example", "https://chat.example.evil", "http://chat.example", "null"])
            {
                var forwarded = await client.CallAsync(Preflight($"/v1/{proxy.Key}/chat/completions", origin), Ct);
                Assert.Equal((200, "https://elsewhere.example"), (forwarded.Status, forwarded["Access-Control-Allow-Origin"]));
                Assert.Equal(401, (await client.CallAsync(Preflight("/v1/chat/completions", origin), Ct)).Status);
            }

            // Our own routes are no providers.
            var own = await client.CallAsync($"OPTIONS /healthz HTTP/1.1\r\nHost: x\r\nOrigin: {Chat}\r\nAccess-Control-Request-Method: GET\r\n\r\n", Ct);
            Assert.Null(own["Access-Control-Allow-Origin"]);
        }
    }

    [Fact]
    public async Task With_a_star_every_origin_is_chosen_but_no_page_may_use_it_to_reach_into_the_house()
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await StartAsync(upstream, "*");
        using var client = await proxy.ConnectAsync(Ct);

        var preflight = await client.CallAsync(Preflight("/v1/x/models", "null", "Access-Control-Request-Private-Network: true\r\n"), Ct);
        Assert.Equal((204, "*", null), (preflight.Status, preflight["Access-Control-Allow-Origin"], preflight["Access-Control-Allow-Private-Network"]));
        var answer = await client.CallAsync($"GET /v1/{proxy.Key}/models HTTP/1.1\r\nHost: x\r\nOrigin: https://any.example\r\n\r\n", Ct);
        Assert.Equal((200, "*", null), (answer.Status, answer["Access-Control-Allow-Origin"], answer["Vary"]));
    }

    [Theory]
    [InlineData("chat.example")]
    [InlineData("https://chat.example/ui")]
    [InlineData("https://*.example")]
    [InlineData("https://user@chat.example")]
    [InlineData("null")]
    [InlineData("ftp://chat.example")]
    public void What_is_no_origin_stops_the_start_with_a_sentence(string setting) =>
        Assert.Contains($"has '{setting}'; each must be an origin", Assert.Throws<SettingException>(() => CrossOrigin.Parse(setting)).Message, StringComparison.Ordinal);

    private static Task<ProxyHost> StartAsync(RawUpstream upstream, string? origins) =>
        ProxyHost.StartAsync(upstream.Url, new Dictionary<string, string?> { ["OBSERVABILITY_CORS_ORIGINS"] = origins }, Ct);

    private static string Preflight(string path, string origin, string more = "") =>
        $"OPTIONS {path} HTTP/1.1\r\nHost: proxy:8787\r\nOrigin: {origin}\r\nAccess-Control-Request-Method: POST\r\n"
        + $"Access-Control-Request-Headers: authorization,content-type\r\n{more}\r\n";
}

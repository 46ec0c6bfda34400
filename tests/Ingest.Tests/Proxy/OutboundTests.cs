using System.Net;
using System.Text;
using Observability.Ingest.Upstreams;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>Where calls may go: to the upstream an admin configured, whatever the producer or the upstream itself says.</summary>
public sealed class OutboundTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_the_client_s_to_follow_and_not_ours(int status)
    {
        await using var decoy = RawUpstream.Saying(Requests.Json("{}"));
        foreach (var target in new[] { "http://169.254.169.254/latest/meta-data/", $"{decoy.Url}latest", "//169.254.169.254/" })
        {
            await using var upstream = RawUpstream.Saying($"HTTP/1.1 {status} Moved\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n");
            await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
            using var client = await proxy.ConnectAsync(Ct);
            var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct);
            Assert.Equal((status, target), (answer.Status, answer["Location"]));
            Assert.Single(upstream.Requests);
        }

        Assert.Equal(0, decoy.Connections);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0x7f.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("127.1")]
    [InlineData("127.0.0.1.")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::ffff:7f00:1]")]
    [InlineData("[::127.0.0.1]")]
    [InlineData("[64:ff9b::127.0.0.1]")]
    [InlineData("\uFF11\uFF12\uFF17.0.0.1")]
    [InlineData("127\u30020\u30020\u30021")]
    public async Task No_spelling_of_this_machine_is_connected_to_where_private_addresses_are_not_allowed(string host)
    {
        await using var decoy = RawUpstream.Saying(Requests.Json("{}"));
        if (!Uri.TryCreate($"http://{host}:{decoy.Url.Port}", UriKind.Absolute, out var url))
        {
            return;
        }

        await using var proxy = await ProxyHost.StartAsync(decoy.Url, Ct);
        proxy.Fill(new UpstreamTarget("openai", url, "openai", AllowPrivate: false, null));
        using var client = await proxy.ConnectAsync(Ct);
        var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", Requests.Chat), Ct);
        Assert.Equal((502, 0), (answer.Status, decoy.Connections));
    }

    [Theory]
    [InlineData("Host: {0}", "")]
    [InlineData("X-Forwarded-Host: {0}", "")]
    [InlineData("Forwarded: host={0}", "")]
    [InlineData("X-Original-URL: http://{0}/", "")]
    [InlineData("X-Rewrite-URL: http://{0}/", "")]
    [InlineData("x-portkey-custom-host: http://{0}", "")]
    [InlineData("Helicone-Target-Url: http://{0}", "")]
    [InlineData("Helicone-OpenAI-Api-Base: http://{0}", "")]
    [InlineData("X-Observability-Upstream: http://{0}", "")]
    [InlineData("X-A: 1", "?base_url=http://{0}&api_base=http://{0}&url=http://{0}")]
    [InlineData("X-A: 1", "/@{0}/")]
    [InlineData("X-A: 1", "/%40{0}")]
    [InlineData("X-A: 1", "#@{0}/")]
    [InlineData("X-A: 1", "/..//{0}/")]
    [InlineData("X-A: 1", "//{0}/")]
    [InlineData("X-A: 1", "/\\\\{0}\\")]
    public async Task Nothing_a_producer_says_moves_a_call_or_its_credential_elsewhere(string header, string tail)
    {
        await using var decoy = RawUpstream.Saying(Requests.Json("{}"));
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        proxy.Fill(new UpstreamTarget("openai", upstream.Url, "openai", AllowPrivate: true, ("Authorization", new("Bearer sk-stored"))));
        using var client = await proxy.ConnectAsync(Ct);
        var authority = decoy.Url.Authority;
        var body = $$"""{"model":"m","api_base":"http://{{authority}}","base_url":"http://{{authority}}","host":"{{authority}}","messages":[]}""";
        var first = header.StartsWith("Host", StringComparison.Ordinal) ? "" : "Host: proxy\r\n";

        var answer = await client.CallAsync(
            $"POST /v1/{proxy.Key}/chat/completions{string.Format(null, tail, authority)} HTTP/1.1\r\n{first}{string.Format(null, header, authority)}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}", Ct);

        Assert.Equal(0, decoy.Connections);
        Assert.True(answer.Status is 200 or 400 or 404, $"{answer.Status}");
        Assert.Equal(answer.Status == 200 ? 1 : 0, upstream.Requests.Count);
    }

    [Theory]
    [InlineData("sk-1\r\nX-Evil: 1")]
    [InlineData("sk-1\nX-Evil: 1")]
    [InlineData("sk-1\rX-Evil: 1")]
    [InlineData("sk-1\0")]
    public async Task A_stored_credential_that_would_end_its_line_is_not_sent(string credential)
    {
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        proxy.Fill(new UpstreamTarget("openai", upstream.Url, "openai", AllowPrivate: true, ("Authorization", new(credential))));
        using var client = await proxy.ConnectAsync(Ct);
        var answer = await client.CallAsync(
            $"POST /v1/{proxy.Key}/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}", Ct);
        Assert.Equal(HttpStatusCode.BadGateway, (HttpStatusCode)answer.Status);
        Assert.Empty(upstream.Requests);
    }
}

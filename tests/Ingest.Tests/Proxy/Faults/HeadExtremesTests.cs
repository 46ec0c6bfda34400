using System.Text;
using Observability.Domain.Exchanges;
using Observability.Ingest.Upstreams;

namespace Observability.Ingest.Tests.Proxy.Faults;

/// <summary>Heads and names at their limits: many, long, and in no alphabet of HTTP's.</summary>
public sealed class HeadExtremesTests
{
    // What PostgreSQL puts into an index at most, bytes.
    private const int MaxIndexed = 2_704;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("Fault", "F-40")]
    public async Task Three_hundred_headers_of_an_answer_cross_every_one()
    {
        var lines = string.Concat(Enumerable.Range(0, 300).Select(i => $"X-{i}: caf\u00e9 {i} \u00c3\u00a9\r\n"));
        await using var upstream = RawUpstream.Saying($"HTTP/1.1 200 OK\r\n{lines}Content-Length: 2\r\n\r\nok");
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Get($"/plain/{proxy.Key}/a"), Ct);

        Assert.Equal((200, "ok"), (answer.Status, answer.Text));
        Assert.All(Enumerable.Range(0, 300), i => Assert.Equal($"caf\u00e9 {i} \u00c3\u00a9", answer[$"X-{i}"]));
    }

    [Fact, Trait("Fault", "F-40")]
    public async Task A_model_of_a_megabyte_crosses_and_is_cut_in_the_row()
    {
        var body = $$"""{"model":"{{new string('\u00fc', 1 << 20)}}","user":"{{new string('u', 1 << 20)}}","metadata":{"tags":["{{new string('t', 1 << 20)}}"]},"messages":[]}""";
        await using var upstream = RawUpstream.Saying(Encoding.UTF8.GetBytes(Requests.Json(body)));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Post($"/v1/{proxy.Key}/chat/completions", body), Ct);

        Assert.Equal(body, answer.Text);
        Assert.Equal(body, Assert.Single(upstream.Requests).Text);
        AssertFits(ExchangeReader.Read(await proxy.RecordedAsync(Ct)).Row);
    }

    [Fact, Trait("Fault", "F-40")]
    public async Task Long_labels_and_a_long_model_in_the_path_cross_and_are_cut_in_the_row()
    {
        var name = new string('n', 7_000);
        await using var upstream = RawUpstream.Saying(Requests.Json("{}"));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        proxy.Fill(new UpstreamTarget("azure", upstream.Url, "azure", true, null));
        using var client = await proxy.ConnectAsync(Ct);
        var headers = string.Concat(new[] { "X-OpenWebUI-User-Id", "X-OpenWebUI-User-Email", "X-OpenWebUI-Chat-Id", "Helicone-Session-Id" }.Select(header => $"{header}: {name}\r\n"));

        await client.CallAsync(Requests.Post($"/azure/{proxy.Key}/openai/deployments/{name}/chat/completions?api-version=1", "{\"messages\":[]}"u8.ToArray(), headers), Ct);

        Assert.Equal($"/openai/deployments/{name}/chat/completions?api-version=1", Assert.Single(upstream.Requests).Target);
        AssertFits(ExchangeReader.Read(await proxy.RecordedAsync(Ct)).Row);
    }

    private static void AssertFits(Exchange row) => Assert.All(
        (string?[])[row.ModelRequested, row.ModelServed, row.User, row.UserName, row.UserEmail, row.Session, row.Task, row.PromptId, row.Client, row.ProviderRequestId, .. row.UserGroups, .. row.Tags],
        text => Assert.InRange(Encoding.UTF8.GetByteCount(text ?? ""), 0, MaxIndexed));
}

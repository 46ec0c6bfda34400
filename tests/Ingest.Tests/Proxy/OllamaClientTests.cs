using System.Text;
using Observability.Domain.Exchanges;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>Open WebUI's Ollama connection: the key in the path is the only credential.</summary>
public sealed class OllamaClientTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Trait("case", "42"), Trait("case", "44")]
    [InlineData("{\"message\":{\"content\":\"Hi\"},\"done\":false}\n{\"done\":true,\"eval_count\":282,\"eval_duration\":4535599000}\n")]
    [InlineData("{\"message\":{\"content\":\"Hi\"}}\n{\"message\":{\"content\":\"!\"}}\n{\"error\":\"an error was encountered while running the model\"}\n")]
    [InlineData("{\"message\":{\"content\":\"no end\"},\"done\":false}\n")]
    public async Task A_stream_of_lines_crosses_in_pieces_of_any_size(string lines)
    {
        byte[] chunks = [.. Encoding.UTF8.GetBytes(lines).Chunk(50).SelectMany(c => Requests.Chunk(Encoding.UTF8.GetString(c)))];
        await using var upstream = RawUpstream.Saying([.. Encoding.Latin1.GetBytes(Head), .. chunks, .. "0\r\n\r\n"u8]);
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync($"POST /ollama/{proxy.Key}/api/chat HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{{}}", Ct);

        Assert.Equal((lines, true, "application/x-ndjson"), (answer.Text, answer.IsWhole, answer["Content-Type"]));
        Assert.Equal("/api/chat", Assert.Single(upstream.Requests).Target);
        Assert.Null(Assert.Single(upstream.Requests)["Authorization"]);
        var recorded = await proxy.RecordedAsync(Ct);
        Assert.Equal(("ollama", "ollama", lines), (recorded.Upstream, recorded.Family, Encoding.UTF8.GetString(recorded.Response.Bytes.Span)));
    }

    [Theory, Trait("case", "43")]
    [InlineData("/api/version")]
    [InlineData("/api/tags")]
    [InlineData("/api/ps")]
    public async Task A_list_that_does_not_come_is_504_in_the_clients_dialect(string path)
    {
        await using var upstream = new RawUpstream((_, connection, ct) => connection.WaitForCloseAsync(ct));
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, new Dictionary<string, string?> { ["Proxy:ModelListSeconds"] = "1" }, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync(Requests.Get($"/ollama/{proxy.Key}{path}"), Ct);

        Assert.Equal((504, """{"error":"The upstream \u0027ollama\u0027 did not answer in time."}"""), (answer.Status, answer.Text));
        Assert.Equal(ExchangeOutcome.UpstreamTimedOut, (await proxy.RecordedAsync(Ct)).Outcome);
    }

    [Fact, Trait("case", "44")]
    public async Task A_model_that_is_not_there_is_the_providers_own_404()
    {
        const string Error = """{"error":"model \"x\" not found"}""";
        await using var upstream = RawUpstream.Saying($"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: {Error.Length}\r\n\r\n{Error}");
        await using var proxy = await ProxyHost.StartAsync(upstream.Url, Ct);
        using var client = await proxy.ConnectAsync(Ct);

        var answer = await client.CallAsync($"POST /ollama/{proxy.Key}/api/chat HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{{}}", Ct);

        Assert.Equal((404, Error), (answer.Status, answer.Text));
        Assert.Equal(ExchangeOutcome.UpstreamRefused, (await proxy.RecordedAsync(Ct)).Outcome);
    }
}

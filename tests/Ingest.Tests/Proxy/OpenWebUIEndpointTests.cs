using System.Text;
using Observability.Domain.Exchanges;
using Observability.Ingest.Upstreams;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>Open WebUI's calls beside the chat. Names carry the case's number.</summary>
public sealed class OpenWebUIEndpointTests
{
    private const string Done = "data: [DONE]\n\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Case_35_azure_keeps_its_query_and_its_key_and_its_model_is_in_the_path()
    {
        const string Body = """{"stream": true, "stream_options": {"include_usage": true}, "messages": [{"role": "user", "content": "x"}], "temperature": 1, "user": "u"}""";
        var events = Requests.Event("""{"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0}]}""") + Requests.Delta("Hi") + Done;
        await using var host = await OpenWebUIHost.StreamingAsync(events, Ct);
        host.Proxy.Fill(new UpstreamTarget("azure", host.Upstream.Url, "azure", true, null));

        var answer = await host.Client.CallAsync(
            Requests.Post($"/azure/{host.Key}/openai/deployments/gpt-4o-mini/chat/completions?api-version=2024-10-21", Encoding.UTF8.GetBytes(Body), "api-key: sk-canary\r\napi-version: 2024-10-21\r\n"), Ct);

        Assert.Equal((events, "Hi"), (answer.Text, OpenWebUIHost.Read(answer).Text));
        var got = Assert.Single(host.Upstream.Requests);
        Assert.Equal(
            ("/openai/deployments/gpt-4o-mini/chat/completions?api-version=2024-10-21", "sk-canary", "2024-10-21", Body), (got.Target, got["api-key"], got["api-version"], got.Text));
        var recorded = await host.Proxy.RecordedAsync(Ct);
        Assert.Equal("gpt-4o-mini", ExchangeReader.Read(recorded).Row.ModelRequested);
        Assert.DoesNotContain("canary", Encoding.Latin1.GetString(recorded.RequestHeaders.Encode()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_36_a_stream_of_responses_crosses_and_tells_its_usage()
    {
        const string Events =
            "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"model\":\"gpt-4o-mini\"}}\n\n"
            + "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"item_id\":\"i\",\"output_index\":0,\"content_index\":0,\"delta\":\"Hi\"}\n\n"
            + "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"model\":\"gpt-4o-mini\",\"status\":\"completed\",\"output\":[],\"usage\":"
            + "{\"input_tokens\":10,\"input_tokens_details\":{\"cached_tokens\":4},\"output_tokens\":2,\"total_tokens\":12}}}\n\n";
        await using var host = await OpenWebUIHost.StreamingAsync(Events, Ct);

        var answer = await host.PostAsync("/responses", """{"model": "gpt-4o-mini", "stream": true, "input": [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "x"}]}]}""", Ct);

        Assert.Equal((Events, "Hi"), (answer.Text, OpenWebUIHost.Read(answer).Text));
        var row = await host.RowAsync(Ct);
        Assert.Equal((10L, 4L, 2L), (row.InputTokens, row.CacheReadTokens, row.OutputTokens));
    }

    [Fact]
    public async Task Case_37_a_burst_of_embeddings_is_answered_one_and_all()
    {
        var answer = $$$"""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[{{{string.Join(',', Enumerable.Repeat("0.0123", 1536))}}}]}],"usage":{"prompt_tokens":8,"total_tokens":8}}""";
        await using var host = await OpenWebUIHost.StartAsync(RawUpstream.Saying(Requests.Json(answer)), Ct);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            using var client = await host.Proxy.ConnectAsync(Ct);
            return await client.CallAsync(Requests.Post($"/v1/{host.Key}/embeddings", $$"""{"input": ["{{i}}"], "model": "text-embedding-3-small"}"""), Ct);
        }));

        Assert.All(answers, one => Assert.Equal((200, answer), (one.Status, one.Text)));
        Assert.Equal(200, host.Upstream.Requests.Count);
        Assert.Equal(("embeddings", 8L), (await host.RowAsync(Ct)) is var row ? (row.Endpoint, row.InputTokens) : default);
    }

    [Fact]
    public async Task Case_39_speech_crosses_as_the_sound_it_is()
    {
        var sound = new byte[300_000];
        new Random(39).NextBytes(sound);
        await using var host = await OpenWebUIHost.StartAsync(
            RawUpstream.Saying(OpenWebUIHost.Stream("HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nTransfer-Encoding: chunked\r\n\r\n", sound)), Ct);

        var answer = await host.PostAsync("/audio/speech", """{"input": "H\u00e9", "voice": "alloy", "model": "tts-1"}""", Ct);

        Assert.True(sound.AsSpan().SequenceEqual(answer.Body));
        Assert.Equal(("audio/mpeg", "tts-1"), (answer["Content-Type"], (await host.RowAsync(Ct)).ModelRequested));
    }

    [Theory]
    [InlineData("/audio/models")]
    [InlineData("/audio/voices")]
    public async Task Case_41_a_discovery_without_a_credential_is_answered_by_the_provider(string path)
    {
        const string NotFound = """{"detail":"Not Found"}""";
        await using var host = await OpenWebUIHost.StartAsync(
            RawUpstream.Saying($"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: {NotFound.Length}\r\n\r\n{NotFound}"), Ct);

        var answer = await host.Client.CallAsync($"GET /v1/{host.Key}{path} HTTP/1.1\r\nHost: proxy\r\nAccept: */*\r\nUser-Agent: Python/3.11 aiohttp/3.13.5\r\n\r\n", Ct);

        Assert.Equal((404, NotFound), (answer.Status, answer.Text));
        Assert.Null(Assert.Single(host.Upstream.Requests)["Authorization"]);
        Assert.Equal(ExchangeOutcome.UpstreamRefused, (await host.RowAsync(Ct)).Outcome);
    }

    [Fact]
    public async Task Case_42_a_chat_of_ollama_says_how_fast_it_was()
    {
        const string Lines = """
            {"model":"llama3.2","created_at":"2026-11-22T10:00:00Z","message":{"role":"assistant","content":"Hi"},"done":false}
            {"model":"llama3.2","created_at":"2026-11-22T10:00:05Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":4883583458,"load_duration":1334875,"prompt_eval_count":26,"prompt_eval_duration":342546000,"eval_count":282,"eval_duration":4535599000}

            """;
        await using var host = await OpenWebUIHost.StartAsync(RawUpstream.Saying(OpenWebUIHost.Stream(
            "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n", Encoding.UTF8.GetBytes(Lines))), Ct);
        const string Body = """{"model": "llama3.2:latest", "messages": [{"role": "user", "content": "look", "images": ["QUJD"]}], "options": {"num_ctx": 4096}, "stream": true, "keep_alive": "10m"}""";

        var answer = await host.Client.CallAsync(
            $"POST /ollama/{host.Key}/api/chat HTTP/1.1\r\nHost: proxy\r\nContent-Type: application/json\r\nAccept: */*\r\nContent-Length: {Body.Length}\r\n\r\n{Body}", Ct);

        Assert.Equal((Lines, Body), (answer.Text, Assert.Single(host.Upstream.Requests).Text));
        var row = await host.RowAsync(Ct);
        Assert.Equal((282L, 26L, 1334L, 62.17, 342546L), (row.OutputTokens, row.InputTokens, row.LoadUs, Math.Round(row.OutputTokensPerSecond!.Value, 2), row.PrefillUs));
    }

    [Theory]
    [InlineData("{\"message\":{\"content\":\"Hi\"}}\n{\"error\":\"an error was encountered while running the model\"}\n", ExchangeOutcome.StreamError)]
    [InlineData("{\"message\":{\"content\":\"Hi\"},\"done\":false}\n", ExchangeOutcome.StreamError)]
    public async Task Case_44_an_error_that_open_webui_swallows_is_an_error_on_the_row(string lines, ExchangeOutcome outcome)
    {
        await using var host = await OpenWebUIHost.StartAsync(RawUpstream.Saying(OpenWebUIHost.Stream(
            "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n", Encoding.UTF8.GetBytes(lines))), Ct);

        var answer = await host.Client.CallAsync(Requests.Post($"/ollama/{host.Key}/api/chat", """{"model": "m", "stream": true, "messages": []}"""), Ct);

        Assert.Equal((lines, true), (answer.Text, answer.IsWhole));
        Assert.Equal(outcome, (await host.RowAsync(Ct)).Outcome);
    }

    [Fact]
    public async Task Case_46_open_webui_as_an_upstream_keeps_its_slashes_its_credentials_and_its_sources()
    {
        var events = Requests.Event("""{"sources": [{"source": {"id": "kb1", "name": "a.pdf"}, "document": ["…"], "metadata": [{"file_id": "f1"}], "distances": [0.42]}]}""") + Requests.Delta("Hi") + Done;
        await using var host = await OpenWebUIHost.StartAsync(new RawUpstream((request, connection, ct) => connection.SendAsync(
            request.Method == "GET" || request.Target.EndsWith("completions", StringComparison.Ordinal) ? OpenWebUIHost.Stream(events)
            : Encoding.Latin1.GetBytes(Requests.Json(request.Target.EndsWith('/') ? """{"id": "f1"}""" : "null")), ct)), Ct);
        host.Proxy.Fill(new UpstreamTarget("openwebui", host.Upstream.Url, "openai", true, null));
        var multipart = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF\r\n--b--\r\n"u8.ToArray();

        var file = await host.Client.CallAsync(
            [.. Encoding.Latin1.GetBytes($"POST /openwebui/{host.Key}/api/v1/files/ HTTP/1.1\r\nHost: x\r\nx-api-key: sk-ow\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {multipart.Length}\r\n\r\n"), .. multipart], Ct);
        var status = await host.Client.CallAsync(Requests.Get($"/openwebui/{host.Key}/api/v1/files/f1/process/status?stream=true"), Ct);
        var nothing = await host.Client.CallAsync(Requests.Post($"/openwebui/{host.Key}/api/tasks/stop", "{}"), Ct);
        var chat = await host.Client.CallAsync(
            Requests.Post($"/openwebui/{host.Key}/api/chat/completions", """{"model":"m","stream":true,"messages":[],"files":[{"type":"collection","id":"kb1"}]}"""), Ct);

        Assert.Equal(("""{"id": "f1"}""", events, "null", events), (file.Text, status.Text, nothing.Text, chat.Text));
        Assert.Equal((1, "Hi"), OpenWebUIHost.Read(chat) is var read ? (read.Sources, read.Text) : default);
        Assert.Equal(
            ["/api/v1/files/", "/api/v1/files/f1/process/status?stream=true", "/api/tasks/stop", "/api/chat/completions"], host.Upstream.Requests.Select(r => r.Target));
        Assert.Equal(("sk-ow", null), host.Upstream.Requests.First() is var first ? (first["x-api-key"], first["Authorization"]) : default);
        Assert.Equal(multipart, host.Upstream.Requests.First().Body);
    }
}

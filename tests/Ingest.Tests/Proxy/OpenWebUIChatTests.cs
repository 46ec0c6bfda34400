using System.IO.Compression;
using System.Text;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>Chats of Open WebUI as its user sees them: a raw client sends its bytes, <see cref="OpenWebUIAnswer"/> reads as it reads. Names carry the case's number.</summary>
public sealed class OpenWebUIChatTests
{
    private const string Done = "data: [DONE]\n\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Case_07_a_stream_without_usage_is_counted_by_its_provider_and_looks_to_the_client_as_if_nobody_had_asked()
    {
        var asked = Requests.Delta("Hi").Replace("]}", "],\"usage\":null}", StringComparison.Ordinal)
            + Requests.Event("""{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21}}""") + Done;
        await using var host = await OpenWebUIHost.StreamingAsync(asked, Ct);
        var key = host.Proxy.AddKey(Alterations.None, Alterations.IncludeUsage);

        var answer = await host.Client.CallAsync(Requests.Post($"/v1/{key}/chat/completions", Requests.Chat), Ct);

        Assert.Equal(Requests.Delta("Hi") + Done, answer.Text);
        Assert.Equal(("Hi", null, null), OpenWebUIHost.Read(answer) is var read ? (read.Text, read.Usage, read.Fault) : default);
        var got = Assert.Single(host.Upstream.Requests);
        Assert.Equal(Requests.Chat.Replace("\"stream\": true", "\"stream\": true, \"stream_options\": {\"include_usage\": true}", StringComparison.Ordinal), got.Text);
        Assert.Equal($"{got.Body.Length}", got["Content-Length"]);
        var row = await host.RowAsync(Ct);
        Assert.Equal((9L, 12L, UsageSource.Provider), (row.InputTokens, row.OutputTokens, row.UsageSource));
        Assert.Equal(["include_usage"], row.Alterations);
    }

    [Fact]
    public async Task Case_16_a_browsers_session_crosses_is_not_recorded_and_nobody_elses_cookie_comes_back()
    {
        await using var host = await OpenWebUIHost.StartAsync(RawUpstream.Saying(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nSet-Cookie: __cf_bm=x; Domain=.openai.com\r\nSet-Cookie: sess=1\r\nContent-Length: 2\r\n\r\n{}"), Ct);

        var answer = await host.Client.CallAsync(
            $"POST /v1/{host.Key}/chat/completions HTTP/1.1\r\nHost: proxy\r\nAuthorization: Bearer eyJcanary\r\nCookie: other=1; token=eyJcanary\r\nContent-Length: 2\r\n\r\n{{}}", Ct);

        Assert.Empty(answer.All("Set-Cookie"));
        Assert.Equal(("other=1; token=eyJcanary", "Bearer eyJcanary"), Assert.Single(host.Upstream.Requests) is var got ? (got["Cookie"], got["Authorization"]) : default);
        var recorded = await host.Proxy.RecordedAsync(Ct);
        Assert.DoesNotContain("canary", Encoding.Latin1.GetString([.. recorded.RequestHeaders.Encode(), .. recorded.ResponseHeaders.Encode()]), StringComparison.Ordinal);
        Assert.Equal(Alterations.SetCookie, recorded.Alterations);
    }

    [Fact]
    public async Task Case_21_fragments_of_a_tool_call_keep_their_index_and_become_one_call()
    {
        string[] fragments = ["", "{\\\"qu", "ery\\\"", ": ", "\\\"x\\\"", "}"];
        var events = string.Concat(fragments.Select((text, i) => Requests.Event(
            $$$"""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,{{{(i == 0 ? "\"id\":\"call_1\",\"type\":\"function\"," : "")}}}"function":{ {{{(i == 0 ? "\"name\":\"search_web\"," : "")}}}"arguments":"{{{text}}}"}}]}}]}""")))
            + Requests.Event("""{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""") + Done;
        await using var host = await OpenWebUIHost.StreamingAsync(events, Ct);
        var tools = string.Join(", ", Enumerable.Range(0, 40).Select(i => $$$"""{"function": {"parameters": {}, "name": "tool_{{{i}}}", "description": "{{{new string('d', 1400)}}}"}, "type": "function"}"""));

        var answer = await host.PostAsync("/chat/completions", $$"""{"model": "m", "stream": true, "tools": [{{tools}}], "messages": []}""", Ct);

        Assert.Equal(events, answer.Text);
        Assert.Equal(["search_web({\"query\": \"x\"})"], OpenWebUIHost.Read(answer).ToolCalls);
        Assert.Equal(["search_web"], (await host.RowAsync(Ct)).ToolCalls);
    }

    [Fact]
    public async Task Case_22_the_result_of_a_tool_goes_up_as_it_is_and_can_be_read_on_the_record()
    {
        const string Body =
            """{"model": "m", "stream": true, "messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "Let me check.", "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "search_web", "arguments": "{\"query\":\"x\"}"}}]}, {"role": "tool", "tool_call_id": "call_1", "content": "result"}]}""";
        await using var host = await OpenWebUIHost.StreamingAsync(Requests.Delta("It is x.") + Done, Ct);

        var answer = await host.ChatAsync(Body, Ct);

        Assert.Equal(("It is x.", Body), (answer.Text, Assert.Single(host.Upstream.Requests).Text));
        Assert.Equal(("tool", "result"), ExchangeReader.ReadingOf(await host.Proxy.RecordedAsync(Ct))!.Input[^1] is var last ? (last.Role, last.Text) : default);
    }

    [Theory]
    [InlineData("{\"reasoning_content\":\"hm\"}")]
    [InlineData("{\"reasoning\":\"hm\"}")]
    public async Task Case_23_thinking_is_told_apart_from_text_and_its_first_token_is_the_first(string thought)
    {
        await using var host = await OpenWebUIHost.StreamingAsync(
            Requests.Event($$"""{"choices":[{"index":0,"delta":{{thought}}}]}""") + Requests.Delta("<think>not here</think>4") + Done, Ct);

        var answer = await host.ChatAsync(Requests.Chat, Ct);

        Assert.Equal(("<think>not here</think>4", "hm"), (answer.Text, answer.Reasoning));
        var row = await host.RowAsync(Ct);
        Assert.True(row.FirstTokenUs <= row.FirstVisibleUs);
    }

    [Theory]
    [InlineData("502 Bad Gateway", "text/html", "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr>nginx</body></html>", "502 Bad Gateway nginx")]
    [InlineData("503 Service Unavailable", "text/plain", "", "said nothing more")]
    public async Task Case_25_an_error_that_open_webui_would_show_as_nothing_is_shown(string status, string type, string body, string shown)
    {
        await using var host = await OpenWebUIHost.StartAsync(
            RawUpstream.Saying($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n{body}"), Ct);

        var altered = await host.ChatAsync(Requests.Chat, Ct);
        var untouched = await host.Client.CallAsync(Requests.Post($"/v1/{host.Proxy.AddKey(Alterations.None, Alterations.None)}/chat/completions", Requests.Chat), Ct);

        Assert.Contains(shown, altered.Error, StringComparison.Ordinal);
        Assert.Equal(OpenWebUIAnswer.Blank, OpenWebUIHost.Read(untouched).Fault);
        var recorded = await host.Proxy.RecordedAsync(Ct);
        Assert.Equal((body, $"{recorded.Status}", Alterations.ErrorBody), (Encoding.UTF8.GetString(recorded.Response.Bytes.Span), status[..3], recorded.Alterations));
    }

    [Fact]
    public async Task Case_26_an_error_in_an_event_stream_passes_and_the_row_is_one_of_an_error()
    {
        const string Error = "data: {\"error\": {\"message\": \"overloaded\", \"code\": \"server_error\"}}\n\n";
        await using var host = await OpenWebUIHost.StartAsync(
            RawUpstream.Saying($"HTTP/1.1 500 X\r\nContent-Type: text/event-stream\r\nContent-Length: {Error.Length}\r\n\r\n{Error}"), Ct);

        var answer = await host.PostAsync("/chat/completions", Requests.Chat, Ct);

        Assert.Equal((500, Error), (answer.Status, answer.Text));
        Assert.NotNull(OpenWebUIHost.Read(answer).Error);
        Assert.Equal(ExchangeOutcome.UpstreamRefused, (await host.RowAsync(Ct)).Outcome);
    }

    [Fact]
    public async Task Case_28_a_stream_cut_in_the_middle_of_a_chunk_ends_with_an_error_its_user_sees_and_keeps_the_partial_text()
    {
        RawConnection? reading = null;
        await using var host = await OpenWebUIHost.StartAsync(new RawUpstream(async (_, connection, ct) =>
        {
            await connection.SendAsync([.. Encoding.Latin1.GetBytes(Requests.StreamHead), .. Requests.Chunk(Requests.Delta("half")), .. "40\r\ndata: {"u8], ct);
            await Eventually.HoldsAsync(() => reading?.Reader.BodyBytes > 0, TimeSpan.FromSeconds(20), "the client has the half", ct);
            connection.Dispose();
        }), Ct);
        reading = host.Client;

        var answer = await host.ChatAsync(Requests.Chat, Ct);

        Assert.Equal(("half", null), (answer.Text, answer.Fault));
        Assert.Contains("broke off", answer.Error, StringComparison.Ordinal);
        var recorded = await host.Proxy.RecordedAsync(Ct);
        Assert.Equal((ExchangeOutcome.UpstreamBroke, Requests.Delta("half") + "data: {"), (recorded.Outcome, Encoding.UTF8.GetString(recorded.Response.Bytes.Span)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Content-Type: Text/Event-Stream\r\n")]
    [InlineData("Content-Type: text/plain; charset=utf-8\r\n")]
    public async Task Case_29_a_stream_that_does_not_say_so_is_read_as_one(string header)
    {
        var stream = OpenWebUIHost.Stream($"HTTP/1.1 200 OK\r\n{header}Transfer-Encoding: chunked\r\n\r\n", Encoding.UTF8.GetBytes(Requests.Delta("Hi") + Done));
        await using var host = await OpenWebUIHost.StartAsync(RawUpstream.Saying(stream), Ct);

        var answer = await host.PostAsync("/chat/completions", Requests.Chat, Ct);
        var untouched = await host.Client.CallAsync(Requests.Post($"/v1/{host.Proxy.AddKey(Alterations.None, Alterations.None)}/chat/completions", Requests.Chat), Ct);

        Assert.Equal(("text/event-stream", "Hi"), (answer["Content-Type"], OpenWebUIHost.Read(answer).Text));
        Assert.Equal((answer.Text, OpenWebUIAnswer.Blank), (untouched.Text, OpenWebUIHost.Read(untouched).Fault));
    }

    [Theory]
    [InlineData("gzip", "text/event-stream")]
    [InlineData("br", "application/json")]
    public async Task Case_30_a_compressed_body_passes_as_it_is_and_is_readable_on_the_record(string coding, string type)
    {
        var text = type == "application/json" ? """{"model":"m","choices":[{"message":{"role":"assistant","content":"Hi"}}]}""" : Requests.Delta("Hi") + Done;
        using var packed = new MemoryStream();
        await using (Stream packing = coding == "br" ? new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true) : new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await packing.WriteAsync(Encoding.UTF8.GetBytes(text), Ct);
        }

        await using var host = await OpenWebUIHost.StartAsync(RawUpstream.Saying(OpenWebUIHost.Stream(
            $"HTTP/1.1 200 OK\r\ncontent-type: {type}\r\ncontent-encoding: {coding}\r\ntransfer-encoding: chunked\r\n\r\n", packed.ToArray())), Ct);

        var answer = await host.PostAsync("/chat/completions", Requests.Chat, Ct);

        Assert.Equal(packed.ToArray(), answer.Body);
        Assert.Contains(answer.Headers, h => h is { Key: "Content-Encoding" } && h.Value == coding);
        Assert.Contains("Hi", (await host.RowAsync(Ct)).ResponsePreview, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(120_000, null)]
    [InlineData(300_000, "Got more than 131072 bytes when reading")]
    public async Task Case_31_a_long_line_passes_unsplit_and_unjoined_also_where_usage_is_looked_for(int length, string? fault)
    {
        var events = Requests.Delta("a") + Requests.Event($$$"""{"choices":[{"index":0,"delta":{"images":["{{{new string('A', length)}}}"]}}],"usage":null}""") + Requests.Delta("b") + Done;
        await using var host = await OpenWebUIHost.StartAsync(
            RawUpstream.Saying([.. Encoding.Latin1.GetBytes(Requests.StreamHead), .. Requests.Chunk(events), .. "0\r\n\r\n"u8]), Ct);

        var plain = await host.PostAsync("/chat/completions", Requests.Chat, Ct);
        var asked = await host.Client.CallAsync(Requests.Post($"/v1/{host.Proxy.AddKey(Alterations.None, Alterations.IncludeUsage)}/chat/completions", Requests.Chat), Ct);

        Assert.Equal((events, fault), (plain.Text, OpenWebUIHost.Read(plain).Fault));
        Assert.Equal(length < 131_072 ? events.Replace(",\"usage\":null", "", StringComparison.Ordinal) : events, asked.Text);
    }

    [Fact]
    public async Task Case_32_an_odd_stream_crosses_byte_for_byte_and_is_read_right()
    {
        byte[] events =
        [
            .. ": ping\r\n\r\nevent: x\r\nid: 1\r\ndata:{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\r\n\r\n"u8,
            .. "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"b\"}}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"c\"}}]}\n\n"u8,
            .. "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"d"u8, 0xff, .. "\"}}]}\n\nretry: 5\n\ndata: not json\n\n"u8,
        ];
        await using var host = await OpenWebUIHost.StartAsync(RawUpstream.Saying(OpenWebUIHost.Stream(Requests.StreamHead, events)), Ct);

        var answer = await host.PostAsync("/chat/completions", Requests.Chat, Ct);

        Assert.Equal(events, answer.Body);
        Assert.Equal(("abcd\uFFFD", null), OpenWebUIHost.Read(answer) is var read ? (read.Text, read.Fault) : default);
        Assert.Equal("abcd\uFFFD", Assert.Single(ExchangeReader.ReadingOf(await host.Proxy.RecordedAsync(Ct))!.Output).Text);
    }
}

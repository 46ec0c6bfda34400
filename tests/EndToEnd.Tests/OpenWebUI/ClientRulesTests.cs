using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Observability.Testing;
using Observability.Testing.OpenWebUI;

namespace Observability.EndToEnd.Tests.OpenWebUI;

/// <summary>The played Open WebUI fails where the real one does: otherwise its success would prove nothing.</summary>
public sealed class ClientRulesTests
{
    private const string Stream = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n";
    private const string End = "0\r\n\r\n";

    private static readonly OpenWebUIUser Anna = new("id", "José 李", "anna@example.com", "user", "chat-1");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Chunks_may_cut_lines_anywhere_and_only_the_end_of_the_body_is_the_end(int chunk)
    {
        const string Events = ": ping\r\n\r\nevent: x\r\ndata:{\"choices\":[{\"delta\":{\"content\":\"Hé\"}}]}\r\n\r\ndata: [DONE]\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"llo\"}}]}\n\n";
        var bytes = Encoding.UTF8.GetBytes(Events);
        var answer = Stream + string.Concat(bytes.Chunk(chunk).Select(part => $"{part.Length:x}\r\n{Encoding.Latin1.GetString(part)}\r\n")) + End;

        Assert.Equal("Héllo", (await AskAsync(answer)).Text);
    }

    [Fact]
    public async Task A_tool_call_without_an_index_is_dropped_and_one_with_it_is_put_together()
    {
        var message = await AskAsync(Stream + Chunk(
            """
            data: {"choices":[{"delta":{"tool_calls":[{"id":"lost","function":{"name":"f","arguments":"{}"}}]}}]}
            data: {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"call_1","function":{"name":"search","arguments":""}}]}}]}
            data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"q\":"}}]}}]}
            data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}}]}
            data: {"choices":[],"usage":{"prompt_tokens":9}}

            """) + End);

        Assert.Equal([("call_1", "search", """{"q":1}""")], message.Calls);
        Assert.Equal("""{"prompt_tokens":9}""", message.Usage);
    }

    [Theory]
    [InlineData("""{"choices":[],"error":{"message":"overloaded"}}""", "overloaded")]
    [InlineData("""{"choices":[{"delta":{"content":"x"}}],"error":{"message":"overloaded"}}""", null)]
    public async Task An_error_is_seen_only_where_no_choice_is_beside_it(string chunk, string? seen) =>
        Assert.Equal(seen, (await AskAsync(Stream + Chunk($"data: {chunk}\n") + End)).Error);

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi", "blank message")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: TEXT/EVENT-STREAM\r\nContent-Length: 2\r\n\r\nhi", "blank message")]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi", "blank message")]
    [InlineData("HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nContent-Length: 29\r\n\r\n{\"error\":{\"message\":\"later\"}}", "429: later")]
    [InlineData(Stream + "5\r\ndata:\r\n", "TransferEncodingError")]
    [InlineData("", "Server disconnected")]
    public async Task What_it_cannot_read_is_a_failure(string answer, string said) =>
        Assert.Contains(said, (await Assert.ThrowsAsync<OpenWebUIException>(() => AskAsync(answer))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(131_072, true)]
    [InlineData(131_073, false)]
    public async Task A_line_may_be_so_long_and_no_longer(int length, bool fits)
    {
        var answer = Stream + Chunk(new string('x', length) + "\n") + End;
        if (fits)
        {
            Assert.Equal("", (await AskAsync(answer)).Text);
        }
        else
        {
            await Assert.ThrowsAsync<OpenWebUIException>(() => AskAsync(answer));
        }
    }

    [Fact]
    public void Json_is_what_python_writes() =>
        Assert.Equal(
            """{"a": [1, 2.5, true, null], "h\u00e9 \ud83d\ude00": "x\n\"", "e": {}}""",
            Encoding.ASCII.GetString(PythonJson.Dumps(JsonNode.Parse("""{"a":[1,2.5,true,null],"hé 😀":"x\n\"","e":{}}"""))));

    [Fact]
    public void Header_lines_are_in_its_order() =>
        Assert.Equal(
            "POST /v1/k/chat/completions HTTP/1.1\r\nHost: proxy:8787\r\nContent-Type: application/json\r\nX-OpenWebUI-User-Name: Jos%C3%A9 %E6%9D%8E\r\nX-OpenWebUI-User-Id: id\r\n"
            + "X-OpenWebUI-User-Email: anna@example.com\r\nX-OpenWebUI-User-Role: user\r\nX-OpenWebUI-Chat-Id: chat-1\r\nAuthorization: Bearer sk-of-the-provider\r\n"
            + "X-OpenWebUI-Task: \r\nAccept: */*\r\nAccept-Encoding: gzip, deflate, br\r\nUser-Agent: Python/3.11 aiohttp/3.13.5\r\nContent-Length: 10\r\n\r\n{\"a\": \"b\"}",
            Encoding.ASCII.GetString(OpenWebUIRequest.Chat(new("http://proxy:8787/v1/k"), Anna, [("X-OpenWebUI-Task", "")], new() { ["a"] = "b" })));

    private static string Chunk(string text) => $"{text.Length:x}\r\n{text}\r\n";

    // Somebody who gives these bytes (Latin-1) to whoever asks, and closes.
    private static async Task<OpenWebUIAnswer> AskAsync(string answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, Encoding.Latin1.GetBytes(answer));
        using var client = new OpenWebUIClient(new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1/k"), Anna, customHeaders: true);
        try
        {
            return await client.StreamAsync([], new("", "", ""), _ => false, Ct);
        }
        finally
        {
            await serving;
        }
    }

    private static async Task ServeAsync(TcpListener listener, byte[] answer)
    {
        using var socket = await listener.AcceptSocketAsync(Ct);
        var request = new byte[4096];
        _ = await socket.ReceiveAsync(request, SocketFlags.None, Ct);
        await socket.SendAsync(answer, SocketFlags.None, Ct);
        socket.Shutdown(SocketShutdown.Send);
    }
}

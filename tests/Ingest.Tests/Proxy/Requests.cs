using System.Text;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>Requests as Open WebUI's client (aiohttp) writes them: these headers, in this order.</summary>
internal static class Requests
{
    public const string Chat = """{"model": "gpt-4o-mini", "stream": true, "messages": [{"role": "user", "content": "H\u00e9llo \u674e \ud83d\ude00"}], "temperature": 0.7}""";

    public static byte[] Get(string target) => Encoding.Latin1.GetBytes(
        $"GET {target} HTTP/1.1\r\nHost: proxy:8787\r\nContent-Type: application/json\r\nAuthorization: Bearer sk-up\r\n"
        + "Accept: */*\r\nAccept-Encoding: gzip, deflate, br\r\nUser-Agent: Python/3.11 aiohttp/3.13.5\r\n\r\n");

    public static byte[] Post(string target, string body) => Post(target, Encoding.UTF8.GetBytes(body), "");

    /// <summary>A POST with more header lines, each ended by CRLF.</summary>
    public static byte[] Post(string target, byte[] body, string headers) =>
    [
        .. Encoding.Latin1.GetBytes(
            $"POST {target} HTTP/1.1\r\nHost: proxy:8787\r\nContent-Type: application/json\r\n{headers}Authorization: Bearer sk-up\r\n"
            + $"Accept: */*\r\nAccept-Encoding: gzip, deflate, br\r\nUser-Agent: Python/3.11 aiohttp/3.13.5\r\nContent-Length: {body.Length}\r\n\r\n"),
        .. body,
    ];

    /// <summary>The head of a streamed answer.</summary>
    public const string StreamHead =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nx-request-id: req_1\r\nTransfer-Encoding: chunked\r\n\r\n";

    public const string LastChunk = "0\r\n\r\n";

    public static string Json(string body) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public static byte[] Chunk(string data) => [.. Encoding.Latin1.GetBytes($"{Encoding.UTF8.GetByteCount(data):x}\r\n"), .. Encoding.UTF8.GetBytes(data), 13, 10];

    public static string Event(string json) => $"data: {json}\n\n";

    public static string Delta(string text) =>
        Event($$"""{"id":"c1","object":"chat.completion.chunk","model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"delta":{"content":"{{text}}"},"finish_reason":null}]}""");
}

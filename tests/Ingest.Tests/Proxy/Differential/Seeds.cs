using System.Text;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy.Differential;

/// <summary>Connections that are right, or wrong in a known way: what the mutations start from. One byte, <see cref="Key"/>, stands for the key.</summary>
internal static class Seeds
{
    /// <summary>Stands for the key: one byte, so that mutations and shrinking keep it or lose it whole.</summary>
    public const char Key = '\u00fe';

    private const string Next = "GET /plain/\u00fe/next HTTP/1.1\r\nHost: x\r\n\r\n";

    private static readonly string[] Ours =
    [
        "POST /v1/\u00fe/chat/completions HTTP/1.1\r\nHost: proxy:8787\r\nContent-Type: application/json\r\nAuthorization: Bearer sk-up\r\nAccept: */*\r\n"
            + "Accept-Encoding: gzip, deflate, br\r\nUser-Agent: Python/3.11 aiohttp/3.13.5\r\nContent-Length: 15\r\n\r\n{\"stream\":true}",
        "POST /plain/\u00fe/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;a=b\r\n world\r\n0\r\n\r\n" + Next,
        "POST /plain/\u00fe/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\na\r\n0123456789\r\n0\r\nX-T: 1\r\nContent-Length: 3\r\n\r\n" + Next,
        "POST /plain/\u00fe/a HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\nhello world" + Next + Next,
        "GET /v1/\u00fe/models?limit=20&q=%7e%2F/../x HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\nX-Two: 1\r\nX-Two: 2\r\nX-Empty:\r\nX-Name: Jos\u00c3\u00a9\r\n\r\n",
        "GET http://x/plain/\u00fe/a?b=/c HTTP/1.1\r\nHost: x\r\n\r\n" + Next,
        "GET http://x?/plain/\u00fe/a HTTP/1.1\r\nHost: x\r\nX-Observability-Key: \u00fe\r\n\r\n",
        "POST /plain/\u00fe/a HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello" + Next,
        "POST /plain/a HTTP/1.1\r\nHost: x\r\nX-Observability-Key: \u00fe\r\nX-Observability-Property-A: b\r\nContent-Length: 2\r\n\r\n{}",
        "PUT /\u00fe/v1/files/1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \u00fe\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 3\r\n\r\na\r\n" + Next,
        "POST /plain/\u00fe/a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello" + Next,
        "GET /plain/\u00fe/realtime HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n" + Next,
        "GET /plain/\u00fe/a HTTP/1.1\r\nHost: x\r\nConnection: X-Hop, X-Other\r\nX-Hop: 1\r\nX-Stays: 2\r\nKeep-Alive: timeout=5\r\nProxy-Connection: close\r\nTE: trailers\r\n\r\n" + Next,
        "DELETE //plain//\u00fe//a%2Fb%zz HTTP/1.1\r\nHost: x\r\nCookie: a=1; b=2\r\n\r\n" + Next,
        "HEAD /plain/\u00fe/a HTTP/1.1\r\nHost: x\r\n\r\nOPTIONS /plain/\u00fe/a HTTP/1.1\r\nHost: x\r\nOrigin: http://y\r\n\r\n" + Next,
        "POST /plain/\u00fe/a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\nPATCH /plain/\u00fe/b HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n0" + Next,
        "POST /plain/\u00fe/a HTTP/1.1\r\nHost: x\r\nContent-Length: 33\r\n\r\n0\r\n\r\nGET /plain/x HTTP/1.1\r\nX: y\r\n" + Next,
        "GET /plain/\u00fe/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nReferer: http://x/v1/\u00fe/b\r\n\r\n" + Next,
    ];

    /// <summary>Our own, each as often as all vectors together are drawn for one of them, and the vectors where they are on this machine.</summary>
    public static IReadOnlyList<byte[]> All()
    {
        var ours = Ours.Select(Encoding.Latin1.GetBytes).ToList();
        var theirs = SharedCorpora.Folder is null ? [] : VectorFile.Read("request-vectors.json").Values
            .Where(raw => raw.Length < 4096).Select(raw => Encoding.Latin1.GetBytes(VectorFile.OnOurRoute(raw, Key.ToString()))).ToList();
        // Right ones are mutated four times as often: of the wrong ones most are refused whatever is done to them.
        return [.. ours, .. ours, .. ours, .. ours, .. theirs];
    }

    /// <summary>The bytes with the key in its places.</summary>
    public static byte[] WithKey(byte[] template, string key)
    {
        var bytes = new MemoryStream(template.Length + 64);
        foreach (var one in template)
        {
            if (one == Key)
            {
                bytes.Write(Encoding.Latin1.GetBytes(key));
            }
            else
            {
                bytes.WriteByte(one);
            }
        }

        return bytes.ToArray();
    }
}

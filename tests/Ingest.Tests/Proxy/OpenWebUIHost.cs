using System.Text;
using Observability.Domain.Exchanges;
using Observability.Domain.Keys;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>Open WebUI in front of the proxy, with a key made for it, and a scripted provider behind.</summary>
internal sealed class OpenWebUIHost : IAsyncDisposable
{
    private OpenWebUIHost(RawUpstream upstream, ProxyHost proxy, RawConnection client)
    {
        Upstream = upstream;
        Proxy = proxy;
        Client = client;
        Key = proxy.AddKey(KeyClient.OpenWebUI);
    }

    public RawUpstream Upstream { get; }

    public ProxyHost Proxy { get; }

    /// <summary>A connection of its pool.</summary>
    public RawConnection Client { get; }

    public string Key { get; }

    /// <summary>Starts both; the upstream goes when this goes.</summary>
    public static async Task<OpenWebUIHost> StartAsync(RawUpstream upstream, CancellationToken ct)
    {
        var proxy = await ProxyHost.StartAsync(upstream.Url, ct);
        return new(upstream, proxy, await proxy.ConnectAsync(ct));
    }

    /// <summary>One whose provider answers everything with these events, in chunks of seven bytes.</summary>
    public static Task<OpenWebUIHost> StreamingAsync(string events, CancellationToken ct) => StartAsync(RawUpstream.Saying(Stream(events)), ct);

    /// <summary>A streamed answer.</summary>
    public static byte[] Stream(string events) => Stream(Requests.StreamHead, Encoding.UTF8.GetBytes(events));

    /// <summary>A streamed answer under another head.</summary>
    public static byte[] Stream(string head, byte[] body) =>
        [.. Encoding.Latin1.GetBytes(head), .. body.Chunk(7).SelectMany(piece => (byte[])[.. Encoding.ASCII.GetBytes($"{piece.Length:x}\r\n"), .. piece, 13, 10]), .. "0\r\n\r\n"u8];

    /// <summary>A POST on its OpenAI connection.</summary>
    public Task<RawMessage> PostAsync(string path, string body, CancellationToken ct) => PostAsync(path, body, "", ct);

    /// <summary>The same with more header lines.</summary>
    public Task<RawMessage> PostAsync(string path, string body, string headers, CancellationToken ct) =>
        Client.CallAsync(Requests.Post($"/v1/{Key}{path}", Encoding.UTF8.GetBytes(body), headers), ct);

    /// <summary>A chat, read as Open WebUI reads it.</summary>
    public async Task<OpenWebUIAnswer> ChatAsync(string body, CancellationToken ct) => Read(await PostAsync("/chat/completions", body, ct));

    /// <summary>An answer as Open WebUI reads it.</summary>
    public static OpenWebUIAnswer Read(RawMessage answer) => OpenWebUIAnswer.Read(answer.Status, answer["Content-Type"], answer.Body, answer.IsWhole);

    /// <summary>The row of the next exchange on record.</summary>
    public async Task<Exchange> RowAsync(CancellationToken ct) => ExchangeReader.Read(await Proxy.RecordedAsync(ct)).Row;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Proxy.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}

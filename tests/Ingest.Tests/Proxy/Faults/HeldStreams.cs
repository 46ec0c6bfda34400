using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Observability.Testing;

namespace Observability.Ingest.Tests.Proxy.Faults;

/// <summary>Many streams at once that stay open until the test ends them: both ends of them, on sockets that hold next to nothing themselves.</summary>
internal sealed class HeldStreams : IAsyncDisposable
{
    private const int BufferBytes = 512;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Socket> _speakers = [];
    private readonly List<Socket> _listeners = [];
    private readonly List<Task<bool>> _readers = [];
    private readonly Task _accepting;
    private long _heard;

    public HeldStreams()
    {
        _listener.Start(1024);
        _accepting = AcceptAsync(_stop.Token);
    }

    /// <summary>Where the upstream of these streams is.</summary>
    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Opens so many, and waits until the upstream has them.</summary>
    public async Task OpenAsync(ProxyHost proxy, int count, CancellationToken ct)
    {
        var request = Encoding.Latin1.GetBytes($"GET /plain/{proxy.Key}/stream HTTP/1.1\r\nHost: x\r\n\r\n");
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            _listeners.Add(socket);
            await socket.ConnectAsync(IPAddress.Loopback, proxy.Port, ct);
            await socket.SendAsync(request, ct);
            _readers.Add(HearAsync(socket, _stop.Token));
        }

        await Eventually.HoldsAsync(() => _speakers.Count == count, Patience, "the upstream has every stream", ct);
    }

    /// <summary>The upstream says this on every stream; returns when every client has heard it.</summary>
    public async Task SayAsync(string text, CancellationToken ct)
    {
        var target = Interlocked.Read(ref _heard) + ((long)text.Length * _speakers.Count);
        var chunk = Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text.Length:x}\r\n{text}\r\n"));
        foreach (var speaker in _speakers)
        {
            await speaker.SendAsync(chunk, ct);
        }

        await Eventually.HoldsAsync(() => Interlocked.Read(ref _heard) == target, Patience, $"every client has heard '{text}'", ct);
    }

    /// <summary>Ends every stream; how many came to their end at their client.</summary>
    public async Task<int> EndAsync(CancellationToken ct)
    {
        foreach (var speaker in _speakers)
        {
            await speaker.SendAsync(Encoding.Latin1.GetBytes(Requests.LastChunk), ct);
        }

        return (await Task.WhenAll(_readers).WaitAsync(Patience, ct)).Count(isWhole => isWhole);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        foreach (var socket in _speakers.Concat(_listeners))
        {
            socket.Dispose();
        }

        await Task.WhenAll(_readers);
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync(CancellationToken ct)
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                // A request without a body, sent in one piece: the first bytes are all of it.
                var socket = await _listener.AcceptSocketAsync(ct);
                socket.NoDelay = true;
                _ = await socket.ReceiveAsync(buffer.AsMemory(), ct);
                await socket.SendAsync(Encoding.Latin1.GetBytes(Requests.StreamHead), ct);
                _speakers.Enqueue(socket);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
        }
    }

    private async Task<bool> HearAsync(Socket socket, CancellationToken ct)
    {
        try
        {
            var reader = new RawReader(new NetworkStream(socket), BufferBytes);
            var head = await reader.ReadHeadAsync(ct);
            return head is { Status: 200 }
                && (await reader.ReadBodyAsync(head, true, "GET", piece => Interlocked.Add(ref _heard, piece.Length), ct)).IsWhole;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or SocketException)
        {
            return false;
        }
    }
}

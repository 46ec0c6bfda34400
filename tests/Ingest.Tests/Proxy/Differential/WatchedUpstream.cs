using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Observability.Ingest.Tests.Proxy.Differential;

/// <summary>An upstream that reads strictly, keeps every request it saw, and answers each with its number.</summary>
internal sealed class WatchedUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = [];
    private readonly Task _accepting;
    private int _count;

    public WatchedUpstream()
    {
        _listener.Start(512);
        _accepting = AcceptAsync(_stop.Token);
    }

    /// <summary>Whole requests, in order, until somebody takes them out.</summary>
    public ConcurrentQueue<DirectRequest> Seen { get; } = [];

    /// <summary>What came to it that is no request.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    /// <summary>How many requests it has seen.</summary>
    public int Count => Volatile.Read(ref _count);

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync(CancellationToken ct)
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(ct);
                socket.NoDelay = true;
                var connection = ServeAsync(socket, ct);
                _connections[connection] = true;
                _ = connection.ContinueWith(ended => _connections.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken ct)
    {
        using (socket)
        {
            try
            {
                var buffer = new byte[4096];
                var filled = 0;
                int count;
                while ((count = await socket.ReceiveAsync(buffer.AsMemory(filled), ct)) > 0)
                {
                    filled += count;
                    var reading = DirectReader.Read(buffer.AsSpan(0, filled));
                    foreach (var request in reading.Requests)
                    {
                        await AnswerAsync(socket, request, ct);
                    }

                    if (reading.Rest == Rest.Malformed)
                    {
                        Faults.Enqueue(reading.Fault!);
                        return;
                    }

                    buffer.AsSpan(reading.Consumed, filled - reading.Consumed).CopyTo(buffer);
                    filled -= reading.Consumed;
                    if (filled == buffer.Length)
                    {
                        Array.Resize(ref buffer, 2 * filled);
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
            }
        }
    }

    private async Task AnswerAsync(Socket socket, DirectRequest request, CancellationToken ct)
    {
        Seen.Enqueue(request);
        var number = Interlocked.Increment(ref _count);
        var body = request.Method == "HEAD" ? "" : "ok";
        var answer = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nX-Seen: {number}\r\nContent-Length: 2\r\n\r\n{body}");
        await socket.SendAsync(Encoding.Latin1.GetBytes(answer), ct);
    }
}

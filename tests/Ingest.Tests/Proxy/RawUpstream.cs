using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>An upstream that keeps what it got byte for byte and answers as the test scripts it.</summary>
internal sealed class RawUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Func<RawMessage, RawConnection, CancellationToken, Task> _answer;
    private readonly bool _readsBodies;
    private readonly Task _accepting;
    private int _accepted;

    /// <summary>Starts listening.</summary>
    /// <param name="answer">Answers one request.</param>
    /// <param name="readsBodies">False: <paramref name="answer"/> gets the head only and reads the body itself.</param>
    public RawUpstream(Func<RawMessage, RawConnection, CancellationToken, Task> answer, bool readsBodies)
    {
        _answer = answer;
        _readsBodies = readsBodies;
        _listener.Start(512);
        _accepting = AcceptAsync(_stop.Token);
    }

    public RawUpstream(Func<RawMessage, RawConnection, CancellationToken, Task> answer)
        : this(answer, readsBodies: true)
    {
    }

    /// <summary>Requests whose head (and body, unless the answer reads it) has arrived, in order.</summary>
    public ConcurrentQueue<RawMessage> Requests { get; } = [];

    public int Connections => Volatile.Read(ref _accepted);

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>An upstream that gives everybody the same bytes.</summary>
    public static RawUpstream Saying(byte[] response) => new((_, connection, ct) => connection.SendAsync(response, ct));

    public static RawUpstream Saying(string latin1) => Saying(System.Text.Encoding.Latin1.GetBytes(latin1));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
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
                Interlocked.Increment(ref _accepted);
                _connections.Add(ServeAsync(new(socket), ct));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
        }
    }

    private async Task ServeAsync(RawConnection connection, CancellationToken ct)
    {
        using (connection)
        {
            try
            {
                while (await NextAsync(connection.Reader, ct) is { } request)
                {
                    Requests.Enqueue(request);
                    await _answer(request, connection, ct);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
            }
        }
    }

    private async Task<RawMessage?> NextAsync(RawReader reader, CancellationToken ct)
    {
        if (!_readsBodies)
        {
            return await reader.ReadHeadAsync(ct);
        }

        return await reader.ReadAsync(isResponse: false, "", ct) is { IsWhole: true } whole ? whole : null;
    }
}

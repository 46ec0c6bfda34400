using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>One TCP connection whose bytes the test decides.</summary>
internal sealed class RawConnection(Socket socket) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    public RawReader Reader => field ??= new(_stream);

    public static async Task<RawConnection> OpenAsync(int port, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, ct);
        return new(socket);
    }

    /// <summary>A small receive window, for a client that reads slowly.</summary>
    public static async Task<RawConnection> OpenNarrowAsync(int port, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(IPAddress.Loopback, port, ct);
        return new(socket);
    }

    public Task SendAsync(string latin1, CancellationToken ct) => SendAsync(Encoding.Latin1.GetBytes(latin1), ct);

    public async Task SendAsync(byte[] bytes, CancellationToken ct) => await _stream.WriteAsync(bytes, ct);

    /// <summary>Sends what it can; false when the other side has closed.</summary>
    public async Task<bool> TrySendAsync(byte[] bytes, CancellationToken ct)
    {
        try
        {
            await _stream.WriteAsync(bytes, ct);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Sends, then reads one whole response.</summary>
    public async Task<RawMessage> CallAsync(byte[] request, CancellationToken ct)
    {
        await SendAsync(request, ct);
        var method = Encoding.Latin1.GetString(request, 0, request.AsSpan().IndexOf((byte)' '));
        RawMessage? response;
        do
        {
            response = await Reader.ReadAsync(isResponse: true, method, ct);
        }
        while (response?.Status == 100);

        return response ?? throw new IOException("The connection was closed without an answer.");
    }

    public Task<RawMessage> CallAsync(string latin1, CancellationToken ct) => CallAsync(Encoding.Latin1.GetBytes(latin1), ct);

    /// <summary>Closes with a reset, as a process that is killed does.</summary>
    public void Reset()
    {
        socket.LingerState = new(enable: true, 0);
        socket.Close();
    }

    /// <summary>Says that nothing more will come; what the other side sends can still be read.</summary>
    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>The same where the other side may have closed already.</summary>
    public void TryEndSending()
    {
        try
        {
            EndSending();
        }
        catch (SocketException)
        {
        }
    }

    /// <summary>Waits until the other side has closed, by whatever means.</summary>
    public async Task WaitForCloseAsync(CancellationToken ct) => await Reader.ReadRestAsync(ct);

    public void Dispose() => _stream.Dispose();
}

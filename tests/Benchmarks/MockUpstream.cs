using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Observability.Benchmarks;

/// <summary>An upstream that costs next to nothing: bare sockets, answers made in advance. Runs in a process of its own.</summary>
/// <remarks>The header <c>X-Bench-Answer</c> names the answer (<see cref="MockAnswer"/>).</remarks>
internal static class MockUpstream
{
    public static async Task RunAsync(int port, CancellationToken ct)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(1024);
        while (!ct.IsCancellationRequested)
        {
            // Each connection lives by itself; its end is nobody's concern.
            _ = ServeAsync(await listener.AcceptAsync(ct), ct);
        }
    }

    private static async Task ServeAsync(Socket socket, CancellationToken ct)
    {
        using var _ = socket;
        socket.NoDelay = true;
        var buffer = new byte[128 * 1024];
        var filled = 0;
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(filled), SocketFlags.None, ct) is var read and > 0)
            {
                filled += read;
                if (RequestLength(buffer.AsSpan(0, filled)) is { } length && filled >= length)
                {
                    var answer = AnswerFor(buffer.AsSpan(0, filled));
                    filled = 0;
                    await SendAsync(socket, answer, ct);
                }
            }
        }
        catch (SocketException)
        {
            // The proxy went away; so does this connection.
        }
    }

    // Whole length of the request in the buffer, head and body; null while its head is incomplete.
    private static int? RequestLength(ReadOnlySpan<byte> bytes)
    {
        var head = bytes.IndexOf("\r\n\r\n"u8);
        return head < 0 ? null : head + 4 + (HttpHead.Number(bytes[..head], "content-length") ?? 0);
    }

    private static MockAnswer AnswerFor(ReadOnlySpan<byte> request)
    {
        var head = request[..request.IndexOf("\r\n\r\n"u8)];
        return MockAnswer.Of(HttpHead.Value(head, "x-bench-answer") ?? "1k");
    }

    private static async Task SendAsync(Socket socket, MockAnswer answer, CancellationToken ct)
    {
        if (!answer.IsStream)
        {
            var head = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {answer.Whole.Length}\r\n\r\n";
            await socket.SendAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. answer.Whole], SocketFlags.None, ct);
            return;
        }

        if (answer.ToFirst > TimeSpan.Zero)
        {
            using var thinking = new PeriodicTimer(answer.ToFirst);
            await thinking.WaitForNextTickAsync(ct);
        }

        await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), SocketFlags.None, ct);
        using var timer = answer.Interval > TimeSpan.Zero ? new PeriodicTimer(answer.Interval) : null;
        foreach (var piece in answer.Pieces)
        {
            var comesWithHead = answer.ToFirst > TimeSpan.Zero && ReferenceEquals(piece, answer.Pieces[0]);
            if (timer is not null && !comesWithHead)
            {
                await timer.WaitForNextTickAsync(ct);
            }

            await socket.SendAsync(Chunk(piece, stamped: timer is not null), SocketFlags.None, ct);
        }

        await socket.SendAsync("0\r\n\r\n"u8.ToArray(), SocketFlags.None, ct);
    }

    private static byte[] Chunk(byte[] piece, bool stamped)
    {
        var size = Encoding.ASCII.GetBytes(piece.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
        byte[] chunk = [.. size, .. piece, .. "\r\n"u8];
        if (stamped && MockAnswer.HasStamp(piece))
        {
            var stamp = chunk.AsSpan(size.Length + MockAnswer.StampOffset, MockAnswer.StampDigits);
            Utf8Formatter.TryFormat(Stopwatch.GetTimestamp(), stamp, out var written, new('D', MockAnswer.StampDigits));
            Debug.Assert(written == MockAnswer.StampDigits, "a stamp fills its place");
        }

        return chunk;
    }
}

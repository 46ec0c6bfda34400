using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Observability.Benchmarks;

/// <summary>One keep-alive connection of the load generator: bare sockets, so that the client costs little and always the same.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly AnswerReader _answer;
    private int _filled;

    private Connection(MockAnswer expected) => _answer = new(expected, EventDelays);

    /// <summary>How late each stamped event was, ticks.</summary>
    public List<long> EventDelays { get; } = [];

    public static Connection Open(int port, MockAnswer expected)
    {
        var connection = new Connection(expected);
        connection._socket.Connect(IPAddress.Loopback, port);
        return connection;
    }

    /// <summary>Sends a request and reads its answer. The send happens before this first returns, on the caller's thread.</summary>
    /// <param name="request">The whole request.</param>
    /// <param name="intended">When it should have been sent, ticks: waiting for us counts as waiting.</param>
    /// <param name="ct">Stops the run.</param>
    public async Task<Sample> ExchangeAsync(byte[] request, long intended, CancellationToken ct)
    {
        _answer.Reset();
        long? firstByte = null, firstContent = null;
        try
        {
            _socket.Send(request);
            while (!_answer.IsDone && await _socket.ReceiveAsync(_buffer.AsMemory(_filled), SocketFlags.None, ct) is var read and > 0)
            {
                Take(read);
                firstByte ??= _answer.HasBody ? Stopwatch.GetTimestamp() : null;
                firstContent ??= _answer.HasContent ? Stopwatch.GetTimestamp() : null;
            }
        }
        catch (SocketException)
        {
            // A reset is an answer that isn't whole.
        }

        var now = Stopwatch.GetTimestamp();
        return new(intended, firstByte ?? now, firstContent ?? now, now, _answer.IsWhole && _filled == 0);
    }

    public void Dispose() => _socket.Dispose();

    private void Take(int read)
    {
        _filled += read;
        var used = _answer.Read(_buffer.AsSpan(0, _filled));
        _buffer.AsSpan(used, _filled - used).CopyTo(_buffer);
        _filled -= used;
    }
}

/// <summary>One answered request; times in ticks of the monotonic clock.</summary>
/// <param name="Intended">When it should have been sent.</param>
/// <param name="FirstByte">When the first byte of the body was here.</param>
/// <param name="FirstContent">When the first text of a paced answer was.</param>
/// <param name="Done">When the last one was.</param>
/// <param name="IsWhole">Whether every byte was as the upstream sent it.</param>
internal readonly record struct Sample(long Intended, long FirstByte, long FirstContent, long Done, bool IsWhole);

using System.Text;
using System.Text.Json;

namespace Observability.Ingest.Proxy.Altering;

/// <summary>Gives a stream that its upstream broke an end that Open WebUI shows: an error, and then nothing.</summary>
/// <remarks>Only for streams that can be ended: without a length, and not compressed. Its owner says what has passed, so that the error stands by itself.</remarks>
internal sealed class StreamEnding
{
    private readonly bool _isEvents;
    private uint _lastFour;
    private bool _isEmpty = true;

    private StreamEnding(bool isEvents) => _isEvents = isEvents;

    /// <summary>Whether what has passed ends with a whole event or line.</summary>
    public bool IsBetween => _isEmpty || (_isEvents ? (ushort)_lastFour == 0x0A0A || _lastFour == 0x0D0A0D0A : (byte)_lastFour == '\n');

    /// <summary>For an answer whose head is ready to be sent; null when it is no stream or could not be ended cleanly.</summary>
    public static StreamEnding? For(HttpResponse response)
    {
        if (response is not { StatusCode: StatusCodes.Status200OK, ContentLength: null, ContentType: { } type } || response.Headers.ContentEncoding.Count > 0)
        {
            return null;
        }

        return ContentTypes.IsEventStream(type) ? new(isEvents: true) : ContentTypes.IsJsonLines(type) ? new(isEvents: false) : null;
    }

    /// <summary>Takes note of bytes that the client gets.</summary>
    public void Passed(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes[Math.Max(0, bytes.Length - 4)..])
        {
            _lastFour = (_lastFour << 8) | b;
            _isEmpty = false;
        }
    }

    /// <summary>What is sent in the place of the rest.</summary>
    /// <param name="message">What happened, for people.</param>
    /// <param name="dialect">In whose form.</param>
    /// <param name="isBetween">Whether what has passed ends with a whole event or line.</param>
    public byte[] Of(string message, ErrorDialect dialect, bool isBetween)
    {
        if (!_isEvents)
        {
            var line = JsonSerializer.Serialize(message);
            return Encoding.UTF8.GetBytes($"{(isBetween ? "" : "\n")}{{\"error\":{line}}}\n");
        }

        var error = new ClientError(502, "upstream_stream_interrupted", message) { Type = "upstream_error" }.ToJson(dialect);
        var name = dialect == ErrorDialect.Anthropic ? "event: error\n" : "";
        return [.. Encoding.ASCII.GetBytes($"{(isBetween ? "" : "\n\n")}{name}data: "), .. error, .. "\n\n"u8];
    }
}

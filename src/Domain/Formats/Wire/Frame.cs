namespace Observability.Domain.Formats.Wire;

/// <summary>One event of a stream: a server-sent event, a line of NDJSON or a message of an event stream, with its place in the body.</summary>
/// <param name="Name">The event's name; <c>message</c> when the stream gave none.</param>
/// <param name="Bytes">Its payload, UTF-8 as received.</param>
/// <param name="Id">The last event id in force; empty when the stream set none.</param>
/// <param name="Start">Offset in the body of its first byte, leading comments included.</param>
/// <param name="End">Offset in the body just after its last byte, line ends included.</param>
/// <param name="Ended">Whether its end mark was seen. False only for the last one of a stream that was cut: a client never got it whole.</param>
internal readonly record struct Frame(string Name, ReadOnlyMemory<byte> Bytes, string Id, int Start, int End, bool Ended)
{
    /// <summary>Whether it is the <c>[DONE]</c> that ends most streams.</summary>
    public bool IsDone => Bytes.Span.Trim(" \t"u8).SequenceEqual("[DONE]"u8);

    /// <summary>Whether the framing itself says that it is an error: an exception of an event stream.</summary>
    public bool Failed { get; init; }
}

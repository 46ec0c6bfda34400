using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Observability.Domain.Formats.Wire;

/// <summary>
/// Reads a body of Amazon's binary event stream (<c>application/vnd.amazon.eventstream</c>). A message, all numbers big-endian:
/// <code>
/// u32 length | u32 length of headers | u32 CRC-32 of these two | headers | payload | u32 CRC-32 of all before it
/// header: u8 length, name, u8 type, value; type 7 is a text with a u16 length
/// </code>
/// </summary>
/// <remarks>
/// Never throws; takes time proportional to the body. The first message that is damaged or not whole ends the list.
/// Held against recorded traffic of 2026; the provider describes it at docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html#streaming-event-stream.
/// </remarks>
internal static class EventStream
{
    // What Amazon's own decoders accept.
    private const uint MaxMessage = 24 << 20;
    private const uint MaxHeaders = 128 << 10;
    private const int Prelude = 12;
    private const int Checksum = 4;

    /// <summary>Whether a body starts as such a stream does.</summary>
    public static bool Starts(ReadOnlySpan<byte> body) => Lengths(body) is not null;

    /// <summary>The messages in order, by the name of their event, exception or error.</summary>
    /// <param name="body">The body.</param>
    /// <param name="understood">Offset just after the last whole message: less than the body's length when it is damaged or cut.</param>
    public static IReadOnlyList<Frame> Read(ReadOnlyMemory<byte> body, out int understood)
    {
        var frames = new List<Frame>();
        var name = "";
        understood = 0;
        while (Lengths(body.Span[understood..]) is var (total, headers) && total <= body.Length - understood)
        {
            var message = body.Slice(understood, total);
            var signed = message.Span[..^Checksum];
            var checksum = BinaryPrimitives.ReadUInt32BigEndian(message.Span[^Checksum..]);
            if (Crc32.Of(signed) != checksum || Heading.Read(signed.Slice(Prelude, headers), name) is not { } heading)
            {
                break;
            }

            name = heading.Name;
            var payload = message[(Prelude + headers)..^Checksum];
            var bytes = payload.IsEmpty && heading.Sentence is { } sentence ? JsonSerializer.SerializeToUtf8Bytes(new { message = sentence }) : payload;
            frames.Add(new(name, bytes, "", understood, understood + total, Ended: true) { Failed = heading.Failed });
            understood += total;
        }

        return frames;
    }

    // The lengths of the next message and of its headers; null when they are not there, damaged or impossible.
    private static (int Total, int Headers)? Lengths(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Prelude)
        {
            return null;
        }

        var total = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var headers = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        var possible = total <= MaxMessage && headers <= MaxHeaders && total >= Prelude + headers + Checksum;
        return possible && Crc32.Of(bytes[..8]) == BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]) ? ((int)total, (int)headers) : null;
    }

    /// <summary>What the headers of a message say.</summary>
    /// <param name="Name">Its event, exception or error code.</param>
    /// <param name="Failed">Whether it is an exception or an error.</param>
    /// <param name="Sentence">The words of an error, which has no payload.</param>
    private readonly record struct Heading(string Name, bool Failed, string? Sentence)
    {
        /// <summary>Reads headers; null when they do not add up.</summary>
        /// <param name="headers">Their bytes.</param>
        /// <param name="before">The name of the message before: most repeat it.</param>
        public static Heading? Read(ReadOnlySpan<byte> headers, string before)
        {
            var heading = new Heading("message", false, null);
            while (!headers.IsEmpty)
            {
                if (!TryRead(ref headers, out var name, out var value))
                {
                    return null;
                }

                if (name.SequenceEqual(":event-type"u8) || name.SequenceEqual(":exception-type"u8) || name.SequenceEqual(":error-code"u8))
                {
                    heading = heading with { Name = Text(value, before) };
                }
                else if (name.SequenceEqual(":message-type"u8))
                {
                    heading = heading with { Failed = !value.SequenceEqual("event"u8) };
                }
                else if (name.SequenceEqual(":error-message"u8))
                {
                    heading = heading with { Sentence = Text(value, before) };
                }
            }

            return heading;
        }

        private static bool TryRead(ref ReadOnlySpan<byte> headers, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
        {
            name = value = default;
            if (!TryTake(ref headers, 1, out var length) || !TryTake(ref headers, length[0], out name) || !TryTake(ref headers, 1, out var type))
            {
                return false;
            }

            // Booleans have no value; bytes, texts and the rest follow with their length.
            int? size = type[0] switch
            {
                0 or 1 => 0,
                2 => 1,
                3 => 2,
                4 => 4,
                5 or 8 => 8,
                6 or 7 => TryTake(ref headers, 2, out var prefix) ? BinaryPrimitives.ReadUInt16BigEndian(prefix) : null,
                9 => 16,
                _ => null,
            };
            return size is { } known && TryTake(ref headers, known, out value);
        }

        private static bool TryTake(ref ReadOnlySpan<byte> from, int count, out ReadOnlySpan<byte> taken)
        {
            if (count > from.Length)
            {
                taken = default;
                return false;
            }

            taken = from[..count];
            from = from[count..];
            return true;
        }

        private static string Text(ReadOnlySpan<byte> utf8, string before) =>
            System.Text.Ascii.Equals(utf8, before) ? before : Encoding.UTF8.GetString(utf8);
    }
}

using System.Buffers.Binary;
using System.Text;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Tests.Formats;

/// <summary>Writes Amazon's binary event stream, so that recordings of it can be read and changed as text.</summary>
internal static class EventStreamWriter
{
    /// <summary>A stream with a message for each line: the name of its event, a space, its payload. <c>!</c> before the name marks an exception.</summary>
    /// <remarks>A payload after <c>chunk</c> is the model's own: it is wrapped as Bedrock wraps it.</remarks>
    public static byte[] Encode(params IEnumerable<string> lines)
    {
        var stream = new MemoryStream();
        foreach (var line in lines.Where(l => l.Length > 0))
        {
            var parts = line.Split(' ', 2);
            var failed = parts[0][0] == '!';
            var payload = parts[0] == "chunk" ? $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(parts[1]))}}","p":"abcd"}""" : parts[1];
            stream.Write(failed
                ? Message([(":exception-type", parts[0][1..]), (":content-type", "application/json"), (":message-type", "exception")], payload)
                : Message([(":event-type", parts[0]), (":content-type", "application/json"), (":message-type", "event")], payload));
        }

        return stream.ToArray();
    }

    /// <summary>One message.</summary>
    public static byte[] Message((string Name, string Value)[] headers, string payload)
    {
        var head = new MemoryStream();
        foreach (var (name, value) in headers)
        {
            head.WriteByte((byte)name.Length);
            head.Write(Encoding.ASCII.GetBytes(name));
            head.Write([7, (byte)(value.Length >> 8), (byte)value.Length]);
            head.Write(Encoding.ASCII.GetBytes(value));
        }

        return Message(head.ToArray(), Encoding.UTF8.GetBytes(payload));
    }

    /// <summary>One message whose headers are written already.</summary>
    public static byte[] Message(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> payload)
    {
        var message = new byte[12 + headers.Length + payload.Length + 4];
        BinaryPrimitives.WriteUInt32BigEndian(message, (uint)message.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), (uint)headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), Crc32.Of(message.AsSpan(0, 8)));
        headers.CopyTo(message.AsSpan(12));
        payload.CopyTo(message.AsSpan(12 + headers.Length));
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(message.Length - 4), Crc32.Of(message.AsSpan(0, message.Length - 4)));
        return message;
    }
}

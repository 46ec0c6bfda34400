using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Tests.Formats.Wire;

public sealed class EventStreamTests
{
    private static readonly byte[] Three = EventStreamWriter.Encode(
        """messageStart {"role":"assistant"}""", """contentBlockDelta {"delta":{"text":"héron"}}""", """!throttlingException {"message":"slow down"}""");

    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void The_checksum_is_that_of_the_published_examples(string text, uint expected) =>
        Assert.Equal(expected, Crc32.Of(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Messages_are_in_order_with_their_names_and_places()
    {
        var frames = EventStream.Read(Three, out var understood);
        Assert.Equal(["messageStart", "contentBlockDelta", "throttlingException"], frames.Select(f => f.Name));
        Assert.Equal([false, false, true], frames.Select(f => f.Failed));
        Assert.Equal("""{"delta":{"text":"héron"}}""", Encoding.UTF8.GetString(frames[1].Bytes.Span));
        Assert.Equal(frames.Select(f => f.Start).Skip(1).Append(understood), frames.Select(f => f.End));
        Assert.Equal(Three.Length, understood);
    }

    [Fact]
    public void Headers_of_every_type_are_passed_over()
    {
        byte[] headers =
        [
            1, (byte)'a', 0, 1, (byte)'b', 1, 1, (byte)'c', 2, 9, 1, (byte)'d', 3, 9, 9, 1, (byte)'e', 4, 9, 9, 9, 9,
            1, (byte)'f', 5, 1, 2, 3, 4, 5, 6, 7, 8, 1, (byte)'g', 6, 0, 1, 9, 1, (byte)'h', 8, 1, 2, 3, 4, 5, 6, 7, 8,
            1, (byte)'i', 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, .. Text(":event-type", "chunk"),
        ];
        Assert.Equal("chunk", Assert.Single(EventStream.Read(EventStreamWriter.Message(headers, "{}"u8), out _)).Name);
    }

    [Fact]
    public void An_error_without_a_payload_keeps_its_words()
    {
        byte[] headers = [.. Text(":message-type", "error"), .. Text(":error-code", "InternalError"), .. Text(":error-message", "An \"internal\" error")];
        var frame = Assert.Single(EventStream.Read(EventStreamWriter.Message(headers, default), out _));
        Assert.Equal(("InternalError", true), (frame.Name, frame.Failed));
        Assert.Equal("""{"message":"An \u0022internal\u0022 error"}""", Encoding.UTF8.GetString(frame.Bytes.Span));
    }

    [Fact]
    public void Any_prefix_gives_the_whole_messages_in_it_and_no_more()
    {
        var ends = EventStream.Read(Three, out _).Select(f => f.End).ToList();
        for (var length = 0; length <= Three.Length; length++)
        {
            var frames = EventStream.Read(Three.AsMemory(0, length), out var understood);
            Assert.Equal(ends.Count(e => e <= length), frames.Count);
            Assert.Equal(ends.LastOrDefault(e => e <= length), understood);
        }
    }

    [Fact]
    public void Any_corrupted_byte_ends_the_list_before_its_message()
    {
        var ends = EventStream.Read(Three, out _).Select(f => f.End).ToList();
        var bytes = Three.ToArray();
        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var flip in new byte[] { 0x01, 0x80, 0xFF })
            {
                bytes[at] ^= flip;
                Assert.Equal(ends.Count(e => e <= at), EventStream.Read(bytes, out _).Count);
                bytes[at] ^= flip;
            }
        }
    }

    [Fact]
    public void Any_bytes_are_survived_even_where_the_checksums_are_right()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<byte[]>(), (headers, payload) =>
        {
            var message = EventStreamWriter.Message(headers, payload);
            var frames = EventStream.Read(message, out var understood);
            return (frames.Count, understood) == (1, message.Length) || (frames.Count, understood) == (0, 0);
        }).QuickCheckThrowOnFailure();
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => EventStream.Read(bytes, out var understood).Count == 0 || understood > 0).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(uint.MaxValue, 0u)]
    [InlineData(16u, uint.MaxValue)]
    [InlineData(15u, 0u)]
    [InlineData(16u, 1u)]
    [InlineData((24u << 20) + 1, 0u)]
    public void Impossible_lengths_with_a_right_checksum_end_the_list(uint total, uint headers)
    {
        var bytes = new byte[64];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes, total);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), headers);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), Crc32.Of(bytes.AsSpan(0, 8)));
        Assert.Empty(EventStream.Read(bytes, out var understood));
        Assert.Equal(0, understood);
    }

    private static byte[] Text(string name, string value) =>
        [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), 7, 0, (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
}

using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Exchanges;

namespace Observability.Domain.Tests.Exchanges;

public sealed class ChunkTimelineTests
{
    [Fact]
    public void Pieces_come_back_as_they_went_in()
    {
        var steps = Gen.Choose(0, 5_000_000).Zip(Gen.Choose(0, 100_000)).ListOf().ToArbitrary();
        Prop.ForAll(steps, list =>
        {
            long micros = 0, end = 0;
            var chunks = list.Select(s => new Chunk(TimeSpan.FromMicroseconds(micros += s.Item1), end += s.Item2)).ToList();
            return ChunkTimeline.Encode(chunks).Decode().SequenceEqual(chunks);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_byte_arrived_with_the_first_piece_that_reaches_beyond_it()
    {
        var timeline = ChunkTimeline.Encode([new(Ms(5), 10), new(Ms(9), 10), new(Ms(20), 15)]);
        Assert.Equal([Ms(5), Ms(5), Ms(20), Ms(20)], timeline.ArrivalsOf([0, 9, 10, 14, 15]));
        Assert.Empty(ChunkTimeline.None.ArrivalsOf([0]));
    }

    [Fact]
    public void The_stored_form_is_two_LEB128_numbers_for_each_piece()
    {
        var timeline = ChunkTimeline.Encode([new(TimeSpan.FromMicroseconds(1), 2), new(TimeSpan.FromMicroseconds(301), 202)]);
        Assert.Equal([0x01, 0x02, 0xAC, 0x02, 0xC8, 0x01], timeline.Encoded.ToArray());
    }

    [Fact]
    public void A_damaged_or_cut_timeline_ends_early_and_never_throws()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            var timeline = new ChunkTimeline(bytes);
            _ = timeline.ArrivalsOf([7]);
            return timeline.Decode().Count <= bytes.Length / 2;
        }).QuickCheckThrowOnFailure();
        Assert.Single(new ChunkTimeline(new byte[] { 1, 2, 0x80 }).Decode());
    }

    [Fact]
    public void Huge_numbers_in_a_damaged_timeline_do_not_throw()
    {
        var huge = Enumerable.Repeat((byte)0xFF, 8).Append((byte)0x7F);
        var bytes = Enumerable.Repeat(huge, 8).SelectMany(n => n).ToArray();
        Assert.Empty(new ChunkTimeline(bytes).Decode());
        var almost = new[] { new Chunk(TimeSpan.FromMicroseconds((1L << 49) - 1), (1L << 49) - 1) };
        Assert.Equal(almost, ChunkTimeline.Encode(almost).Decode());
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}

using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Exchanges;

public sealed class StreamPaceTests
{
    [Fact]
    public void Gaps_are_told_by_nearest_rank_and_the_longest_is_the_worst_stall()
    {
        // Gaps of 1, 2, … 100 ms, in no order.
        var gaps = Enumerable.Range(0, 100).Select(i => (i * 37 % 100) + 1).ToList();
        var at = 10;
        var times = gaps.Select(g => at += g).Prepend(10).ToList();
        var pace = Of([.. times.Select((t, i) => (t, i + 1))], [.. Enumerable.Range(0, 101).Select(i => (long)i)]);
        Assert.Equal(new(Ms(50), Ms(95), Ms(99), Ms(100)), pace.Gaps);
        Assert.Equal((Ms(10), Ms(5060)), (pace.FirstToken, pace.LastToken));
    }

    [Fact]
    public void Events_of_one_piece_have_no_time_between_them()
    {
        var pace = Of([(100, 30), (400, 31)], [9, 19, 29, 30]);
        Assert.Equal(new(Ms(0), Ms(300), Ms(300), Ms(300)), pace.Gaps);
    }

    [Fact]
    public void Two_events_have_one_gap_and_one_has_none()
    {
        Assert.Equal(new(Ms(7), Ms(7), Ms(7), Ms(7)), Of([(1, 1), (8, 2)], [0, 1]).Gaps);
        Assert.Null(Of([(1, 1)], [0]).Gaps);
        Assert.Equal(new(null, null, null, null), Of([(1, 1)], []));
    }

    [Fact]
    public void The_first_visible_event_may_come_after_reasoning()
    {
        var pace = Of([(1, 10), (5, 20), (9, 30)], [9, 19, 29], visible: 19);
        Assert.Equal((Ms(1), Ms(5), Ms(9)), (pace.FirstToken, pace.FirstVisible, pace.LastToken));
    }

    [Fact]
    public void What_the_timeline_does_not_reach_is_unknown()
    {
        var pace = Of([(1, 10), (5, 20)], [9, 19, 29], visible: 29);
        Assert.Equal((Ms(1), null, null), (pace.FirstToken, pace.FirstVisible, pace.LastToken));
        Assert.Equal(Ms(4), pace.Gaps?.Longest);
        Assert.Equal(new(null, null, null, null), StreamPace.Of(new Reading { TokenOffsets = [3, 4] }, ChunkTimeline.None));
    }

    [Fact]
    public void One_walk_says_what_a_look_at_each_event_for_itself_says()
    {
        var steps = Gen.Choose(0, 3_000_000).Zip(Gen.Choose(0, 40)).ListOf();
        var events = Gen.Choose(1, 60).ListOf();
        Prop.ForAll(steps.Zip(events).ToArbitrary(), t =>
        {
            long micros = 0, end = 0, offset = -1;
            var timeline = ChunkTimeline.Encode(t.Item1.Select(s => new Chunk(TimeSpan.FromMicroseconds(micros += s.Item1), end += s.Item2)));
            var offsets = t.Item2.Select(e => offset += e).ToList();
            var pace = StreamPace.Of(new Reading { TokenOffsets = offsets, FirstVisibleOffset = offsets.Count > 2 ? offsets[2] : null }, timeline);
            var pieces = timeline.Decode();
            var known = offsets.Select(o => pieces.Where(p => o < p.End).Select(p => (TimeSpan?)p.At).FirstOrDefault()).OfType<TimeSpan>().ToList();
            var gaps = known.Zip(known.Skip(1), (a, b) => b - a).Order().ToList();
            return pace.FirstToken == known.Cast<TimeSpan?>().FirstOrDefault()
                && pace.LastToken == (known.Count == offsets.Count ? known.Cast<TimeSpan?>().LastOrDefault() : null)
                && pace.FirstVisible == (known.Count > 2 ? known[2] : null)
                && pace.Gaps == (gaps.Count == 0 ? null : new(Rank(gaps, 0.5m), Rank(gaps, 0.95m), Rank(gaps, 0.99m), gaps[^1]));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_row_carries_the_pace_of_its_stream()
    {
        // One piece each 100 ms; the second and third have content.
        var row = ExchangeReader.Read(Captured.Chat()).Row;
        Assert.Equal((200_000, 200_000), (row.FirstTokenUs, row.FirstVisibleUs));
        Assert.Equal((100_000, 100_000, 100_000, 100_000), (row.GapP50Us, row.GapP95Us, row.GapP99Us, row.LongestGapUs));
    }

    // Nearest rank: the smallest value that at least this share does not exceed.
    private static TimeSpan Rank(List<TimeSpan> sorted, decimal share) => sorted.First(g => sorted.Count(o => o <= g) >= share * sorted.Count);

    private static StreamPace Of((int At, int End)[] chunks, long[] offsets, long? visible = null) => StreamPace.Of(
        new Reading { TokenOffsets = offsets, FirstVisibleOffset = visible },
        ChunkTimeline.Encode(chunks.Select(c => new Chunk(Ms(c.At), c.End))));

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}

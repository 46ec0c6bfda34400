using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Rollups;

namespace Observability.Domain.Tests.Rollups;

public sealed class CoverTests
{
    private static readonly DateTimeOffset Origin = new(2026, 3, 28, 0, 0, 0, TimeSpan.Zero);
    private static readonly RollupLevel[] Kept = [RollupLevel.Minute, RollupLevel.Hour, RollupLevel.Day];

    // Mostly where something begins or ends, and a microsecond beside it.
    private static readonly Gen<DateTimeOffset> Moment =
        from minutes in Gen.OneOf(Gen.Choose(-1, 6).Select(d => d * 1440), Gen.Choose(-24, 144).Select(h => h * 60), Gen.Choose(-1440, 8640))
        from micros in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(-1, 1)), (1, Gen.Choose(0, 59_999_999)))
        select Origin.AddMinutes(minutes).AddMicroseconds(micros);

    private static readonly Gen<Question> Questions =
        from bounds in Gen.Choose(2, 8).SelectMany(n => Moment.ArrayOf(n))
        where bounds.Distinct().Count() > 1
        from minutes in Marked(RollupLevel.Minute, 40)
        from hours in Marked(RollupLevel.Hour, 8)
        from days in Marked(RollupLevel.Day, 2)
        from rows in Horizon(RollupLevel.Day)
        from minute in Horizon(RollupLevel.Hour)
        from hour in Horizon(RollupLevel.Day)
        from day in Horizon(RollupLevel.Day)
        from cut in Gen.Elements<Cut?>([.. Cut.Every, null])
        select new Question([.. bounds.Distinct().Order()], new(minutes, hours, days, [rows, minute, hour, day]), cut);

    [Fact]
    public void Spans_and_what_is_missing_are_exactly_the_range() => Holds(q =>
    {
        var pieces = Levels(q.Cover).SelectMany(l => l.Spans).Concat(q.Cover.Missing).OrderBy(s => s.From).ToList();
        Assert.Equal(q.Bounds[0], pieces[0].From);
        Assert.Equal(q.Bounds[^1], pieces[^1].To);
        Assert.All(pieces, p => Assert.True(p.From < p.To, $"{p} is empty"));
        Assert.All(pieces.Zip(pieces.Skip(1)), p => Assert.Equal(p.First.To, p.Second.From));
    });

    [Fact]
    public void No_bucket_is_read_that_is_behind_or_begins_off_its_boundary_or_reaches_over_a_bound() => Holds(q =>
    {
        foreach (var (level, span) in Levels(q.Cover).Where(l => l.Level != RollupLevel.Rows).SelectMany(l => l.Spans.Select(s => (l.Level, s))))
        {
            Assert.True(q.Cut is not null && level >= q.Cut.From, $"{q.Cut} has no {level}");
            var length = RollupLevels.LengthOf(level);
            Assert.Equal(span.From, RollupLevels.Floor(level, span.From));
            for (var bucket = span.From; bucket < span.To; bucket += length)
            {
                Assert.False(IsBehind(q.Marks, level, bucket), $"{level} {bucket:u} is behind");
                Assert.True(bucket >= q.Marks.Since[(int)level], $"{level} {bucket:u} is not kept");
                Assert.DoesNotContain(q.Bounds, b => b > bucket && b < bucket + length);
            }
        }
    });

    [Fact]
    public void Rows_are_read_only_where_they_are_kept_and_nothing_is_missing_that_they_could_tell() => Holds(q =>
    {
        Assert.All(q.Cover.At(RollupLevel.Rows), s => Assert.True(s.From >= q.Marks.Since[0], $"{s} is from before"));
        Assert.All(q.Cover.Missing, s => Assert.True(s.To <= q.Marks.Since[0], $"{s} could be told"));
    });

    [Fact]
    public void The_longest_bucket_that_may_be_read_is_read() => Holds(q =>
    {
        foreach (var (level, span) in Levels(q.Cover).SelectMany(l => l.Spans.Select(s => (l.Level, s))).Where(_ => q.Cut is not null))
        {
            foreach (var longer in Kept.Where(l => l > level && l >= q.Cut!.From))
            {
                for (var bucket = RollupLevels.Ceiling(longer, span.From); bucket + RollupLevels.LengthOf(longer) <= span.To; bucket += RollupLevels.LengthOf(longer))
                {
                    Assert.True(
                        IsBehind(q.Marks, longer, bucket) || bucket < q.Marks.Since[(int)longer] || q.Bounds.Any(b => b > bucket && b < bucket + RollupLevels.LengthOf(longer)),
                        $"{longer} {bucket:u} could be read instead of {level}");
                }
            }
        }
    });

    [Fact]
    public void A_range_of_two_thousand_years_is_covered_at_once()
    {
        DateTimeOffset[] since = [new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), .. Enumerable.Repeat(Origin, 3)];
        var marks = new Marks(new HashSet<DateTimeOffset>(), new HashSet<DateTimeOffset>(), new HashSet<DateTimeOffset>(), since);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var cover = Cover.Of([DateTimeOffset.MinValue, Origin.AddDays(1).AddHours(1)], marks, Cut.Keys);
        Assert.Equal([new(DateTimeOffset.MinValue, since[0])], cover.Missing);
        Assert.Equal([new(since[0], Origin)], cover.At(RollupLevel.Rows));
        Assert.Equal([new(Origin, Origin.AddDays(1))], cover.At(RollupLevel.Day));

        // Minute by minute it would be a billion steps.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");
    }

    // Said again, from what a mark means.
    private static bool IsBehind(Marks marks, RollupLevel level, DateTimeOffset bucket)
    {
        var end = bucket + RollupLevels.LengthOf(level);
        return new[] { (RollupLevel.Minute, marks.Minutes), (RollupLevel.Hour, marks.Hours), (RollupLevel.Day, marks.Days) }
            .Any(m => m.Item1 <= level && m.Item2.Any(b => b >= bucket && b < end));
    }

    private static IEnumerable<(RollupLevel Level, IReadOnlyList<Span> Spans)> Levels(Cover cover) =>
        Enum.GetValues<RollupLevel>().Select(l => (l, cover.At(l)));

    private static Gen<IReadOnlySet<DateTimeOffset>> Marked(RollupLevel level, int most) =>
        Gen.Choose(0, most).SelectMany(n => Moment.ArrayOf(n)).Select(m => (IReadOnlySet<DateTimeOffset>)m.Select(at => RollupLevels.Floor(level, at)).ToHashSet());

    private static Gen<DateTimeOffset> Horizon(RollupLevel level) =>
        Gen.Frequency((2, Gen.Constant(DateTimeOffset.UnixEpoch)), (1, Moment.Select(m => RollupLevels.Floor(level, m))));

    private static void Holds(Action<Question> holds) =>
        Prop.ForAll(Questions.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    private sealed record Question(IReadOnlyList<DateTimeOffset> Bounds, Marks Marks, Cut? Cut)
    {
        public Cover Cover { get; } = Cover.Of(Bounds, Marks, Cut);
    }
}

namespace Observability.Domain.Rollups;

/// <summary>A stretch of time, its start included and its end not.</summary>
/// <param name="From">Start.</param>
/// <param name="To">End.</param>
public readonly record struct Span(DateTimeOffset From, DateTimeOffset To);

/// <summary>Which buckets of a project are behind, and from when on each level is whole, all of one moment.</summary>
/// <param name="Minutes">Starts of minutes whose sums are behind.</param>
/// <param name="Hours">Starts of hours that are marked themselves.</param>
/// <param name="Days">Starts of days that are marked themselves.</param>
/// <param name="Since">By <see cref="RollupLevel"/>: nothing before that moment may be read from the level.</param>
public sealed record Marks(
    IReadOnlySet<DateTimeOffset> Minutes, IReadOnlySet<DateTimeOffset> Hours, IReadOnlySet<DateTimeOffset> Days, IReadOnlyList<DateTimeOffset> Since)
{
    private readonly HashSet<DateTimeOffset> _hours = [.. Hours, .. Minutes.Select(m => RollupLevels.Floor(RollupLevel.Hour, m))];
    private readonly HashSet<DateTimeOffset> _days =
        [.. Days, .. Hours.Concat(Minutes).Select(h => RollupLevels.Floor(RollupLevel.Day, h))];

    /// <summary>Whether the sums of a bucket may not be read: it is marked, or a bucket within it is, or it is older than its level goes back.</summary>
    public bool IsBehind(RollupLevel level, DateTimeOffset bucket) =>
        bucket < Since[(int)level] || (level switch
        {
            RollupLevel.Minute => Minutes.Contains(bucket),
            RollupLevel.Hour => _hours.Contains(bucket),
            _ => _days.Contains(bucket),
        });
}

/// <summary>Which stretches of a range are read from which level, so that together they are exactly the range.</summary>
public sealed class Cover
{
    private readonly List<Span>[] _spans = [[], [], [], []];
    private readonly Marks _marks;
    private readonly RollupLevel _shortest;

    private Cover(Marks marks, RollupLevel shortest) => (_marks, _shortest) = (marks, shortest);

    /// <summary>Stretches whose exchanges are no longer there and whose sums are only of longer buckets, which the range cuts: nothing can tell them.</summary>
    public List<Span> Missing { get; } = [];

    /// <summary>Covers a range.</summary>
    /// <param name="bounds">Rising; the range, cut where the reader wants it cut. No bucket read reaches over a bound.</param>
    /// <param name="marks">What is behind.</param>
    /// <param name="cut">What is read, which says the shortest buckets there are; null = exchanges alone can tell.</param>
    public static Cover Of(IReadOnlyList<DateTimeOffset> bounds, Marks marks, Cut? cut)
    {
        var cover = new Cover(marks, cut?.From ?? RollupLevel.Rows);
        for (var i = 0; i + 1 < bounds.Count; i++)
        {
            cover.Fill(cut is null ? RollupLevel.Rows : RollupLevel.Day, bounds[i].ToUniversalTime(), bounds[i + 1].ToUniversalTime());
        }

        return cover;
    }

    /// <summary>What is read from a level, rising, neighbours joined.</summary>
    public IReadOnlyList<Span> At(RollupLevel level) => _spans[(int)level];

    private void Fill(RollupLevel level, DateTimeOffset from, DateTimeOffset to)
    {
        if (from >= to)
        {
            return;
        }

        if (level == RollupLevel.Rows)
        {
            FillWithRows(from, to);
            return;
        }

        var below = level == _shortest ? RollupLevel.Rows : level - 1;
        var since = _marks.Since[(int)level];
        var (first, end) = (RollupLevels.Ceiling(level, from > since ? from : since), RollupLevels.Floor(level, to));
        if (first >= end)
        {
            Fill(below, from, to);
            return;
        }

        Fill(below, from, first);
        var length = RollupLevels.LengthOf(level);
        for (var bucket = first; bucket < end; bucket += length)
        {
            if (_marks.IsBehind(level, bucket))
            {
                Fill(below, bucket, bucket + length);
            }
            else
            {
                Join(_spans[(int)level], bucket, bucket + length);
            }
        }

        Fill(below, end, to);
    }

    private void FillWithRows(DateTimeOffset from, DateTimeOffset to)
    {
        var since = _marks.Since[(int)RollupLevel.Rows];
        if (from < since)
        {
            Join(Missing, from, to < since ? to : since);
        }

        if (to > since)
        {
            Join(_spans[(int)RollupLevel.Rows], from > since ? from : since, to);
        }
    }

    private static void Join(List<Span> spans, DateTimeOffset from, DateTimeOffset to)
    {
        if (spans.Count > 0 && spans[^1].To == from)
        {
            spans[^1] = spans[^1] with { To = to };
        }
        else
        {
            spans.Add(new(from, to));
        }
    }
}

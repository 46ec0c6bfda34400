namespace Observability.Domain.Rollups;

/// <summary>How long the buckets of a chart are, on the clock of a time zone.</summary>
public enum BucketStep
{
    /// <summary>One minute.</summary>
    Minute,

    /// <summary>Five minutes.</summary>
    FiveMinutes,

    /// <summary>Fifteen minutes.</summary>
    QuarterHour,

    /// <summary>One hour.</summary>
    Hour,

    /// <summary>Six hours.</summary>
    SixHours,

    /// <summary>A day, midnight to midnight: 23, 24 or 25 hours, or 23½ on Lord Howe Island.</summary>
    Day,

    /// <summary>A week, Monday to Monday.</summary>
    Week,

    /// <summary>A calendar month.</summary>
    Month,
}

/// <summary>Cuts a range into buckets as the clocks of a time zone show them.</summary>
public static class Buckets
{
    /// <summary>Most buckets of a range.</summary>
    public const int Most = 10_000;

    /// <summary>
    /// The bounds of the buckets: the range's start, each moment within it at which a bucket begins in <paramref name="zone"/>, and its end. The
    /// first and the last bucket may be cut by the range. An hour that the clock shows twice is two buckets, one that it skips is none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty, or has more than <see cref="Most"/> buckets.</exception>
    public static IReadOnlyList<DateTimeOffset> Bounds(DateTimeOffset from, DateTimeOffset to, BucketStep step, TimeZoneInfo zone)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(from, to);
        var bounds = new List<DateTimeOffset> { from.ToUniversalTime() };
        for (var next = Next(from, step, zone); next < to; next = Next(next, step, zone))
        {
            if (bounds.Count == Most)
            {
                throw new ArgumentOutOfRangeException(nameof(to), to, $"{from:u} to {to:u} has more than {Most} buckets of a {step}: choose longer ones.");
            }

            bounds.Add(next);
        }

        bounds.Add(to.ToUniversalTime());
        return bounds;
    }

    /// <summary>The start of the bucket that holds <paramref name="moment"/>, UTC.</summary>
    public static DateTimeOffset Start(DateTimeOffset moment, BucketStep step, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(moment, zone);
        if (LengthOf(step) is not { } length)
        {
            return At(Floor(local.DateTime, step), zone);
        }

        var start = (local - new TimeSpan(local.TimeOfDay.Ticks % length.Ticks)).ToUniversalTime();
        return zone.GetUtcOffset(start) == local.Offset ? start : Change(start, moment, zone);
    }

    /// <summary>The first start of a bucket after <paramref name="moment"/>, UTC.</summary>
    public static DateTimeOffset Next(DateTimeOffset moment, BucketStep step, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(moment, zone);
        if (LengthOf(step) is { } length)
        {
            // To the next mark on the clock, or to where the clock is moved before it.
            var mark = (moment + new TimeSpan(length.Ticks - (local.TimeOfDay.Ticks % length.Ticks))).ToUniversalTime();
            return zone.GetUtcOffset(mark) == local.Offset ? mark : Change(moment, mark, zone);
        }

        var next = Floor(local.DateTime, step);
        DateTimeOffset at;
        do
        {
            next = step switch
            {
                BucketStep.SixHours => next.AddHours(6),
                BucketStep.Day => next.AddDays(1),
                BucketStep.Week => next.AddDays(7),
                _ => next.AddMonths(1),
            };
            at = At(next, zone);
        }
        while (at <= moment);
        return at;
    }

    // Longer ones begin when the clock first shows their beginning, or goes past it.
    private static TimeSpan? LengthOf(BucketStep step) => step switch
    {
        BucketStep.Minute => TimeSpan.FromMinutes(1),
        BucketStep.FiveMinutes => TimeSpan.FromMinutes(5),
        BucketStep.QuarterHour => TimeSpan.FromMinutes(15),
        BucketStep.Hour => TimeSpan.FromHours(1),
        _ => null,
    };

    // The moment between the two at which the zone's clocks are moved, to the second: clocks are moved on whole minutes.
    private static DateTimeOffset Change(DateTimeOffset before, DateTimeOffset after, TimeZoneInfo zone)
    {
        var offset = zone.GetUtcOffset(before);
        var (low, high) = (before.UtcTicks / TimeSpan.TicksPerSecond, after.UtcTicks / TimeSpan.TicksPerSecond);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (zone.GetUtcOffset(new DateTimeOffset(middle * TimeSpan.TicksPerSecond, TimeSpan.Zero)) == offset)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return new(high * TimeSpan.TicksPerSecond, TimeSpan.Zero);
    }

    private static DateTime Floor(DateTime local, BucketStep step) => step switch
    {
        BucketStep.SixHours => local.Date.AddHours(local.Hour - (local.Hour % 6)),
        BucketStep.Week => local.Date.AddDays(-(((int)local.DayOfWeek + 6) % 7)),
        BucketStep.Month => new(local.Year, local.Month, 1),
        _ => local.Date,
    };

    // The first moment at which the clock shows it; where the clock skips it, the moment at which it is moved. Asked of moments, not of local times:
    // of those TimeZoneInfo knows what summer time skips, but not what a place skips that changes its zone, as Apia did a whole day.
    private static DateTimeOffset At(DateTime local, TimeZoneInfo zone)
    {
        var utc = new DateTimeOffset(local, TimeSpan.Zero);
        var (before, after) = (utc.AddDays(-1), utc.AddDays(1));
        var (first, second) = (utc - zone.GetUtcOffset(before), utc - zone.GetUtcOffset(after));
        if (first == second)
        {
            return first;
        }

        var change = Change(before, after, zone);
        return first < change ? first : second > change ? second : change;
    }
}

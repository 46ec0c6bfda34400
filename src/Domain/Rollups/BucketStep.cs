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
        if (LengthOf(step) is { } length)
        {
            var local = TimeZoneInfo.ConvertTime(moment, zone);
            return (local - new TimeSpan(local.TimeOfDay.Ticks % length.Ticks)).ToUniversalTime();
        }

        return At(Floor(TimeZoneInfo.ConvertTime(moment, zone).Date, step), zone);
    }

    /// <summary>The first start of a bucket after <paramref name="moment"/>, UTC.</summary>
    public static DateTimeOffset Next(DateTimeOffset moment, BucketStep step, TimeZoneInfo zone)
    {
        if (LengthOf(step) is { } length)
        {
            return NextOnClock(moment, length, zone);
        }

        var start = Floor(TimeZoneInfo.ConvertTime(moment, zone).Date, step);
        var next = start;
        DateTimeOffset at;
        do
        {
            next = step switch
            {
                BucketStep.Day => next.AddDays(1),
                BucketStep.Week => next.AddDays(7),
                _ => next.AddMonths(1),
            };
            at = At(next, zone);
        }
        while (at <= moment);
        return at;
    }

    private static TimeSpan? LengthOf(BucketStep step) => step switch
    {
        BucketStep.Minute => TimeSpan.FromMinutes(1),
        BucketStep.FiveMinutes => TimeSpan.FromMinutes(5),
        BucketStep.QuarterHour => TimeSpan.FromMinutes(15),
        BucketStep.Hour => TimeSpan.FromHours(1),
        BucketStep.SixHours => TimeSpan.FromHours(6),
        _ => null,
    };

    // To the next mark on the clock; where the clock is moved on the way, the bucket ends there if the mark is not met before.
    private static DateTimeOffset NextOnClock(DateTimeOffset moment, TimeSpan length, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(moment, zone);
        var next = (moment + new TimeSpan(length.Ticks - (local.TimeOfDay.Ticks % length.Ticks))).ToUniversalTime();
        if (zone.GetUtcOffset(next) == local.Offset)
        {
            return next;
        }

        var change = Change(moment, next, zone);
        var shown = TimeZoneInfo.ConvertTime(change, zone);
        return shown.TimeOfDay.Ticks % length.Ticks == 0 || length <= TimeSpan.FromHours(1) ? change : NextOnClock(change, length, zone);
    }

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

    private static DateTime Floor(DateTime date, BucketStep step) => step switch
    {
        BucketStep.Week => date.AddDays(-(((int)date.DayOfWeek + 6) % 7)),
        BucketStep.Month => new(date.Year, date.Month, 1),
        _ => date,
    };

    // Midnight may be skipped (the day then begins when the clock goes on) or come twice (it begins the first time).
    private static DateTimeOffset At(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}

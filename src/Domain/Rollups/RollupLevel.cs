namespace Observability.Domain.Rollups;

/// <summary>How long the buckets of a table of sums are. The numbers are those of <c>rollup_dirty</c> and <c>rollup_kept</c>.</summary>
public enum RollupLevel
{
    /// <summary>No bucket: the exchanges themselves.</summary>
    Rows = 0,

    /// <summary>UTC minutes, <c>usage_by_minute</c>.</summary>
    Minute = 1,

    /// <summary>UTC hours, <c>usage_by_hour</c>.</summary>
    Hour = 2,

    /// <summary>UTC days, <c>usage_by_day</c>.</summary>
    Day = 3,
}

/// <summary>What follows from a level.</summary>
public static class RollupLevels
{
    /// <summary>Length of its buckets; none for <see cref="RollupLevel.Rows"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Rows have no buckets.</exception>
    public static TimeSpan LengthOf(RollupLevel level) => level switch
    {
        RollupLevel.Minute => TimeSpan.FromMinutes(1),
        RollupLevel.Hour => TimeSpan.FromHours(1),
        RollupLevel.Day => TimeSpan.FromDays(1),
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "Rows have no buckets."),
    };

    /// <summary>Start of the bucket that holds <paramref name="moment"/>, UTC.</summary>
    public static DateTimeOffset Floor(RollupLevel level, DateTimeOffset moment)
    {
        var ticks = moment.UtcTicks;
        return new(ticks - (ticks % LengthOf(level).Ticks), TimeSpan.Zero);
    }

    /// <summary><paramref name="moment"/> if a bucket starts there, else the start of the next, UTC.</summary>
    public static DateTimeOffset Ceiling(RollupLevel level, DateTimeOffset moment)
    {
        var floor = Floor(level, moment);
        return floor == moment ? floor : floor + LengthOf(level);
    }

    /// <summary>The table that keeps it.</summary>
    public static string TableOf(RollupLevel level) => level switch
    {
        RollupLevel.Minute => "usage_by_minute",
        RollupLevel.Hour => "usage_by_hour",
        RollupLevel.Day => "usage_by_day",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "Rows are in exchanges."),
    };
}

namespace Observability.Dashboard.Ui;

/// <summary>Between moments and what a clock on the wall shows.</summary>
internal static class LocalClock
{
    /// <summary>What the clock shows at a moment.</summary>
    public static DateTime Of(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    /// <summary>When the clock shows this: the first time where it shows it twice, and the moment it jumps where it never does.</summary>
    public static DateTimeOffset At(DateTime local, TimeZoneInfo zone)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(local))
        {
            // Read by the offset before the jump, it is as far behind the jump as it was into the gap.
            var day = TimeSpan.FromDays(1);
            var before = zone.GetUtcOffset(local - day);
            var after = zone.GetUtcOffset(local + day);
            var late = new DateTimeOffset(local, before);
            return Jump(late - (after - before), late, zone);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new(local, offset);
    }

    // The first moment of the new offset, found by halves.
    private static DateTimeOffset Jump(DateTimeOffset early, DateTimeOffset late, TimeZoneInfo zone)
    {
        var before = zone.GetUtcOffset(early);
        while (late - early > TimeSpan.FromSeconds(1))
        {
            var middle = early + ((late - early) / 2);
            (early, late) = zone.GetUtcOffset(middle) == before ? (middle, late) : (early, middle);
        }

        return new DateTimeOffset(late.Ticks - (late.Ticks % TimeSpan.TicksPerSecond), late.Offset);
    }
}

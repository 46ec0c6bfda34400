using System.Globalization;

namespace Observability.Dashboard.Ui;

/// <summary>One end of a range as somebody wrote it: a day, a time of the reader's clock, or a moment with its offset.</summary>
/// <param name="Clock">What the clock shows.</param>
/// <param name="Offset">Its offset from UTC; null = by the reader's zone.</param>
/// <param name="IsDay">Only a day was written; as the end of a range that day is included.</param>
public sealed record RangeEdge(DateTime Clock, TimeSpan? Offset, bool IsDay)
{
    /// <summary>A day.</summary>
    public static RangeEdge OfDay(DateTime day) => new(day.Date, null, true);

    /// <summary>A moment.</summary>
    public static RangeEdge Of(DateTimeOffset at) => new(DateTime.SpecifyKind(at.UtcDateTime, DateTimeKind.Unspecified), TimeSpan.Zero, false);

    /// <summary>When a range begins that begins here.</summary>
    public DateTimeOffset Begin(TimeZoneInfo zone) => Offset is { } offset ? new DateTimeOffset(Clock, offset).ToUniversalTime() : LocalClock.At(Clock, zone);

    /// <summary>When a range ends that ends here.</summary>
    public DateTimeOffset End(TimeZoneInfo zone) => IsDay ? LocalClock.At(Clock.AddDays(1), zone) : Begin(zone);

    /// <summary>As in addresses.</summary>
    public override string ToString()
    {
        var text = Clock.ToString(
            IsDay ? "yyyy-MM-dd" : Clock.TimeOfDay.Ticks % TimeSpan.TicksPerMinute == 0 ? "yyyy-MM-dd'T'HH:mm" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
        return Offset switch
        {
            null => text,
            { Ticks: 0 } => text + "Z",
            { } offset => text + (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString("hh\\:mm", CultureInfo.InvariantCulture),
        };
    }
}

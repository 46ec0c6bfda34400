namespace Observability.Dashboard.Ui;

/// <summary>What time a page looks at, as it is written in addresses: <c>24h</c>, <c>month</c>, <c>2026-11-01..2026-11-22</c>.</summary>
/// <remarks>Moments come of it only with a clock and a zone. <see cref="TimeRangeParser"/> reads it, <see cref="object.ToString"/> prints it, and both agree.</remarks>
public abstract record TimeRange
{
    /// <summary>When nothing else is said.</summary>
    public static TimeRange Usual { get; } = new LastRange(24, RangeUnit.Hour);

    /// <summary>What pickers offer.</summary>
    public static IReadOnlyList<TimeRange> Offered { get; } =
    [
        new LastRange(15, RangeUnit.Minute), new LastRange(1, RangeUnit.Hour), new LastRange(6, RangeUnit.Hour), new LastRange(24, RangeUnit.Hour),
        new LastRange(7, RangeUnit.Day), new LastRange(30, RangeUnit.Day), new LastRange(90, RangeUnit.Day), new LastRange(12, RangeUnit.Month),
        new CalendarRange(RangeUnit.Day, 0), new CalendarRange(RangeUnit.Day, 1), new CalendarRange(RangeUnit.Week, 0), new CalendarRange(RangeUnit.Week, 1),
        new CalendarRange(RangeUnit.Month, 0), new CalendarRange(RangeUnit.Month, 1), new CalendarRange(RangeUnit.Year, 0), new CalendarRange(RangeUnit.Year, 1),
    ];

    /// <summary>Reads a range, as in an address or as typed (<c>last 3 days</c>, <c>2026-11-01 to 2026-11-15</c>).</summary>
    /// <returns>The range; or none, and a sentence with the text seen.</returns>
    public static (TimeRange? Range, string? Problem) Parse(string text) => TimeRangeParser.Parse(text);

    /// <summary>The moments.</summary>
    /// <param name="now">What time it is.</param>
    /// <param name="zone">Whose days, weeks and months.</param>
    public abstract ResolvedRange Resolve(DateTimeOffset now, TimeZoneInfo zone);

    /// <summary>What it is compared with: as long, before it, and the same part of its day, week or month where it is a part of one.</summary>
    public abstract ResolvedRange Previous(DateTimeOffset now, TimeZoneInfo zone);

    /// <summary>The whole period before; null when there is none to be had.</summary>
    public abstract TimeRange? Earlier(DateTimeOffset now, TimeZoneInfo zone);

    /// <summary>The period after; null when it has not begun.</summary>
    public virtual TimeRange? Later(DateTimeOffset now, TimeZoneInfo zone) => null;

    /// <summary>From one moment to another, as a range that is the same for every reader.</summary>
    public static TimeRange Between(DateTimeOffset from, DateTimeOffset to) => new FixedRange(RangeEdge.Of(from), RangeEdge.Of(to));

    /// <summary>Twice as long around the same middle, but never into the future; null where that would be nearly twenty years.</summary>
    public TimeRange? Wider(DateTimeOffset now, TimeZoneInfo zone)
    {
        var (from, to, _) = Resolve(now, zone);
        var half = (to - from) / 2;
        var end = to + half > now ? now : to + half;
        return half > TimeSpan.FromDays(1800) ? null : Between(Minute(end - (4 * half)), Minute(end));
    }

    /// <summary>Without its seconds.</summary>
    protected static DateTimeOffset Minute(DateTimeOffset at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerMinute), at.Offset);

    /// <summary>Moved by calendar units, by what the clock on the wall shows.</summary>
    protected static DateTimeOffset Move(DateTimeOffset at, int by, RangeUnit unit, TimeZoneInfo zone) => unit switch
    {
        RangeUnit.Minute => at.AddMinutes(by),
        RangeUnit.Hour => at.AddHours(by),
        _ => LocalClock.At(Move(LocalClock.Of(at, zone), by, unit), zone),
    };

    /// <summary>The same of a date.</summary>
    protected static DateTime Move(DateTime at, int by, RangeUnit unit) => unit switch
    {
        RangeUnit.Day => at.AddDays(by),
        RangeUnit.Week => at.AddDays(7 * by),
        RangeUnit.Month => at.AddMonths(by),
        RangeUnit.Year => at.AddYears(by),
        RangeUnit.Hour => at.AddHours(by),
        RangeUnit.Minute => at.AddMinutes(by),
    };
}

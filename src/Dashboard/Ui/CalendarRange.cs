namespace Observability.Dashboard.Ui;

/// <summary>A period of the calendar: <c>today</c> or <c>month</c> up to now, <c>yesterday</c> or <c>last-month</c> whole.</summary>
/// <param name="Unit">Day, week, month or year.</param>
/// <param name="Ago">How many periods back: 0 = the one that runs, 1 = the one before.</param>
public sealed record CalendarRange(RangeUnit Unit, int Ago) : TimeRange
{
    /// <inheritdoc/>
    public override ResolvedRange Resolve(DateTimeOffset now, TimeZoneInfo zone)
    {
        var begin = Begin(now, zone);
        var from = LocalClock.At(begin, zone);
        // At the very moment it begins there is still something to draw.
        return Ago > 0 ? new(from, LocalClock.At(Move(begin, 1, Unit), zone), false) : new(from, now > from ? now : from.AddSeconds(1), true);
    }

    /// <inheritdoc/>
    public override ResolvedRange Previous(DateTimeOffset now, TimeZoneInfo zone)
    {
        var begin = Begin(now, zone);
        var from = LocalClock.At(Move(begin, -1, Unit), zone);
        var until = LocalClock.At(begin, zone);
        if (Ago > 0)
        {
            return new(from, until, false);
        }

        // On the 31st the month before has ended: all of it is compared.
        var sameTime = LocalClock.At(Move(begin, -1, Unit) + (LocalClock.Of(now, zone) - begin), zone);
        return new(from, sameTime < until ? sameTime : until, false);
    }

    /// <inheritdoc/>
    public override TimeRange Earlier(DateTimeOffset now, TimeZoneInfo zone) => Ago == 0 ? new CalendarRange(Unit, 1) : Whole(Move(Begin(now, zone), -1, Unit));

    /// <inheritdoc/>
    public override TimeRange? Later(DateTimeOffset now, TimeZoneInfo zone) => Ago == 0 ? null : new CalendarRange(Unit, 0);

    /// <inheritdoc/>
    public override string ToString() => (Unit, Ago) switch
    {
        (RangeUnit.Day, 0) => "today",
        (RangeUnit.Day, _) => "yesterday",
        (RangeUnit.Week, 0) => "week",
        (RangeUnit.Week, _) => "last-week",
        (RangeUnit.Month, 0) => "month",
        (RangeUnit.Month, _) => "last-month",
        (_, 0) => "year",
        _ => "last-year",
    };

    private FixedRange Whole(DateTime begin) => new(RangeEdge.OfDay(begin), RangeEdge.OfDay(Move(begin, 1, Unit).AddDays(-1)));

    private DateTime Begin(DateTimeOffset now, TimeZoneInfo zone)
    {
        var day = LocalClock.Of(now, zone).Date;
        return Move(Unit switch
        {
            RangeUnit.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            RangeUnit.Month => new(day.Year, day.Month, 1),
            RangeUnit.Year => new(day.Year, 1, 1),
            _ => day,
        }, -Ago, Unit);
    }
}

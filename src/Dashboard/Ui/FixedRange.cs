namespace Observability.Dashboard.Ui;

/// <summary>From somewhere to somewhere: <c>2026-11-01..2026-11-22</c> (both days included), <c>2026-11-01T10:00..2026-11-01T12:00</c>, with or without offset.</summary>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
public sealed record FixedRange(RangeEdge From, RangeEdge To) : TimeRange
{
    private bool IsDays => From.IsDay && To.IsDay;

    // 1 November to 30 November is a month.
    private int Months => IsDays && From.Clock.Day == 1 && To.Clock.AddDays(1).Day == 1
        ? ((To.Clock.AddDays(1).Year - From.Clock.Year) * 12) + To.Clock.AddDays(1).Month - From.Clock.Month : 0;

    private int Days => (To.Clock - From.Clock).Days + 1;

    /// <inheritdoc/>
    public override ResolvedRange Resolve(DateTimeOffset now, TimeZoneInfo zone)
    {
        var (from, to) = Ends(zone);
        // Nothing after now has happened. A range that is all to come is empty.
        var live = from < now && to > now;
        return new(from, live ? now : to, live);
    }

    /// <inheritdoc/>
    public override ResolvedRange Previous(DateTimeOffset now, TimeZoneInfo zone)
    {
        var (from, to, live) = Resolve(now, zone);
        var (begin, whole) = Moved(-1).Ends(zone);
        var end = live ? begin + (to - from) : whole;
        return new(begin, end < from ? end : from, false);
    }

    /// <inheritdoc/>
    public override TimeRange? Earlier(DateTimeOffset now, TimeZoneInfo zone) => Moved(-1) is var earlier && earlier.From.Clock.Year >= TimeRangeParser.FirstYear ? earlier : null;

    /// <inheritdoc/>
    public override TimeRange? Later(DateTimeOffset now, TimeZoneInfo zone) => Moved(1) is var later && later.From.Begin(zone) < now ? later : null;

    /// <inheritdoc/>
    public override string ToString() => $"{From}..{To}";

    // In the hour that a clock skips, both ends may be the same moment.
    private (DateTimeOffset From, DateTimeOffset To) Ends(TimeZoneInfo zone)
    {
        var (from, to) = (From.Begin(zone), To.End(zone));
        return (from, to > from ? to : from.AddMinutes(1));
    }

    private FixedRange Moved(int by)
    {
        if (Months is > 0 and var months)
        {
            var first = From.Clock.AddMonths(by * months);
            return new(RangeEdge.OfDay(first), RangeEdge.OfDay(first.AddMonths(months).AddDays(-1)));
        }

        if (IsDays)
        {
            return new(RangeEdge.OfDay(From.Clock.AddDays(by * Days)), RangeEdge.OfDay(To.Clock.AddDays(by * Days)));
        }

        var (begin, end) = (From with { IsDay = false }, To.IsDay ? To with { Clock = To.Clock.AddDays(1), IsDay = false } : To);
        var length = by * (end.Clock - (end.Offset ?? TimeSpan.Zero) - (begin.Clock - (begin.Offset ?? TimeSpan.Zero)));
        return new(begin with { Clock = begin.Clock + length }, end with { Clock = end.Clock + length });
    }
}

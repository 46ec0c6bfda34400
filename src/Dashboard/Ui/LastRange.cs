using System.Globalization;

namespace Observability.Dashboard.Ui;

/// <summary>So long back from now: <c>24h</c>, <c>7d</c>. Days and longer go back to the same time of day. Begins at a full minute.</summary>
/// <param name="Length">How many.</param>
/// <param name="Unit">Of what.</param>
public sealed record LastRange(int Length, RangeUnit Unit) : TimeRange
{
    /// <inheritdoc/>
    public override ResolvedRange Resolve(DateTimeOffset now, TimeZoneInfo zone) => new(Move(Minute(now), -Length, Unit, zone), now, true);

    /// <inheritdoc/>
    public override ResolvedRange Previous(DateTimeOffset now, TimeZoneInfo zone)
    {
        var (from, to, _) = Resolve(now, zone);
        var end = Move(to, -Length, Unit, zone);
        return new(Move(Minute(now), -2 * Length, Unit, zone), end < from ? end : from, false);
    }

    /// <inheritdoc/>
    public override TimeRange? Earlier(DateTimeOffset now, TimeZoneInfo zone)
    {
        var begin = Move(Minute(now), -2 * Length, Unit, zone);
        return begin.Year < TimeRangeParser.FirstYear ? null : Between(begin, Resolve(now, zone).From);
    }

    /// <inheritdoc/>
    public override string ToString() => Length.ToString(CultureInfo.InvariantCulture) + Unit switch
    {
        RangeUnit.Minute => "m",
        RangeUnit.Hour => "h",
        RangeUnit.Day => "d",
        RangeUnit.Week => "w",
        RangeUnit.Month => "M",
        RangeUnit.Year => "y",
    };
}

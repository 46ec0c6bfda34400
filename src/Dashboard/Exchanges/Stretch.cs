namespace Observability.Dashboard.Exchanges;

/// <summary>A stretch of time, its start included and its end not; both in UTC.</summary>
/// <param name="From">Start.</param>
/// <param name="To">End.</param>
internal readonly record struct Stretch(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => From >= To;

    /// <summary>What of it is not before <paramref name="from"/> and before <paramref name="to"/>; null = no bound.</summary>
    public Stretch Within(DateTimeOffset? from, DateTimeOffset? to) => new(
        from > From ? from.Value.ToUniversalTime() : From,
        to < To ? to.Value.ToUniversalTime() : To);

    /// <summary>Its latest part of about this length, from the start of a day where that is a day or more: partitions are of days.</summary>
    public Stretch Latest(TimeSpan reach)
    {
        if (To - From <= reach)
        {
            return this;
        }

        var from = To - reach;
        return this with { From = reach < TimeSpan.FromDays(1) ? from : Later(From, new(from.UtcDateTime.Date, TimeSpan.Zero)) };
    }

    /// <summary>Its earliest part of about this length, to the end of a day where that is a day or more.</summary>
    public Stretch Earliest(TimeSpan reach)
    {
        if (To - From <= reach)
        {
            return this;
        }

        var to = From + reach;
        if (reach < TimeSpan.FromDays(1) || to.TimeOfDay == TimeSpan.Zero)
        {
            return this with { To = to };
        }

        var end = new DateTimeOffset(to.UtcDateTime.Date, TimeSpan.Zero).AddDays(1);
        return this with { To = end < To ? end : To };
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}

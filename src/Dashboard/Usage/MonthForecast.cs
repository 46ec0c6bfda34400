namespace Observability.Dashboard.Usage;

/// <summary>What one day of the calendar cost.</summary>
/// <param name="Day">The day.</param>
/// <param name="Usd">Known cost; null = none is known.</param>
/// <param name="Exchanges">How many there were.</param>
public sealed record DaySpend(DateOnly Day, decimal? Usd, long Exchanges);

/// <summary>
/// What a month comes to if the rest of it goes as the last weeks went: for each of up to four whole weeks before today, the cost so far, and for each
/// day that is left the cost of its weekday in that week. Told are the mean of these, the least and the most.
/// </summary>
/// <param name="Usd">The mean.</param>
/// <param name="Low">As the cheapest of the weeks would have it.</param>
/// <param name="High">As the dearest would have it.</param>
/// <param name="Weeks">How many weeks it is made of, 1 to <see cref="MostWeeks"/>.</param>
public sealed record MonthForecast(decimal Usd, decimal Low, decimal High, int Weeks)
{
    /// <summary>Most weeks looked back.</summary>
    public const int MostWeeks = 4;

    /// <summary>Days before today that must be given: the weeks, a week's grace for quiet days at their beginning, and every day of the month.</summary>
    public const int DaysBack = 7 * (MostWeeks + 1);

    /// <summary>Whole days of history before today: since the first one with an exchange, which is not whole itself unless it is as old as is looked at.</summary>
    /// <param name="days">Days up to today, without gaps, oldest first.</param>
    /// <param name="today">Today.</param>
    public static int WholeDays(IReadOnlyList<DaySpend> days, DateOnly today) =>
        days.FirstOrDefault(d => d.Exchanges > 0) is not { } first ? 0
        : Math.Max(0, today.DayNumber - first.Day.DayNumber - (first.Day == days[0].Day ? 0 : 1));

    /// <summary>The forecast; null when there is not one whole week to go by, or no cost is known at all.</summary>
    /// <param name="days">Days up to today, without gaps, oldest first: at least those of this month and <see cref="DaysBack"/> before today.</param>
    /// <param name="today">Today, which is the last of them.</param>
    /// <param name="todayLeft">How much of today is to come, 0 to 1.</param>
    public static MonthForecast? Of(IReadOnlyList<DaySpend> days, DateOnly today, decimal todayLeft)
    {
        var weeks = Math.Min(MostWeeks, WholeDays(days, today) / 7);
        if (weeks == 0 || days.All(d => d.Usd is null))
        {
            return null;
        }

        var spent = days.ToDictionary(d => d.Day, d => d.Usd ?? 0);
        var soFar = days.Where(d => d.Day.Year == today.Year && d.Day.Month == today.Month).Sum(d => d.Usd ?? 0);
        var left = DateTime.DaysInMonth(today.Year, today.Month) - today.Day;
        decimal[] months =
        [
            .. Enumerable.Range(1, weeks).Select(week =>
                soFar + (todayLeft * Spent(week, 0)) + Enumerable.Range(1, left).Sum(day => Spent(week, day))),
        ];
        return new(months.Average(), months.Min(), months.Max(), weeks);

        decimal Spent(int week, int day) => spent.GetValueOrDefault(today.AddDays((-7 * week) + (day % 7)));
    }
}

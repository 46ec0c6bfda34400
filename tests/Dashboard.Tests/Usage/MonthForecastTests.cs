using Observability.Dashboard.Usage;

namespace Observability.Dashboard.Tests.Usage;

public sealed class MonthForecastTests
{
    // A Sunday.
    private static readonly DateOnly Today = new(2026, 11, 22);

    [Fact]
    public void A_steady_project_ends_where_it_must()
    {
        var forecast = MonthForecast.Of(Days(_ => 2m), Today, 1);
        // 21 whole days, 2 of today so far, today's 2 to come as its weekdays had it, and 8 days more.
        Assert.Equal(new MonthForecast(62m, 62m, 62m, 4), forecast);
    }

    [Fact]
    public void Weekends_are_forecast_as_weekends()
    {
        var forecast = MonthForecast.Of(Days(d => d.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0 : 10), Today, 0.5m);
        // 15 working days so far; Monday to Friday and the Monday after are left.
        Assert.Equal(210m, forecast!.Usd);
        Assert.Equal((210m, 210m), (forecast.Low, forecast.High));
    }

    [Fact]
    public void Weeks_that_differ_give_a_range_with_the_mean_between_them()
    {
        var growing = Days(d => ((Today.DayNumber - d.DayNumber - 1) / 7) switch { 0 => 4, 1 => 3, 2 => 2, _ => 1 });
        var forecast = MonthForecast.Of(growing, Today, 0)!;
        var soFar = growing.Where(d => d.Day.Month == 11).Sum(d => d.Usd!.Value);
        Assert.Equal((soFar + 8, soFar + 32, soFar + 20), (forecast.Low, forecast.High, forecast.Usd));
    }

    [Theory]
    [InlineData(7, null)]
    [InlineData(8, 1)]
    [InlineData(15, 2)]
    [InlineData(29, 4)]
    public void A_young_project_is_judged_by_its_whole_weeks_and_not_before_there_is_one(int firstDaysAgo, int? weeks)
    {
        var days = Days(d => d.DayNumber < Today.DayNumber - firstDaysAgo ? null : 1m);
        Assert.Equal(weeks, MonthForecast.Of(days, Today, 0)?.Weeks);
        Assert.Equal(firstDaysAgo - 1, MonthForecast.WholeDays(days, Today));
    }

    [Fact]
    public void Without_any_known_cost_there_is_none_and_not_nought() =>
        Assert.Null(MonthForecast.Of([.. Days(_ => 1).Select(d => d with { Usd = null })], Today, 0));

    [Fact]
    public void On_the_last_day_only_the_rest_of_it_is_left()
    {
        var last = new DateOnly(2026, 11, 30);
        var days = Enumerable.Range(0, MonthForecast.DaysBack + 1).Select(i => last.AddDays(i - MonthForecast.DaysBack)).Select(d => new DaySpend(d, 1, 1)).ToList();
        Assert.Equal(30.25m, MonthForecast.Of(days, last, 0.25m)!.Usd);
    }

    // Null = nothing happened that day.
    private static List<DaySpend> Days(Func<DateOnly, decimal?> usd) =>
    [
        .. Enumerable.Range(0, MonthForecast.DaysBack + 1).Select(i => Today.AddDays(i - MonthForecast.DaysBack))
            .Select(day => new DaySpend(day, usd(day), usd(day) is null ? 0 : 1)),
    ];
}

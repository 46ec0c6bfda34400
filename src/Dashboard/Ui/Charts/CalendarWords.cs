using System.Globalization;

namespace Observability.Dashboard.Ui.Charts;

/// <summary>Days and months in the reader's language. (Numbers are those of the invariant culture, so these words come from texts: docs/decisions/0013.)</summary>
internal static class CalendarWords
{
    /// <summary><c>22 Nov</c>.</summary>
    public static string Day(DateTime day) => string.Format(CultureInfo.CurrentCulture, ChartText.DayOfMonth, day.Day, Month(day));

    /// <summary><c>22 Nov 2026</c>.</summary>
    public static string DayOfYear(DateTime day) => string.Format(CultureInfo.CurrentCulture, ChartText.DayOfYear, day.Day, Month(day), day.Year);

    /// <summary><c>Sun 22 Nov 2026</c>.</summary>
    public static string Weekday(DateTime day) =>
        string.Format(CultureInfo.CurrentCulture, ChartText.WeekdayOf, ChartText.Weekdays.Split(' ')[(int)day.DayOfWeek], DayOfYear(day));

    /// <summary><c>Nov</c>.</summary>
    public static string Month(DateTime day) => ChartText.Months.Split(' ')[day.Month - 1];

    /// <summary><c>Nov 2026</c>.</summary>
    public static string MonthOfYear(DateTime day) => string.Format(CultureInfo.CurrentCulture, ChartText.MonthOfYear, Month(day), day.Year);

    /// <summary><c>14:30</c>.</summary>
    public static string Clock(DateTime time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Observability.Dashboard.Ui;

/// <summary>Reads time ranges, from addresses and from what people type.</summary>
internal static partial class TimeRangeParser
{
    /// <summary>No range begins before it: nothing was captured then.</summary>
    public const int FirstYear = 2000;

    private const int LastYear = 2199;
    private const int LongestText = 120;

    // Twenty years, in whatever unit.
    private static readonly Dictionary<RangeUnit, int> Most = new()
    {
        [RangeUnit.Minute] = 20 * 366 * 1440,
        [RangeUnit.Hour] = 20 * 366 * 24,
        [RangeUnit.Day] = 20 * 366,
        [RangeUnit.Week] = 20 * 53,
        [RangeUnit.Month] = 240,
        [RangeUnit.Year] = 20,
    };

    /// <summary>The range; or none, and a sentence with the text seen.</summary>
    public static (TimeRange? Range, string? Problem) Parse(string text)
    {
        var trimmed = Spaces().Replace(text.Trim(), " ");
        if (trimmed.Length is 0 or > LongestText)
        {
            return Problem(TimeRangeText.NotARange, trimmed.Length == 0 ? "" : trimmed[..LongestText] + "…");
        }

        if (Calendar(trimmed.ToLowerInvariant()) is { } calendar)
        {
            return (calendar, null);
        }

        if (LastPattern().Match(trimmed) is { Success: true } last)
        {
            return Last(trimmed, last.Groups["n"], last.Groups["unit"].Value);
        }

        var ends = Between().Split(trimmed);
        return ends.Length switch
        {
            1 when Period(trimmed) is { } period => Ordered(period, trimmed),
            1 => Problem(TimeRangeText.NotARange, trimmed),
            2 when ends[0].Length > 0 && ends[1].Length > 0 => Fixed(ends[0], ends[1], trimmed),
            _ => Problem(TimeRangeText.NotARange, trimmed),
        };
    }

    private static CalendarRange? Calendar(string text) => text.Replace(' ', '-') switch
    {
        "today" => new(RangeUnit.Day, 0),
        "yesterday" => new(RangeUnit.Day, 1),
        "week" or "this-week" => new(RangeUnit.Week, 0),
        "last-week" => new(RangeUnit.Week, 1),
        "month" or "this-month" => new(RangeUnit.Month, 0),
        "last-month" => new(RangeUnit.Month, 1),
        "year" or "this-year" => new(RangeUnit.Year, 0),
        "last-year" => new(RangeUnit.Year, 1),
        _ => null,
    };

    private static (TimeRange?, string?) Last(string text, Group number, string unit)
    {
        RangeUnit? of = unit switch { "m" => RangeUnit.Minute, "M" => RangeUnit.Month, _ => Unit(unit.ToLowerInvariant()) };
        if (of is not { } counted)
        {
            return Problem(TimeRangeText.NotARange, text);
        }

        var length = number.Success ? int.TryParse(number.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : int.MaxValue : 1;
        return length is 0 ? Problem(TimeRangeText.NothingLong, text) : length > Most[counted] ? Problem(TimeRangeText.TooLong, text) : (new LastRange(length, counted), null);
    }

    private static RangeUnit? Unit(string word) => word switch
    {
        "min" or "mins" or "minute" or "minutes" => RangeUnit.Minute,
        "h" or "hr" or "hrs" or "hour" or "hours" => RangeUnit.Hour,
        "d" or "day" or "days" => RangeUnit.Day,
        "w" or "wk" or "week" or "weeks" => RangeUnit.Week,
        "mo" or "month" or "months" => RangeUnit.Month,
        "y" or "yr" or "year" or "years" => RangeUnit.Year,
        _ => null,
    };

    private static (TimeRange?, string?) Fixed(string from, string to, string text)
    {
        if (Edge(from) is not { } begin)
        {
            return Problem(TimeRangeText.NotAMoment, from);
        }

        return Edge(to) is { } end ? Ordered(new(begin, end), text) : Problem(TimeRangeText.NotAMoment, to);
    }

    private static (TimeRange?, string?) Ordered(FixedRange range, string text)
    {
        if (range.From.Clock.Year < FirstYear || range.To.Clock.Year > LastYear || range.To.Clock.Year < FirstYear || range.From.Clock.Year > LastYear)
        {
            return Problem(TimeRangeText.OutOfTime, text);
        }

        var (from, to) = (range.From.Begin(TimeZoneInfo.Utc), range.To.End(TimeZoneInfo.Utc));
        return to <= from ? Problem(TimeRangeText.EndsFirst, text) : to - from > TimeSpan.FromDays(20 * 366) ? Problem(TimeRangeText.TooLong, text) : (range, null);
    }

    // A day, a month or a year alone is all of it.
    private static FixedRange? Period(string text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new(RangeEdge.OfDay(day), RangeEdge.OfDay(day))
        : DateTime.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) && month.Year < LastYear
            ? new(RangeEdge.OfDay(month), RangeEdge.OfDay(month.AddMonths(1).AddDays(-1)))
        : DateTime.TryParseExact(text, "yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var year) && year.Year < LastYear
            ? new(RangeEdge.OfDay(year), RangeEdge.OfDay(year.AddYears(1).AddDays(-1)))
        : null;

    private static RangeEdge? Edge(string text)
    {
        var match = EdgePattern().Match(text.Trim());
        if (!match.Success || !DateTime.TryParseExact(match.Groups["day"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return null;
        }

        if (!match.Groups["time"].Success)
        {
            return RangeEdge.OfDay(day);
        }

        if (!TimeSpan.TryParseExact(match.Groups["time"].Value, ["h\\:mm", "hh\\:mm", "hh\\:mm\\:ss", "hh\\:mm\\:ss\\.FFFFFFF"], CultureInfo.InvariantCulture, out var time))
        {
            return null;
        }

        if (!match.Groups["zone"].Success)
        {
            return new(day + time, null, false);
        }

        return Offset(match.Groups["zone"].Value) is { } offset ? new(day + time, offset, false) : null;
    }

    private static TimeSpan? Offset(string text)
    {
        if (text is "Z" or "z")
        {
            return TimeSpan.Zero;
        }

        return TimeSpan.TryParseExact(text[1..], "hh\\:mm", CultureInfo.InvariantCulture, out var offset) && offset <= TimeSpan.FromHours(14) ? text[0] == '-' ? -offset : offset : null;
    }

    private static (TimeRange?, string?) Problem(string sentence, string seen) => (null, string.Format(CultureInfo.CurrentCulture, sentence, VisibleText.Of(seen)));

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^(?:(?:last|past) )?(?<n>\d+) ?(?<unit>[A-Za-z]+)$|^(?:last|past) (?<unit>minute|hour|day)$", RegexOptions.NonBacktracking)]
    private static partial Regex LastPattern();

    [GeneratedRegex(@" ?(?:\.\.|…| to | – ) ?", RegexOptions.NonBacktracking)]
    private static partial Regex Between();

    [GeneratedRegex(@"^(?<day>\d{4}-\d{2}-\d{2})(?:[T ](?<time>[\d:.]+) ?(?<zone>[Zz]|[+-]\d{2}:\d{2})?)?$", RegexOptions.NonBacktracking)]
    private static partial Regex EdgePattern();
}

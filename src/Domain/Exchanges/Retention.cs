using System.Globalization;

namespace Observability.Domain.Exchanges;

/// <summary>How long what was captured is kept, in whole UTC days: <c>OBSERVABILITY_ROW_DAYS</c> and its like. Sums by day are kept for ever.</summary>
/// <param name="RowDays">Exchanges; 0 = for ever.</param>
/// <param name="BodyDays">Their bodies, never longer than they themselves; 0 = as long as they.</param>
/// <param name="MinuteRollupDays">Sums by minute.</param>
/// <param name="HourRollupDays">Sums by hour.</param>
public sealed record Retention(int RowDays, int BodyDays, int MinuteRollupDays, int HourRollupDays)
{
    private const int MostDays = 36_500;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingException">One is not a whole number of days in its range, or bodies are to outlive their exchanges.</exception>
    public static Retention Of(Settings settings)
    {
        var retention = new Retention(
            Days(settings, "OBSERVABILITY_ROW_DAYS", 0, 0), Days(settings, "OBSERVABILITY_BODY_DAYS", 0, 0),
            Days(settings, "OBSERVABILITY_MINUTE_ROLLUP_DAYS", 1, 3), Days(settings, "OBSERVABILITY_HOUR_ROLLUP_DAYS", 1, 400));
        if (retention.RowDays > 0 && retention.BodyDays > retention.RowDays)
        {
            throw new SettingException(
                $"OBSERVABILITY_BODY_DAYS is {retention.BodyDays} and OBSERVABILITY_ROW_DAYS is {retention.RowDays}: bodies cannot be kept longer than their requests.");
        }

        return retention.MinuteRollupDays <= retention.HourRollupDays ? retention : throw new SettingException(
            $"OBSERVABILITY_MINUTE_ROLLUP_DAYS is {retention.MinuteRollupDays} and OBSERVABILITY_HOUR_ROLLUP_DAYS is {retention.HourRollupDays}: sums by minute cannot be kept longer than those by hour.");
    }

    /// <summary>The first day whose exchanges are kept; null = all are.</summary>
    public DateOnly? RowsFrom(DateTimeOffset now) => RowDays == 0 ? null : Day(now, RowDays);

    /// <summary>The first day whose bodies are kept; null = all are.</summary>
    public DateOnly? BodiesFrom(DateTimeOffset now) => BodyDays > 0 ? Day(now, BodyDays) : RowsFrom(now);

    /// <summary>After how many days bodies are dropped; null = never.</summary>
    public int? DaysOfBodies => BodyDays > 0 ? BodyDays : RowDays > 0 ? RowDays : null;

    private static DateOnly Day(DateTimeOffset now, int days) => DateOnly.FromDateTime(now.UtcDateTime).AddDays(-days);

    private static int Days(Settings settings, string name, int least, int fallback) => settings.Read(name) switch
    {
        null => fallback,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days >= least && days <= MostDays => days,
        var text => throw new SettingException(
            $"{name} is '{text}'; it must be a whole number of days from {least}{(least == 0 ? " (kept for ever)" : "")} to {MostDays}."),
    };
}

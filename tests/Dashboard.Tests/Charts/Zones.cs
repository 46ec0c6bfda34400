using Observability.Dashboard.Ui.Charts;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Tests.Charts;

/// <summary>Zones whose clocks do something unusual, and axes in them.</summary>
internal static class Zones
{
    public static TimeZoneInfo Berlin { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public static TimeZoneInfo Kathmandu { get; } = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kathmandu");

    public static TimeZoneInfo LordHowe { get; } = TimeZoneInfo.FindSystemTimeZoneById("Australia/Lord_Howe");

    public static TimeZoneInfo NewYork { get; } = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    public static IReadOnlyList<TimeZoneInfo> All { get; } = [TimeZoneInfo.Utc, Berlin, Kathmandu, LordHowe, NewYork];

    public static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z", System.Globalization.CultureInfo.InvariantCulture);

    public static TimeAxis Axis(string from, string to, BucketStep step, TimeZoneInfo zone) =>
        TimeAxis.Of(Buckets.Bounds(Utc(from), Utc(to), step, zone), step, zone, Utc("2027-06-01T00:00"));
}

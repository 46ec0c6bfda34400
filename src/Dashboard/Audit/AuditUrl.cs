using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Observability.Dashboard.Audit;

/// <summary>The state of the audit page, and its address.</summary>
/// <param name="Who">Account or key; null = anybody.</param>
/// <param name="What">Action, or all of a noun; null = anything.</param>
/// <param name="Subject">The thing; null = any.</param>
/// <param name="From">First day, in the reader's zone; null = from the beginning.</param>
/// <param name="To">Last day, in the reader's zone; null = until now.</param>
/// <param name="After">Where the page begins; null = at the newest.</param>
public sealed record AuditUrl(string? Who, string? What, string? Subject, DateOnly? From, DateOnly? To, AuditCursor? After)
{
    /// <summary>Address of the page without any state.</summary>
    public const string Path = "/audit";

    private const string Day = "yyyy-MM-dd";

    /// <summary>Whether it keeps only a part of the log.</summary>
    public bool IsNarrowed => (Who ?? What ?? Subject) is not null || From is not null || To is not null;

    /// <summary>Reads a query; what cannot be read is left out.</summary>
    public static AuditUrl Parse(string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        return new(One("who"), One("what"), One("subject"), DayOf("from"), DayOf("to"), One("after") is { } after ? AuditCursor.Parse(after) : null);

        string? One(string name) => values.TryGetValue(name, out var text) && text[0]?.Trim() is { Length: > 0 } value ? value : null;

        DateOnly? DayOf(string name) =>
            DateOnly.TryParseExact(One(name), Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }

    /// <summary>What it asks of the log.</summary>
    /// <param name="zone">The reader's zone, whose days they are.</param>
    public AuditFilter Filter(TimeZoneInfo zone) => new()
    {
        Who = Who,
        What = What,
        Subject = Subject,
        From = From is { } from ? Start(from, zone) : null,
        To = To is { } to && to < DateOnly.MaxValue ? Start(to.AddDays(1), zone) : null,
    };

    /// <summary>The address, the page's own or that of a download with the same state.</summary>
    public string On(string path)
    {
        var parts = new (string Name, string? Value)[]
        {
            ("who", Who), ("what", What), ("subject", Subject), ("from", Text(From)), ("to", Text(To)), ("after", After?.ToString()),
        };
        var query = string.Join('&', parts.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    /// <summary>A day as the address and the date field write it.</summary>
    public static string? Text(DateOnly? day) => day?.ToString(Day, CultureInfo.InvariantCulture);

    // Where a clock is put forward at midnight the day begins with the first hour it has.
    private static DateTimeOffset Start(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(30);
        }

        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}

using System.Text.RegularExpressions;

namespace Observability.Dashboard.Ui;

/// <summary>The time zone of the reader's browser, which js/zone.js keeps in a cookie. Given to all pages from above (Routes.razor).</summary>
/// <param name="Zone">The zone; UTC where it is not known.</param>
/// <param name="IsKnown">Whether the browser said one that is known here.</param>
public sealed partial record ViewerZone(TimeZoneInfo Zone, bool IsKnown)
{
    /// <summary>Name of the cookie.</summary>
    public const string Cookie = "zone";

    /// <summary>Nothing was said: UTC.</summary>
    public static ViewerZone Unknown { get; } = new(TimeZoneInfo.Utc, false);

    /// <summary>Of what the cookie holds.</summary>
    public static ViewerZone Of(string? id) => Find(id) is { } zone ? new(zone, true) : Unknown;

    /// <summary>The zone of an IANA name; null when there is none of it.</summary>
    public static TimeZoneInfo? Find(string? id)
    {
        // Names become paths of files.
        if (id is null || id.Length > 64 || !Name().IsMatch(id))
        {
            return null;
        }

        return id.Equals("UTC", StringComparison.OrdinalIgnoreCase) ? TimeZoneInfo.Utc : TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null;
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_+\-]*(?:/[A-Za-z0-9_+\-]+){0,2}$", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}

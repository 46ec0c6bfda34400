using System.Globalization;

namespace Observability.Dashboard.Exchanges;

/// <summary>A place between two rows: start and id of the last row seen.</summary>
/// <param name="StartedAt">Start of that row.</param>
/// <param name="Id">Its id.</param>
public sealed record ExchangeCursor(DateTimeOffset StartedAt, Guid Id)
{
    /// <summary>The text in URLs: microseconds since 1970 and the id.</summary>
    public override string ToString() =>
        $"{(StartedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond:x}_{Id:N}";

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is something else.</summary>
    public static ExchangeCursor? Parse(string text)
    {
        var parts = text.Split('_');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var micros)
            && micros is >= 0 and < 253402300800000000
            && Guid.TryParseExact(parts[1], "N", out var id)
            ? new(DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond), id)
            : null;
    }
}

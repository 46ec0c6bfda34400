using System.Globalization;

namespace Observability.Dashboard.Exchanges;

/// <summary>A place between two rows: what the last row seen is sorted by.</summary>
/// <param name="StartedAt">Start of that row.</param>
/// <param name="Id">Its id.</param>
public sealed record ExchangeCursor(DateTimeOffset StartedAt, Guid Id)
{
    private const NumberStyles Digits = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;

    /// <summary>The order it is a place in: in another it means nothing.</summary>
    public ExchangeOrder Order { get; init; }

    /// <summary>What the order sorts that row by; null in orders of time, and only there.</summary>
    public decimal? Value { get; init; }

    /// <summary>
    /// Sorted is what started since then, because the page before was cut there: what is older can no longer be put between pages. Null = nothing was
    /// cut. Always null in orders of time, which go on where they were cut.
    /// </summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>
    /// The text in URLs: microseconds since 1970 and the id, and before them, unless the newest come first, the order, the value and, after a cut,
    /// where it was: <c>653f…_0198…</c>, <c>cost_0.0125_653f…_0198…</c>, <c>cost_0.0125_653e…_653f…_0198…</c>.
    /// </summary>
    public override string ToString()
    {
        string?[] parts =
        [
            Order == ExchangeOrder.Newest ? null : ExchangeOrders.NameOf(Order),
            Value?.ToString(CultureInfo.InvariantCulture),
            Since is { } since ? Micros(since) : null,
            Micros(StartedAt),
            Id.ToString("N"),
        ];
        return string.Join('_', parts.Where(p => p is not null));
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is something else.</summary>
    public static ExchangeCursor? Parse(string text)
    {
        var parts = text.Split('_');
        if (parts.Length < 2 || Moment(parts[^2]) is not { } startedAt || !Guid.TryParseExact(parts[^1], "N", out var id))
        {
            return null;
        }

        if (parts.Length == 2)
        {
            return new(startedAt, id);
        }

        if (ExchangeOrders.Parse(parts[0]) is not { } order || order == ExchangeOrder.Newest)
        {
            return null;
        }

        var place = new ExchangeCursor(startedAt, id) { Order = order };
        if (order.IsOfTime())
        {
            return parts.Length == 3 ? place : null;
        }

        if (parts.Length is not (4 or 5) || !decimal.TryParse(parts[1], Digits, CultureInfo.InvariantCulture, out var value)
            || (order != ExchangeOrder.Dearest && (value != decimal.Truncate(value) || value is < long.MinValue or > long.MaxValue)))
        {
            return null;
        }

        var since = parts.Length == 5 ? Moment(parts[2]) : null;
        return parts.Length == 5 && since is null ? null : place with { Value = value, Since = since };
    }

    private static string Micros(DateTimeOffset moment) =>
        ((moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond).ToString("x", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Moment(string text) =>
        long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var micros) && micros is >= 0 and < 253402300800000000
            ? DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond)
            : null;
}

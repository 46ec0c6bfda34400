using System.Globalization;

namespace Observability.Domain.Filters;

/// <summary>A number as it was written, with its unit, and what that is in the unit that rows hold.</summary>
/// <param name="Number">The number, without trailing zeros.</param>
/// <param name="Unit">Its unit; empty = none.</param>
/// <param name="Amount">In the column's own unit: microseconds, bytes, dollars, one.</param>
internal sealed record Quantity(decimal Number, string Unit, decimal Amount)
{
    // More digits would not fit a decimal once multiplied by the largest unit.
    private const int MaxDigits = 15;

    private static readonly Dictionary<string, decimal> None = new(StringComparer.Ordinal) { [""] = 1 };

    private static readonly Dictionary<string, decimal> Counts = new(StringComparer.Ordinal) { [""] = 1, ["k"] = 1_000, ["K"] = 1_000, ["M"] = 1_000_000 };

    private static readonly Dictionary<string, decimal> Durations = new(StringComparer.Ordinal)
    {
        ["us"] = 1,
        ["ms"] = 1_000,
        ["s"] = 1_000_000,
        ["m"] = 60_000_000,
        ["min"] = 60_000_000,
        ["h"] = 3_600_000_000,
    };

    private static readonly Dictionary<string, decimal> Sizes = new(StringComparer.Ordinal)
    {
        [""] = 1,
        ["B"] = 1,
        ["k"] = 1_000,
        ["kB"] = 1_000,
        ["KB"] = 1_000,
        ["M"] = 1_000_000,
        ["MB"] = 1_000_000,
        ["GB"] = 1_000_000_000,
        ["KiB"] = 1 << 10,
        ["MiB"] = 1 << 20,
        ["GiB"] = 1 << 30,
    };

    /// <summary>Reads a number with or without a unit of the kind; null when it is none.</summary>
    /// <param name="text">Such as <c>0.5s</c>, <c>$3</c>, <c>50k</c>; only scores may be below nought.</param>
    /// <param name="kind">Of the field it is compared with.</param>
    /// <param name="unit">The unit where the text has none; null = it must have its own, if the kind asks for one. Nought needs none.</param>
    public static Quantity? Read(string text, FilterKind kind, string? unit)
    {
        var negative = kind == FilterKind.Score && text.StartsWith('-');
        var start = negative || (kind == FilterKind.Money && text.StartsWith('$')) ? 1 : 0;
        var end = start;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
        {
            end++;
        }

        var digits = text[start..end];
        if (!digits.Any(char.IsAsciiDigit) || digits.TrimStart('0').Count(char.IsAsciiDigit) > MaxDigits || digits.EndsWith('.')
            || !decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        number = negative && number != 0 ? -number : number;
        var own = text[end..] is { Length: > 0 } written ? written : unit ?? (number == 0 && kind == FilterKind.Duration ? "ms" : "");
        return UnitsOf(kind).TryGetValue(own, out var size) ? new(number / 1.0000000000000000000000000000m, own, number * size) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture) + Unit;

    private static Dictionary<string, decimal> UnitsOf(FilterKind kind) => kind switch
    {
        FilterKind.Duration => Durations,
        FilterKind.Size => Sizes,
        FilterKind.Status or FilterKind.Score => None,
        _ => Counts,
    };
}

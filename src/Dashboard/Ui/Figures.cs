using System.Globalization;

namespace Observability.Dashboard.Ui;

/// <summary>How numbers read in the product: enough digits to compare, never more, always the same.</summary>
public static class Figures
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>A duration in its natural unit with three significant digits: <c>0.42 ms</c>, <c>482 ms</c>, <c>1.24 s</c>, <c>12.4 s</c>, <c>2:03 min</c>.</summary>
    public static (string Number, string Unit) Duration(TimeSpan value) => value.TotalMilliseconds switch
    {
        < 9.995 => (value.TotalMilliseconds.ToString("0.00", Invariant), "ms"),
        < 99.95 => (value.TotalMilliseconds.ToString("0.0", Invariant), "ms"),
        < 999.5 => (value.TotalMilliseconds.ToString("0", Invariant), "ms"),
        < 9_995 => (value.TotalSeconds.ToString("0.00", Invariant), "s"),
        < 99_950 => (value.TotalSeconds.ToString("0.0", Invariant), "s"),
        _ => (string.Create(Invariant, $"{(long)value.TotalMinutes}:{value.Seconds:00}"), "min"),
    };

    /// <summary>The same in one text.</summary>
    public static string DurationText(TimeSpan value)
    {
        var (number, unit) = Duration(value);
        return $"{number} {unit}";
    }

    /// <summary>A count with thousands separators.</summary>
    public static string Count(long value) => value.ToString("N0", Invariant);

    /// <summary>A rate with one decimal below a hundred.</summary>
    public static string Rate(double value) => value.ToString(value < 99.95 ? "0.0" : "N0", Invariant);

    /// <summary>A size in bytes, kB or MB (powers of 1024, as file managers say).</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1024 => string.Create(Invariant, $"{bytes} B"),
        < 1024 * 1024 => string.Create(Invariant, $"{bytes / 1024.0:0.0} KB"),
        _ => string.Create(Invariant, $"{bytes / (1024.0 * 1024):0.00} MB"),
    };

    /// <summary>Dollars with at least two significant digits: <c>$12.40</c>, <c>$0.0123</c>, <c>$0.000043</c>; below a millionth <c>&lt;$0.000001</c>.</summary>
    public static string Money(decimal usd) => usd switch
    {
        < 0 => "-" + Money(-usd),
        0 => "$0",
        < 0.000001m => "<$0.000001",
        < 0.00001m => "$" + usd.ToString("0.0000000", Invariant),
        < 0.0001m => "$" + usd.ToString("0.000000", Invariant),
        < 0.001m => "$" + usd.ToString("0.00000", Invariant),
        < 1m => "$" + usd.ToString("0.0000", Invariant),
        _ => "$" + usd.ToString("N2", Invariant),
    };

    /// <summary>The whole amount, for the tooltip.</summary>
    public static string ExactMoney(decimal usd) => "$" + usd.ToString("0.############", Invariant);
}

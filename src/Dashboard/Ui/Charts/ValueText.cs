using System.Globalization;

namespace Observability.Dashboard.Ui.Charts;

/// <summary>Numbers of charts in words: short on axes, whole in tooltips.</summary>
public static class ValueText
{
    private const double Thousand = 1e3;
    private const double Million = 1e6;
    private const double Billion = 1e9;

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>As read in a tooltip or a table.</summary>
    public static string Whole(ValueFormat format, double value) => format switch
    {
        ValueFormat.Count or ValueFormat.Tokens => Math.Abs(value - Math.Round(value)) < 1e-9 ? value.ToString("N0", Invariant) : value.ToString("N1", Invariant),
        ValueFormat.Money => Figures.Money((decimal)value),
        ValueFormat.Duration => Figures.DurationText(TimeSpan.FromMilliseconds(value)),
        ValueFormat.Percent => Percent(value),
        ValueFormat.Rate => Figures.Rate(value) + " tok/s",
    };

    /// <summary>In few letters, where the whole number stands elsewhere.</summary>
    public static string Brief(ValueFormat format, double value) => format switch
    {
        ValueFormat.Count or ValueFormat.Tokens => Compact(value),
        _ => Whole(format, value),
    };

    /// <summary>As read at a tick of an axis whose ticks are <paramref name="step"/> apart.</summary>
    public static string Tick(ValueFormat format, double value, double step) => format switch
    {
        ValueFormat.Count or ValueFormat.Tokens or ValueFormat.Rate => Short(value, step),
        ValueFormat.Money when value == 0 => "$0",
        ValueFormat.Money => "$" + (step < 1 || (step < 10 && step % 1 > 0) ? value.ToString(Digits(step, 2), Invariant) : Short(value, step)),
        ValueFormat.Duration => DurationTick(value, step),
        ValueFormat.Percent => (value * 100).ToString(Digits(step * 100), Invariant) + "%",
    };

    /// <summary>A large number in few letters: <c>1.2k</c>, <c>3.4M</c>.</summary>
    public static string Compact(double value) => Math.Abs(value) switch
    {
        < 999.5 => value.ToString(Math.Abs(value) < 10 ? "0.#" : "0", Invariant),
        < 9_950 => (value / Thousand).ToString("0.#", Invariant) + "k",
        < 999_500 => (value / Thousand).ToString("0", Invariant) + "k",
        < 9_950_000 => (value / Million).ToString("0.#", Invariant) + "M",
        < 999_500_000 => (value / Million).ToString("0", Invariant) + "M",
        _ => (value / Billion).ToString("0.#", Invariant) + "B",
    };

    /// <summary>A share with the digits that matter: <c>0.04%</c>, <c>4.1%</c>, <c>41%</c>.</summary>
    public static string Percent(double share) => (share * 100) switch
    {
        0 => "0%",
        < 0.095 => (share * 100).ToString("0.00", Invariant) + "%",
        < 9.95 => (share * 100).ToString("0.0", Invariant) + "%",
        var percent => percent.ToString("0", Invariant) + "%",
    };

    private static string Short(double value, double step)
    {
        var (by, letter) = Math.Max(Math.Abs(value), step) switch
        {
            < Thousand => (1, ""),
            < Million => (Thousand, "k"),
            < Billion => (Million, "M"),
            _ => (Billion, "B"),
        };
        return value == 0 ? "0" : (value / by).ToString(Digits(step / by), Invariant) + letter;
    }

    private static string DurationTick(double milliseconds, double step) => milliseconds switch
    {
        0 => "0",
        < Thousand when step < Thousand => milliseconds.ToString(Digits(step), Invariant) + " ms",
        < 60_000 => (milliseconds / Thousand).ToString(Digits(step / Thousand), Invariant) + " s",
        < 3_600_000 => string.Create(Invariant, $"{(int)(milliseconds / 60_000)}:{(int)(milliseconds / Thousand) % 60:00}"),
        _ => (milliseconds / 3_600_000).ToString("0.#", Invariant) + " h",
    };

    // As many decimals as tell one tick from the next.
    private static string Digits(double step, int least = 0)
    {
        var decimals = 0;
        while (decimals < 9 && Math.Abs(step - Math.Round(step)) > 1e-9 * Math.Max(1, Math.Abs(step)))
        {
            step *= 10;
            decimals++;
        }

        decimals = Math.Max(decimals, least);
        return decimals == 0 ? "0" : "0." + new string('0', decimals);
    }
}

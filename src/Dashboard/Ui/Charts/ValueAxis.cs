namespace Observability.Dashboard.Ui.Charts;

/// <summary>The upright axis: from zero, always, to a round number.</summary>
/// <param name="Max">What the top stands for; more than zero.</param>
/// <param name="Step">From one tick to the next.</param>
/// <param name="Format">What the numbers are.</param>
public sealed record ValueAxis(double Max, double Step, ValueFormat Format)
{
    // Durations above a minute are counted in the clock's own round numbers.
    private static readonly double[] ClockSteps = [15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1800e3, 3600e3, 7200e3, 14_400e3, 21_600e3, 43_200e3];

    /// <summary>The smallest round axis that has room for <paramref name="highest"/>, with up to <paramref name="most"/> ticks above zero.</summary>
    public static ValueAxis For(double highest, ValueFormat format, int most = 5)
    {
        if (!double.IsFinite(highest) || highest <= 0)
        {
            return new(1, 1, format);
        }

        var step = Round(highest / most, format);
        return new(Math.Max(1, Math.Ceiling((highest / step) - 1e-9)) * step, step, format);
    }

    /// <summary>Zero and every tick above it.</summary>
    public IReadOnlyList<(double Value, string Text)> Ticks =>
        [.. Enumerable.Range(0, (int)Math.Round(Max / Step) + 1).Select(i => (i * Step, ValueText.Tick(Format, i * Step, Step)))];

    /// <summary>This axis and the ones below it, for the script, which shows fewer series without asking and must still have honest ticks.</summary>
    public IEnumerable<ValueAxis> Ladder()
    {
        var last = this;
        yield return last;
        for (var highest = Max / 2; highest > Max / 5000; highest /= 2)
        {
            var next = For(highest, Format);
            if (next.Max < last.Max)
            {
                yield return last = next;
            }
        }
    }

    private static double Round(double least, ValueFormat format)
    {
        if (format == ValueFormat.Duration && least > 10_000)
        {
            return Array.Find(ClockSteps, s => s >= least) is var step and > 0 ? step : Math.Ceiling(least / 86_400e3) * 86_400e3;
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        var round = Array.Find([1, 2, 2.5, 5, 10], m => m * power >= least * (1 - 1e-9)) * power;
        // Half a request is nothing that could be on an axis.
        return format is ValueFormat.Count or ValueFormat.Tokens ? Math.Max(1, Math.Ceiling(round)) : round;
    }
}

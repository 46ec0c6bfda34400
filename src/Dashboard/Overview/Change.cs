using System.Globalization;

namespace Observability.Dashboard.Overview;

/// <summary>What a change means to a reader.</summary>
public enum ChangeMeaning
{
    /// <summary>More or less, neither good nor bad.</summary>
    Neutral,

    /// <summary>Fewer errors, shorter waits.</summary>
    Better,

    /// <summary>More errors, longer waits.</summary>
    Worse,
}

/// <summary>How something changed against the period before.</summary>
/// <param name="Text">In words: <c>+12%</c>, <c>−1.4 pp</c>, <c>×14</c>, <c>new</c>.</param>
/// <param name="Direction">1 up, -1 down, 0 neither.</param>
/// <param name="Meaning">What that means.</param>
public sealed record Change(string Text, int Direction, ChangeMeaning Meaning)
{
    // From here on a percentage is harder to read than a factor.
    private const double Tenfold = 10;

    /// <summary>Of an amount, in per cent of what it was; null when either is unknown or there is nothing to tell.</summary>
    /// <param name="now">Now.</param>
    /// <param name="before">In the period before.</param>
    /// <param name="lessIsBetter">Whether a change means something.</param>
    public static Change? OfAmount(double? now, double? before, bool lessIsBetter = false)
    {
        if (now is not { } to || before is not { } from || (to == 0 && from == 0))
        {
            return null;
        }

        if (from == 0)
        {
            return new(OverviewText.New, 0, ChangeMeaning.Neutral);
        }

        var factor = to / from;
        return Of(factor >= Tenfold ? $"×{Rounded(factor)}" : $"{Sign(factor - 1)}{Rounded(Math.Abs(factor - 1) * 100)}%", Rounded(Math.Abs(factor - 1) * 100) == "0" ? 0 : Math.Sign(factor - 1), lessIsBetter);
    }

    /// <summary>Of a share, in points of per cent; null when either is unknown.</summary>
    /// <param name="now">Now, 0 to 1.</param>
    /// <param name="before">In the period before.</param>
    /// <param name="lessIsBetter">Whether a change means something.</param>
    public static Change? OfShare(double? now, double? before, bool lessIsBetter = false)
    {
        if (now is not { } to || before is not { } from || (to == 0 && from == 0))
        {
            return null;
        }

        var points = Rounded(Math.Abs(to - from) * 100);
        return Of(string.Format(CultureInfo.CurrentCulture, OverviewText.Points, Sign(to - from) + points), points == "0" ? 0 : Math.Sign(to - from), lessIsBetter);
    }

    private static Change Of(string text, int direction, bool lessIsBetter) =>
        new(text, direction, !lessIsBetter || direction == 0 ? ChangeMeaning.Neutral : direction < 0 ? ChangeMeaning.Better : ChangeMeaning.Worse);

    private static string Sign(double by) => by < 0 ? "−" : by > 0 ? "+" : "±";

    private static string Rounded(double value) => value.ToString(value < 0.05 ? "0" : value < 9.95 ? "0.#" : "0", CultureInfo.InvariantCulture);
}

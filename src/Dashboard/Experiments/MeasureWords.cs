using System.Globalization;
using Observability.Dashboard.Ui;
using Observability.Domain.Scoring;

namespace Observability.Dashboard.Experiments;

/// <summary>Measures and what is said of them, in words.</summary>
internal static class MeasureWords
{
    /// <summary>What a measure is called.</summary>
    public static string Name(Measure measure) => measure.Kind switch
    {
        MeasureKind.Rule => VisibleText.Of(measure.Rule!.Value.Rule.Name),
        MeasureKind.Judge => ExperimentsText.Judge,
        MeasureKind.Hand => ExperimentsText.ByHand,
        MeasureKind.Latency => ExperimentsText.Latency,
        MeasureKind.Cost => ExperimentsText.CostPerAnswer,
        MeasureKind.OutputTokens => ExperimentsText.OutputTokens,
    };

    /// <summary>What it shows.</summary>
    public static string Hint(Measure measure) =>
        measure.IsPassOrFail ? ExperimentsText.SharePassed : measure.HigherIsBetter ? ExperimentsText.MeanScore : ExperimentsText.MeanLower;

    /// <summary>A value of it.</summary>
    public static string Value(Measure measure, double value) => measure.Kind switch
    {
        MeasureKind.Latency => Signed(value, v => Figures.DurationText(TimeSpan.FromSeconds(v))),
        MeasureKind.Cost => Signed(value, v => Figures.Money((decimal)v)),
        MeasureKind.OutputTokens => value.ToString("0.#", CultureInfo.InvariantCulture),
        MeasureKind.Rule or MeasureKind.Judge or MeasureKind.Hand => OfShare(measure, value),
    };

    /// <summary>Its interval.</summary>
    public static string Interval(Measure measure, Interval interval) => $"{Value(measure, interval.Low)} … {Value(measure, interval.High)}";

    /// <summary>A figure in a sentence.</summary>
    public static string Sentence(Measure measure, MeasuredFigure figure) => figure.Passed is { } passed
        ? Say(ExperimentsText.PassedOf, Figures.Count(passed), Figures.Count(figure.Rows))
        : Say(ExperimentsText.MeanOver, Value(measure, figure.Mean!.Value), Figures.Count(figure.Rows));

    /// <summary>What can be said of a difference, honestly.</summary>
    public static string Sentence(Measure measure, Comparison comparison)
    {
        if (comparison.Difference is not { } difference)
        {
            return ExperimentsText.NothingToCompare;
        }

        var rows = Figures.Count(difference.Count);
        return comparison.Finding switch
        {
            Finding.Same => Say(ExperimentsText.NoRowDiffers, rows),
            Finding.TooFew => Say(ExperimentsText.TooFewDiffer, Figures.Count(difference.Better + difference.Worse), rows),
            Finding.NotShown => Say(ExperimentsText.NotShown, Difference(measure, difference), rows, P(comparison)),
            Finding.Better => Say(ExperimentsText.Better, Difference(measure, difference), rows, P(comparison)),
            Finding.Worse => Say(ExperimentsText.Worse, Difference(measure, difference), rows, P(comparison)),
            Finding.NothingToCompare => ExperimentsText.NothingToCompare,
        };
    }

    /// <summary>The finding in a word.</summary>
    public static string Short(Finding finding) => finding switch
    {
        Finding.Better => ExperimentsText.FindingBetter,
        Finding.Worse => ExperimentsText.FindingWorse,
        Finding.Same => ExperimentsText.FindingSame,
        Finding.TooFew => ExperimentsText.FindingTooFew,
        Finding.NotShown => ExperimentsText.FindingNotShown,
        Finding.NothingToCompare => ExperimentsText.FindingNothing,
    };

    /// <summary>A difference with its sign and interval.</summary>
    public static string Difference(Measure measure, PairedDifference difference)
    {
        var value = Plus(measure, difference.Mean);
        return difference.Interval is { } i ? $"{value} ({Plus(measure, i.Low)} … {Plus(measure, i.High)})" : value;
    }

    private static string Plus(Measure measure, double value) => (value > 0 ? "+" : "") + (measure.IsPassOrFail ? Say(ExperimentsText.Points, (value * 100).ToString("0.#", CultureInfo.InvariantCulture)) : Value(measure, value));

    private static string OfShare(Measure measure, double value) =>
        measure.IsPassOrFail ? (value * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %" : value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string P(Comparison comparison) =>
        comparison.CorrectedP is not { } p ? "—" : p < 0.001 ? "< 0.001" : p.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Signed(double value, Func<double, string> word) => value < 0 ? "−" + word(-value) : word(value);

    private static string Say(string sentence, params object[] values) => string.Format(CultureInfo.CurrentCulture, sentence, values);
}

using System.Buffers.Binary;
using Observability.Domain.Scoring;

namespace Observability.Dashboard.Experiments;

/// <summary>What can be said of a difference.</summary>
public enum Finding
{
    /// <summary>On no row both are known.</summary>
    NothingToCompare,

    /// <summary>No row differs.</summary>
    Same,

    /// <summary>So few rows differ that no difference at all could be told from chance.</summary>
    TooFew,

    /// <summary>What differs may be chance.</summary>
    NotShown,

    /// <summary>The variant is better than the baseline, beyond chance.</summary>
    Better,

    /// <summary>It is worse, beyond chance.</summary>
    Worse,
}

/// <summary>A variant beside the baseline, in one measure, row by row.</summary>
/// <param name="Variant">Place of the variant.</param>
/// <param name="Measure">Place of the measure.</param>
/// <param name="Difference">The difference; null = on no row both are known.</param>
/// <param name="LeftOut">Rows on which one of both is not known.</param>
/// <param name="CorrectedP">Its probability by chance, corrected for all comparisons of the experiment; null = nothing to test.</param>
/// <param name="Finding">What can be said.</param>
public sealed record Comparison(int Variant, int Measure, PairedDifference? Difference, int LeftOut, double? CorrectedP, Finding Finding)
{
    /// <summary>What is called a difference beyond chance: corrected probabilities below this.</summary>
    public const double Significant = 0.05;

    // With fewer, even all in one direction are 2 · 2⁻ⁿ ≥ 0.05 by chance.
    private const int FewestThatTell = 6;

    /// <summary>Every variant but the baseline, in every measure.</summary>
    internal static IReadOnlyList<Comparison> All(Guid experiment, IReadOnlyList<Measure> measures, IReadOnlyList<ScoredCell> cells, (int Variants, int Baseline) of)
    {
        var means = measures.Select(m => Means(m, cells)).ToList();
        var found = (
            from variant in Enumerable.Range(0, of.Variants)
            where variant != of.Baseline
            from measure in Enumerable.Range(0, measures.Count)
            select Raw(means[measure], variant, measure, (of.Baseline, SeedOf(experiment, variant, measure)))).ToList();
        var corrected = Holm.Correct([.. found.Select(f => f.Difference?.P)]);
        return [.. found.Select((f, i) => f with { CorrectedP = corrected[i], Finding = FindingOf(f.Difference, corrected[i], measures[f.Measure]) })];
    }

    private static Comparison Raw(Dictionary<(int Row, int Variant), double> means, int variant, int measure, (int Baseline, int Seed) against)
    {
        var rows = means.Keys.Where(k => k.Variant == variant || k.Variant == against.Baseline).Select(k => k.Row).Distinct().Order().ToList();
        var differences = rows.Where(r => means.ContainsKey((r, variant)) && means.ContainsKey((r, against.Baseline)))
            .Select(r => means[(r, variant)] - means[(r, against.Baseline)]).ToList();
        return new(variant, measure, PairedDifference.Of(differences, against.Seed), rows.Count - differences.Count, null, Finding.NothingToCompare);
    }

    private static Finding FindingOf(PairedDifference? difference, double? corrected, Measure measure) =>
        difference is null ? Finding.NothingToCompare
        : difference.P is null ? Finding.Same
        : difference.Better + difference.Worse < FewestThatTell ? Finding.TooFew
        : corrected >= Significant ? Finding.NotShown
        : difference.Mean > 0 == measure.HigherIsBetter ? Finding.Better
        : Finding.Worse;

    private static Dictionary<(int Row, int Variant), double> Means(Measure measure, IEnumerable<ScoredCell> cells) =>
        cells.Select(c => (c.Row, c.Variant, Value: measure.Value(c))).Where(c => c.Value is not null)
            .GroupBy(c => (c.Row, c.Variant), c => c.Value!.Value).ToDictionary(g => g.Key, g => g.Average());

    // The same page every time, and not the same chance for every comparison.
    private static int SeedOf(Guid experiment, int variant, int measure) =>
        BinaryPrimitives.ReadInt32BigEndian(experiment.ToByteArray(bigEndian: true).AsSpan(12)) ^ (variant << 16) ^ measure;
}

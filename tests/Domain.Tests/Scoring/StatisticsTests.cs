using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Scoring;

namespace Observability.Domain.Tests.Scoring;

/// <summary>Statistics, held against textbook values and against what must always be so.</summary>
public sealed class StatisticsTests
{
    private static readonly double[] Ten = [0.11, -0.23, 0.42, 0.31, 0, 0.57, -0.13, 0.29, 0.71, 0.19];

    private static readonly Gen<double[]> Differences = Gen.NonEmptyListOf(Gen.Choose(-100, 100)).Select(l => l.Select(v => v / 100.0).ToArray());

    // Two-sided 95 % values of t, as every table of it prints them.
    [Theory]
    [InlineData(1, 12.706)]
    [InlineData(2, 4.303)]
    [InlineData(4, 2.776)]
    [InlineData(9, 2.262)]
    [InlineData(30, 2.042)]
    [InlineData(120, 1.980)]
    [InlineData(100_000, 1.960)]
    public void Student_t_is_that_of_the_tables(int degrees, double t) => Assert.Equal(t, StudentT.Quantile(0.975, degrees), 3);

    [Fact]
    public void The_mean_has_the_interval_of_t()
    {
        // Mean 5, s = √10 / √… of 1…9 in steps of two: s² = 10, n = 5, t = 2.776: 5 ± 2.776 · √(10 / 5).
        var estimate = MeanEstimate.Of([1, 3, 5, 7, 9])!;
        Assert.Equal(5, estimate.Mean);
        Assert.Equal(5 - (2.7764451 * Math.Sqrt(2)), estimate.Interval!.Value.Low, 5);
        Assert.Equal(5 + (2.7764451 * Math.Sqrt(2)), estimate.Interval!.Value.High, 5);
    }

    [Fact]
    public void One_value_and_values_that_are_all_the_same_have_no_interval()
    {
        Assert.Equal(new MeanEstimate(3, null, 1), MeanEstimate.Of([3]));
        Assert.Equal(new MeanEstimate(3, null, 2), MeanEstimate.Of([3, 3]));
        Assert.Null(MeanEstimate.Of([]));
    }

    // R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilson_is_that_of_Newcombe(int passed, int count, double low, double high)
    {
        var interval = new Proportion(passed, count).Interval!.Value;
        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }

    [Fact]
    public void A_share_of_nothing_is_not_zero() => Assert.Equal((null, null), (new Proportion(0, 0).Share, new Proportion(0, 0).Interval));

    [Fact]
    public void Wilson_holds_the_share_and_stays_within_0_and_1() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(Gen.Choose(1, 500).SelectMany(n => Gen.Choose(0, n).Select(k => new Proportion(k, n))).ToArbitrary(), p =>
            p.Interval!.Value is { Low: >= 0, High: <= 1 } i && i.Holds(p.Share!.Value)));

    // 2 · Σ C(n, k) / 2ⁿ by hand.
    [Theory]
    [InlineData(5, 0, 0.0625)]
    [InlineData(6, 0, 0.03125)]
    [InlineData(8, 2, 0.109375)]
    [InlineData(9, 1, 0.021484375)]
    [InlineData(3, 3, 1)]
    public void McNemar_is_exact(int better, int worse, double p)
    {
        Assert.Equal(p, SignFlips.SignTest(better, worse), 9);
        Assert.Equal(p, SignFlips.P([.. Enumerable.Repeat(1.0, better), .. Enumerable.Repeat(-1.0, worse), 0, 0], 1)!.Value, 9);
    }

    [Fact]
    public void McNemar_does_not_give_way_with_many_rows() => Assert.InRange(SignFlips.SignTest(2_600, 2_400), 0.004, 0.006);

    // R. A. Fisher, The Design of Experiments (1935), §21: Darwin's fifteen pairs of maize; 1,726 of 32,768 ways give a sum as far, of one side 863.
    [Fact]
    public void Sign_flips_find_what_Fisher_found_in_the_maize_of_Darwin() =>
        Assert.Equal(1726.0 / 32768, SignFlips.P([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48], 1)!.Value, 12);

    [Fact]
    public void Drawn_flips_come_near_to_all_flips()
    {
        double[] maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
        Assert.Equal(1726.0 / 32768, SignFlips.P([.. maize, 1e-6, -1e-6], 7)!.Value, 2);
    }

    // S. Holm's procedure on four: 0.005·4, 0.01·3, 0.03·2, 0.04·1 lifted to the one before.
    [Fact]
    public void Holm_corrects_in_steps() =>
        Assert.Equal([0.03, 0.06, 0.06, 0.02, null], Holm.Correct([0.01, 0.04, 0.03, 0.005, null]).Select(p => p is { } v ? Math.Round(v, 12) : (double?)null));

    [Fact]
    public void Holm_keeps_the_order_and_never_makes_a_thing_likelier_than_it_was() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Gen.NonEmptyListOf(Gen.Choose(0, 1_000)).Select(l => l.Select(v => (double?)v / 1_000).ToArray()).ToArbitrary(), p =>
        {
            var corrected = Holm.Correct(p);
            return p.Zip(corrected).All(x => x.Second >= x.First && x.Second <= 1)
                && p.Zip(corrected).OrderBy(x => x.First).Select(x => x.Second).SequenceEqual(corrected.Order());
        }));

    [Fact]
    public void The_same_seed_gives_the_same_page()
    {
        var one = PairedDifference.Of(Ten, 42);
        Assert.Equal(one, PairedDifference.Of(Ten, 42));
        Assert.NotEqual(one!.Interval, PairedDifference.Of(Ten, 43)!.Interval);
    }

    [Fact]
    public void A_difference_holds_its_mean_and_turns_round_with_its_sign() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(Differences.ToArbitrary(), values =>
        {
            var there = PairedDifference.Of(values, 5)!;
            var back = PairedDifference.Of([.. values.Select(v => -v)], 5)!;
            return there.Better == back.Worse && there.Worse == back.Better && Near(there.Mean, -back.Mean)
                && there.P is null == values.All(v => v == 0) && there.P is null or (> 0 and <= 1) && (there.P is null || Math.Abs(there.P.Value - back.P!.Value) < 0.02)
                && (there.Interval is not { } i || (i.Low >= values.Min() - 1e-9 && i.High <= values.Max() + 1e-9 && i.Low <= i.High));
        }));

    [Fact]
    public void The_bootstrap_covers_the_true_mean_about_as_often_as_it_says()
    {
        var random = new Random(20261122);
        var covered = Enumerable.Range(0, 300).Count(run =>
            PairedDifference.Of([.. Enumerable.Range(0, 40).Select(_ => (random.NextDouble() * 2) - 0.7)], run)!.Interval!.Value.Holds(0.3));
        Assert.InRange(covered / 300.0, 0.90, 0.98);
    }

    [Fact]
    public void Where_nothing_differs_nothing_is_tested() =>
        Assert.Equal(new PairedDifference(0, null, 0, 0, 3, null), PairedDifference.Of([0, 0, 0], 1));

    private static bool Near(double one, double other) => Math.Abs(one - other) < 1e-9;
}

using Observability.Dashboard.Experiments;
using Observability.Domain.Scoring;

namespace Observability.Dashboard.Tests.Experiments;

/// <summary>What is said of variants beside each other, and what is not.</summary>
public sealed class ComparisonTests
{
    private static readonly Guid Experiment = Guid.Parse("0199f3a0-0000-7000-8000-0000000004d2");
    private static readonly IReadOnlyList<Measure> OneRule = [new(MeasureKind.Rule, (new() { Kind = RuleKind.JsonValid, Name = "json" }, 0))];

    [Fact]
    public void What_every_row_of_many_shows_is_beyond_chance()
    {
        var comparison = Compare([.. Enumerable.Range(1, 20).SelectMany(r => (ScoredCell[])[Cell(r, 0, true), Cell(r, 1, r > 12)])]);
        Assert.Equal((Finding.Worse, 12, 0), (comparison.Finding, comparison.Difference!.Worse, comparison.Difference.Better));
        Assert.Equal(2 * Math.Pow(0.5, 12), comparison.CorrectedP!.Value, 12);
    }

    [Fact]
    public void Five_rows_that_all_differ_say_nothing() =>
        Assert.Equal(Finding.TooFew, Compare([.. Enumerable.Range(1, 5).SelectMany(r => (ScoredCell[])[Cell(r, 0, true), Cell(r, 1, false)])]).Finding);

    [Fact]
    public void Rows_that_go_both_ways_show_no_difference() =>
        Assert.Equal(Finding.NotShown, Compare([.. Enumerable.Range(1, 20).SelectMany(r => (ScoredCell[])[Cell(r, 0, r % 2 == 0), Cell(r, 1, r % 2 == 1)])]).Finding);

    [Fact]
    public void A_row_on_which_one_is_not_known_is_left_out_and_counted()
    {
        var comparison = Compare([Cell(1, 0, true), Cell(1, 1, null), Cell(2, 0, true), Cell(2, 1, true)]);
        Assert.Equal((1, 1, Finding.Same), (comparison.Difference!.Count, comparison.LeftOut, comparison.Finding));
        Assert.Equal(Finding.NothingToCompare, Compare([Cell(1, 0, true), Cell(1, 1, null)]).Finding);
    }

    [Fact]
    public void Of_many_comparisons_each_must_show_more()
    {
        // Seven of seven: p = 0.0156 by itself; one of ten variants without a difference of their own does not make it beyond chance.
        var cells = Enumerable.Range(1, 40).SelectMany(r => Enumerable.Range(0, 8).Select(v => Cell(r, v, v == 1 ? r > 7 : v == 0 || r % 40 != v))).ToList();
        var all = Comparison.All(Experiment, OneRule, cells, (8, 0));
        Assert.Equal(7, all.Count);
        Assert.Equal(0.015625, all[0].Difference!.P!.Value, 9);
        Assert.Equal(0.015625 * 7, all[0].CorrectedP!.Value, 9);
        Assert.Equal(Finding.NotShown, all[0].Finding);
    }

    [Fact]
    public void Answers_of_a_row_are_one_observation()
    {
        var figure = MeasuredFigure.Of(OneRule[0], [Cell(1, 0, true), Cell(1, 0, true), Cell(1, 0, false), Cell(2, 0, true)]);
        Assert.Equal((2, null), (figure.Rows, figure.Passed));
        Assert.Equal(((2.0 / 3) + 1) / 2, figure.Mean!.Value, 12);
    }

    [Fact]
    public void A_faster_answer_is_better_and_a_slower_one_worse()
    {
        IReadOnlyList<Measure> latency = [new(MeasureKind.Latency, null)];
        var cells = Enumerable.Range(1, 10).SelectMany(r => (ScoredCell[])[Cell(r, 0, null) with { LatencyUs = 2_000_000 + r }, Cell(r, 1, null) with { LatencyUs = 1_000_000 }]).ToList();
        Assert.Equal(Finding.Better, Comparison.All(Experiment, latency, cells, (2, 0)).Single().Finding);
        Assert.Equal(Finding.Worse, Comparison.All(Experiment, latency, cells, (2, 1)).Single().Finding);
    }

    [Fact]
    public void Where_the_baseline_passed_and_another_fails_the_row_is_worse()
    {
        var failed = Cell(4, 1, null) with { Answered = false };
        var worse = Regressions.Of(OneRule, [Cell(1, 0, true), Cell(1, 1, false), Cell(2, 0, false), Cell(2, 1, true), Cell(3, 0, false), Cell(3, 1, false), Cell(4, 0, false), failed], (2, 0));
        Assert.Equal([1, 4], worse.Keys.Order());
    }

    private static Comparison Compare(IReadOnlyList<ScoredCell> cells) => Comparison.All(Experiment, OneRule, cells, (2, 0)).Single();

    private static ScoredCell Cell(int row, int variant, bool? passed) =>
        new(row, variant, Settled: true, Answered: true, [new(passed switch { true => 1, false => 0, null => null }, passed, "")]);
}

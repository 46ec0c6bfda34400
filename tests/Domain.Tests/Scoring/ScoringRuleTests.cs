using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Formats;
using Observability.Domain.Scoring;

namespace Observability.Domain.Tests.Scoring;

/// <summary>What rules say of answers.</summary>
public sealed class ScoringRuleTests
{
    [Theory]
    [InlineData(RuleKind.Contains, "Paris", "It is Paris.", true)]
    [InlineData(RuleKind.Contains, "paris", "It is Paris.", false)]
    [InlineData(RuleKind.NotContains, "Paris", "It is Paris.", false)]
    [InlineData(RuleKind.NotContains, "Rome", "It is Paris.", true)]
    [InlineData(RuleKind.Equals, "Paris", "Paris", true)]
    [InlineData(RuleKind.Equals, "Paris", " Paris\n", false)]
    [InlineData(RuleKind.Regex, "^[0-9]{4}$", "2026", true)]
    [InlineData(RuleKind.Regex, "^[0-9]{4}$", "20265", false)]
    [InlineData(RuleKind.JsonValid, null, "{\"a\":1}", true)]
    [InlineData(RuleKind.JsonValid, null, "```json\n{}\n```", false)]
    [InlineData(RuleKind.JsonSchema, "{\"required\":[\"a\"]}", "{\"a\":1}", true)]
    [InlineData(RuleKind.JsonSchema, "{\"required\":[\"a\"]}", "{\"b\":1}", false)]
    public void A_text_passes_or_fails(RuleKind kind, string? text, string answer, bool passes)
    {
        var score = Rule(kind, text).Score(new() { Text = answer });
        Assert.Equal((passes ? 1 : 0, passes), (score.Value, score.Passed));
    }

    [Fact]
    public void Case_and_white_space_around_are_left_aside_where_the_rule_says_so()
    {
        var rule = Rule(RuleKind.Equals, null) with { IgnoreCase = true, Trim = true };
        Assert.True(rule.Score(new() { Text = " PARIS\n", Expected = "Paris " }).Passed);
        Assert.False((rule with { IgnoreCase = false }).Score(new() { Text = " PARIS\n", Expected = "Paris " }).Passed);
    }

    [Theory]
    [InlineData("kitten", "sitting", 1 - (3.0 / 7))]
    [InlineData("abc", "abc", 1)]
    [InlineData("", "", 1)]
    [InlineData("", "abc", 0)]
    [InlineData("flaw", "lawn", 0.5)]
    public void Similarity_is_one_less_the_distance_by_the_longer_text(string first, string second, double near) =>
        Assert.Equal(near, Similarity.Of(first, second)!.Value, 12);

    [Fact]
    public void Similarity_is_the_same_both_ways_and_the_distance_keeps_the_triangle()
    {
        static double Distance(string a, string b) => (1 - Similarity.Of(a, b)!.Value) * Math.Max(1, Math.Max(a.Length, b.Length));
        var words = Gen.ArrayOf(Gen.Elements('a', 'b', 'c', '好')).Select(letters => new string(letters));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(words.ToArbitrary(), words.ToArbitrary(), words.ToArbitrary(), (a, b, c) =>
            Similarity.Of(a, b) == Similarity.Of(b, a) && Distance(a, c) <= Distance(a, b) + Distance(b, c) + 1e-9));
    }

    [Fact]
    public void A_similarity_passes_where_the_rule_names_a_least_and_only_measures_where_not()
    {
        var answer = new ScoredAnswer { Text = "kitten", Expected = "sitting" };
        Assert.Null(Rule(RuleKind.Similarity, null).Score(answer).Passed);
        Assert.True((Rule(RuleKind.Similarity, null) with { Limit = 0.5m }).Score(answer).Passed);
        Assert.False((Rule(RuleKind.Similarity, null) with { Limit = 0.6m }).Score(answer).Passed);
    }

    [Fact]
    public void What_is_too_long_to_compare_has_no_similarity() =>
        Assert.Null(Similarity.Of(new string('a', Similarity.MostCharacters + 1), "b"));

    [Fact]
    public void Bounds_are_exclusive()
    {
        var answer = new ScoredAnswer { Latency = TimeSpan.FromSeconds(2), CostUsd = 0.01m, OutputTokens = 100, FinishReason = "end_turn", Finish = FinishKind.Stop };
        Assert.False((Rule(RuleKind.LatencyBelow, null) with { Limit = 2000 }).Score(answer).Passed);
        Assert.True((Rule(RuleKind.LatencyBelow, null) with { Limit = 2001 }).Score(answer).Passed);
        Assert.False((Rule(RuleKind.CostBelow, null) with { Limit = 0.01m }).Score(answer).Passed);
        Assert.True((Rule(RuleKind.OutputTokensBelow, null) with { Limit = 101 }).Score(answer).Passed);
        Assert.True(Rule(RuleKind.FinishReason, "end_turn").Score(answer).Passed);
        Assert.True(Rule(RuleKind.FinishReason, "length, stop").Score(answer).Passed);
        Assert.False(Rule(RuleKind.FinishReason, "length").Score(answer).Passed);
    }

    [Theory]
    [InlineData(RuleKind.Contains, "a")]
    [InlineData(RuleKind.NotContains, "a")]
    [InlineData(RuleKind.Equals, "a")]
    [InlineData(RuleKind.Regex, "a")]
    [InlineData(RuleKind.JsonValid, null)]
    [InlineData(RuleKind.JsonSchema, "true")]
    [InlineData(RuleKind.Similarity, "a")]
    [InlineData(RuleKind.LatencyBelow, null)]
    [InlineData(RuleKind.CostBelow, null)]
    [InlineData(RuleKind.OutputTokensBelow, null)]
    [InlineData(RuleKind.FinishReason, "stop")]
    public void What_is_not_known_has_no_score_and_a_reason(RuleKind kind, string? text)
    {
        var score = (Rule(kind, text) with { Limit = ScoringRule.IsBound(kind) ? 1 : null }).Score(new());
        Assert.Equal((null, null), (score.Value, score.Passed));
        Assert.NotEqual("", score.Reason);
    }

    [Theory]
    [InlineData(RuleKind.Contains)]
    [InlineData(RuleKind.Equals)]
    [InlineData(RuleKind.Similarity)]
    public void A_row_that_expects_nothing_gives_no_score(RuleKind kind) => Assert.Null(Rule(kind, null).Score(new() { Text = "x" }).Value);

    [Fact]
    public void Of_an_answer_that_was_cut_only_what_was_seen_is_said()
    {
        var cut = new ScoredAnswer { Text = "It is Par", Cut = true };
        Assert.True(Rule(RuleKind.Contains, "Par").Score(cut).Passed);
        Assert.Null(Rule(RuleKind.Contains, "Paris").Score(cut).Passed);
        Assert.Null(Rule(RuleKind.NotContains, "Paris").Score(cut).Passed);
        Assert.False(Rule(RuleKind.NotContains, "Par").Score(cut).Passed);
        Assert.Null(Rule(RuleKind.JsonValid, null).Score(cut).Passed);
    }

    [Fact]
    public void A_pattern_that_would_run_for_years_is_matched_at_once()
    {
        var watch = Stopwatch.StartNew();
        Assert.False(Rule(RuleKind.Regex, "^(a+)+$").Score(new() { Text = new string('a', 100_000) + "!" }).Passed);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), watch.Elapsed.ToString());
    }

    [Fact]
    public void A_rule_that_cannot_be_used_says_why()
    {
        Assert.Equal(RuleFaultKind.Pattern, Rule(RuleKind.Regex, "(").Fault()?.Kind);
        Assert.Contains("bounded time", Rule(RuleKind.Regex, "(?=a)").Fault()?.Detail, StringComparison.Ordinal);
        Assert.Equal(RuleFaultKind.Schema, Rule(RuleKind.JsonSchema, "{").Fault()?.Kind);
        Assert.Equal(RuleFaultKind.Bound, Rule(RuleKind.CostBelow, null).Fault()?.Kind);
        Assert.Equal(RuleFaultKind.Share, (Rule(RuleKind.Similarity, null) with { Limit = 2 }).Fault()?.Kind);
        Assert.Equal(RuleFaultKind.NoText, Rule(RuleKind.FinishReason, " ").Fault()?.Kind);
        Assert.Equal(RuleFaultKind.Name, (Rule(RuleKind.JsonValid, null) with { Name = " " }).Fault()?.Kind);
        Assert.Null(Rule(RuleKind.Contains, null).Fault());
    }

    [Fact]
    public void No_answer_makes_a_rule_throw()
    {
        var rules = Enum.GetValues<RuleKind>().Select(k => Rule(k, k is RuleKind.JsonSchema ? "{\"type\":\"object\",\"additionalProperties\":{\"pattern\":\"^a\"}}" : "a") with { Limit = 1 }).ToList();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll<string?, string?>((text, expected) =>
            rules.All(r => r.Score(new() { Text = text, Expected = expected }) is { Reason.Length: > 0 } s && s.Value is null or (>= 0 and <= 1))));
    }

    private static ScoringRule Rule(RuleKind kind, string? text) => new() { Kind = kind, Name = "rule", Text = text };
}

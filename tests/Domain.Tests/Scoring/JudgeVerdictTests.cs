using System.Diagnostics;
using Observability.Domain.Scoring;

namespace Observability.Domain.Tests.Scoring;

/// <summary>What is read of a judge's answer.</summary>
public sealed class JudgeVerdictTests
{
    [Theory]
    [InlineData("""{"score":0.8,"reason":"nearly"}""", 0.8, "nearly")]
    [InlineData("""{"reason":"all {right}","score":1}""", 1.0, "all {right}")]
    [InlineData("```json\n{\"score\": 0, \"reason\": \"wrong\"}\n```", 0.0, "wrong")]
    [InlineData("""I first thought {"score":0.1} but then: {"score":0.9,"reason":"it is","parts":{"a":1}} Done.""", 0.9, "it is")]
    [InlineData("""{"score":true}""", 1.0, "")]
    public void A_verdict_is_found(string text, double score, string reason) => Assert.Equal(new JudgeVerdict(score, reason), JudgeVerdict.Read(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("I would say eight of ten.")]
    [InlineData("""{"score":8}""")]
    [InlineData("""{"score":"0.5"}""")]
    [InlineData("""{"score":0.5""")]
    [InlineData("""{"verdict":1}""")]
    [InlineData("{\"score\":1e999}")]
    [InlineData("\ud83d{\ud83d")]
    public void What_cannot_be_read_is_no_score(string? text)
    {
        var verdict = JudgeVerdict.Read(text);
        Assert.Null(verdict.Score);
        Assert.NotEqual("", verdict.Reason);
    }

    [Fact]
    public void Braces_without_end_cost_little()
    {
        var watch = Stopwatch.StartNew();
        Assert.Null(JudgeVerdict.Read(new string('{', 1_000_000)).Score);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), watch.Elapsed.ToString());
    }
}

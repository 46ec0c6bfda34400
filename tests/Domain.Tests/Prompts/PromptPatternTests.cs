using System.Diagnostics;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Prompts;

namespace Observability.Domain.Tests.Prompts;

/// <summary>Whether a body says what a template says.</summary>
public sealed class PromptPatternTests
{
    private const string Guide = """{"model":"m","messages":[{"role":"system","content":"You guide people through {{place}}, {{tone=kindly}}, in one sentence."},{"role":"user","content":"{{question}}"}]}""";

    [Theory]
    [InlineData("""{"model":"x","temperature":1,"messages":[{"role":"system","content":"You guide people through Rome, at night, kindly, in one sentence."},{"role":"user","content":"?"}]}""", true)]
    [InlineData("""{"messages":[{"role":"system","content":"You guide people through , , in one sentence."},{"role":"user","content":""},{"role":"assistant","content":"!"}]}""", true)]
    [InlineData("""{"messages":[{"role":"system","content":[{"type":"text","text":"You guide people through Rome, kindly, in one sentence."}]},{"role":"user","content":[{"type":"image_url"}],"name":"anna"}]}""", true)]
    [InlineData("""{"messages":[{"role":"system","content":"You guide people through Rome, kindly, in one sentence. "},{"role":"user","content":"?"}]}""", false)]
    [InlineData("""{"messages":[{"role":"system","content":"You guide people through Rome, in one sentence."},{"role":"user","content":"?"}]}""", false)]
    [InlineData("""{"messages":[{"role":"developer","content":"You guide people through Rome, kindly, in one sentence."},{"role":"user","content":"?"}]}""", false)]
    [InlineData("""{"messages":[{"role":"system","content":"You guide people through Rome, kindly, in one sentence."}]}""", false)]
    [InlineData("""{"messages":{"role":"system"}}""", false)]
    [InlineData("""["messages"]""", false)]
    [InlineData("""{"messages":[{"role":"system","content":"\ud800"},{"role":"user","content":"?"}]}""", false)]
    public void The_words_around_the_variables_must_be_there_and_what_is_beside_them_is_free(string body, bool matches)
    {
        using var document = JsonDocument.Parse(body);
        Assert.Equal(matches, Pattern(Guide)!.Matches(document.RootElement));
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"{{question}}"}]}""")]
    [InlineData("""{"model":"a model with a very long name indeed","messages":[{"role":"user","content":"Say {{what}}"}]}""")]
    [InlineData("""{"prompt":"                          {{a}}                  "}""")]
    public void A_template_that_says_little_is_told_by_nothing(string template) => Assert.Null(Pattern(template));

    [Fact]
    public void What_a_template_renders_matches_it() => Prop.ForAll(
        Gen.Elements("", " ", ",", "in one sentence.", "You guide people through ", "\"", "\\", "{{place}}", "\n", "é").ArrayOf().Select(string.Concat).Two().ToArbitrary(),
        values =>
        {
            var template = PromptTemplate.Parse(Guide, TemplateForm.Json).Template!;
            var rendered = template.Render(new Dictionary<string, string> { ["place"] = values.Item1, ["question"] = values.Item2 }).Text!;
            using var document = JsonDocument.Parse(rendered);
            return Pattern(Guide)!.Matches(document.RootElement);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Words_are_found_where_they_first_stand() => Prop.ForAll(
        Gen.Elements("a", "b", "ab", "aab", "ba").ArrayOf().Select(string.Concat).Two().ToArbitrary(),
        texts => texts.Item1.Length == 0 || new LiteralSearch(texts.Item1).IndexIn(texts.Item2, texts.Item2.Length / 3) == texts.Item2.IndexOf(texts.Item1, texts.Item2.Length / 3, StringComparison.Ordinal))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void A_text_made_to_be_slow_is_searched_as_fast_as_any()
    {
        var word = new string('a', 50_000) + "b" + new string('a', 50_000);
        var pattern = Pattern($$"""{"prompt":"{{"{{x}}"}}{{word}}{{"{{y}}"}}"}""")!;
        using var body = JsonDocument.Parse($$"""{"prompt":"{{new string('a', 1_000_000)}}"}""");

        var start = Stopwatch.GetTimestamp();
        Assert.False(pattern.Matches(body.RootElement));
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2));
    }

    private static PromptPattern? Pattern(string template) => PromptPattern.Of(PromptTemplate.Parse(template, TemplateForm.Json).Template!);
}

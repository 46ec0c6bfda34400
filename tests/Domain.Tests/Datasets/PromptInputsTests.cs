using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Datasets;
using Observability.Domain.Prompts;

namespace Observability.Domain.Tests.Datasets;

/// <summary>Values of variables, read back from what was rendered.</summary>
public sealed class PromptInputsTests
{
    private const string Body = """{"model":"m","messages":[{"role":"system","content":"You help {{who=people}}."},{"role":"user","content":"{{question}} Answer in {{language}}!"}],"n":"{{hc:n:number}}"}""";

    [Fact]
    public void What_was_put_into_a_prompt_is_read_back_however_the_client_wrote_the_json() => Assert.Equal(
        "who=Anna|question=Why? So. Because. |language=Dutch|n=3",
        Read("""{ "messages": [ {"content":"You help Anna.","role":"system"}, {"role":"user","content":"Why? So. Because.  Answer in Dutch!"}], "model":"another", "n": 3, "stream":true }"""));

    [Theory]
    [InlineData("""{"messages":[{"role":"system","content":"You hinder Anna."},{"role":"user","content":"Why? Answer in Dutch!"}],"n":3}""")]
    [InlineData("""{"messages":[{"role":"system","content":"You help Anna."}],"n":3}""")]
    [InlineData("""{"messages":[{"role":"system","content":"You help Anna."},{"role":"user","content":["a list"]}],"n":3}""")]
    [InlineData("no json")]
    [InlineData("[]")]
    public void What_the_prompt_does_not_say_has_no_values(string request) => Assert.Null(Read(request));

    [Fact]
    public void Rendering_the_values_gives_the_same_text_again() =>
        Prop.ForAll(
            Gen.Elements("{{a}}", "{{b}}", "{{a}} ", "x", ".", " and ", "\\n").NonEmptyListOf().Select(l => string.Concat(l)).ToArbitrary(),
            Gen.Elements("x", ".", " and ", "é", " ", "").ListOf().Select(l => string.Concat(l)).Two().ToArbitrary(),
            (text, values) =>
            {
                var template = PromptTemplate.Parse($$"""{"t":"{{text}}"}""", TemplateForm.Json).Template!;
                var sent = template.Render(new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = values.Item1, ["b"] = values.Item2 }).Text!;
                return PromptInputs.Of(template, sent) is not { } read || template.Render(read.ToDictionary(StringComparer.Ordinal)).Text == sent;
            }).QuickCheckThrowOnFailure();

    private static string? Read(string request) =>
        PromptInputs.Of(PromptTemplate.Parse(Body, TemplateForm.Json).Template!, request) is { } values ? string.Join('|', values.Select(v => $"{v.Key}={v.Value}")) : null;
}

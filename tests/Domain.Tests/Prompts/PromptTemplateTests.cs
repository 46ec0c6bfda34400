using Observability.Domain.Prompts;

namespace Observability.Domain.Tests.Prompts;

public sealed class PromptTemplateTests
{
    [Fact]
    public void Values_go_into_the_strings_of_a_body()
    {
        var rendered = Json("""{ "model": "m",  "n": 1.0, "messages": [{"role": "user", "content": "Say {{what}} to {{ who = the world }}."}] }""")
            .Render(Values(("what", "\"hi\"\n")));

        Assert.Equal("""{ "model": "m",  "n": 1.0, "messages": [{"role": "user", "content": "Say \"hi\"\n to the world."}] }""", rendered.Text);
    }

    [Fact]
    public void A_string_that_is_nothing_but_a_variable_of_a_type_becomes_its_value()
    {
        var template = Json("""{"temperature": "{{t:number=0.2}}", "stream": "{{hc:stream:boolean}}", "tools": "{{tools:json}}", "say": "at {{t}} degrees", "as_text": "{{t}}"}""");

        var rendered = template.Render(Values(("t", "1e0"), ("stream", "true"), ("tools", """[{"a":1}]""")));

        Assert.Equal("""{"temperature": 1e0, "stream": true, "tools": [{"a":1}], "say": "at 1e0 degrees", "as_text": "1e0"}""", rendered.Text);
        Assert.Equal(
            [new("t", VariableType.Number, "0.2"), new("stream", VariableType.Boolean, null), new("tools", VariableType.Json, null)],
            template.Variables);
    }

    [Theory]
    [InlineData("t", "1, \"x\": 2")]
    [InlineData("t", "NaN")]
    [InlineData("t", "")]
    [InlineData("b", "True")]
    [InlineData("j", "{} {}")]
    public void A_value_that_is_not_of_its_type_is_refused(string name, string value)
    {
        var values = Values(("t", "1"), ("b", "true"), ("j", "{}"));
        values[name] = value;

        var rendered = Json("""["{{t:number}}", "{{b:boolean}}", "{{j:json}}"]""").Render(values);

        Assert.Equal((null, new TemplateProblem(TemplateProblemKind.NotOfType, name, null)), (rendered.Text, rendered.Problem));
    }

    [Fact]
    public void Variables_without_a_value_are_all_named()
    {
        var rendered = Json("""["{{a}} {{b=1}} {{c}} {{a}}"]""").Render(Values());
        Assert.Null(rendered.Text);
        Assert.Equal(["a", "c"], rendered.Missing);
    }

    [Fact]
    public void Braces_are_said_by_four_of_them() =>
        Assert.Equal("""["{{name}} {x} {v}"]""", Json("""["{{{{name}} {x} {{{x}}}"]""").Render(Values(("x", "v"))).Text);

    [Fact]
    public void Names_of_members_hold_no_placeholders() =>
        Assert.Equal("""{"{{a}}": "v"}""", Json("""{"{{a}}": "{{a}}"}""").Render(Values(("a", "v"))).Text);

    [Fact]
    public void A_captured_body_becomes_a_template_that_says_it_again()
    {
        const string body = """{"a": "{{CONTEXT}} {{{", "b": "\u007b{x}}", "n": 1e400}""";
        Assert.Equal("""{"a": "{{CONTEXT}} {{{", "b": "{{x}}", "n": 1e400}""", Json(PromptTemplate.EscapeJson(body)!).Render(Values()).Text);
        Assert.Null(PromptTemplate.EscapeJson("model=x"));
    }

    [Theory]
    [InlineData("""["{{a"]""", TemplateProblemKind.Unclosed, "{{a", 1)]
    [InlineData("""["é {{a b}} "]""", TemplateProblemKind.NotAPlaceholder, "{{a b}}", 1)]
    [InlineData("""["{{}}"]""", TemplateProblemKind.NotAPlaceholder, "{{}}", 1)]
    [InlineData("""["{{a:date}}"]""", TemplateProblemKind.NotAPlaceholder, "{{a:date}}", 1)]
    [InlineData("""["{{>A b}}"]""", TemplateProblemKind.NotAPlaceholder, "{{>A b}}", 1)]
    public void What_is_no_placeholder_is_told_with_its_place(string source, TemplateProblemKind kind, string words, int at) =>
        Assert.Equal(new TemplateProblem(kind, words, at), PromptTemplate.Parse(source, TemplateForm.Json).Problem);

    [Fact]
    public void One_variable_has_one_type() =>
        Assert.Equal(new TemplateProblem(TemplateProblemKind.TwoTypes, "a", null), PromptTemplate.Parse("""["{{a:number}}","{{a:json}}"]""", TemplateForm.Json).Problem);

    [Fact]
    public void Partials_go_into_their_places_and_theirs_into_theirs()
    {
        var whole = Json("""["{{>greeting@production}} {{question}}"]""").With(Partials(
            ("greeting@production", "Hello {{name=you}}. {{>tone@7}}"), ("tone@7", "Be \"kind\" {{{{ok}}.")));

        Assert.Equal(["name", "question"], whole.Template!.Variables.Select(v => v.Name));
        Assert.Equal("""["Hello {{name=you}}. Be \"kind\" {{{{ok}}. {{question}}"]""", whole.Template.Print());
        Assert.Equal("""["Hello you. Be \"kind\" {{ok}}. Why?"]""", whole.Template.Render(Values(("question", "Why?"))).Text);
    }

    [Fact]
    public void A_partial_that_contains_itself_is_refused_with_the_way_it_goes() =>
        Assert.Equal(
            new TemplateProblem(TemplateProblemKind.Cycle, "b → c → b", null),
            Text("{{>a}}").With(Partials(("a", "{{>b}}"), ("b", "{{>c}}"), ("c", "{{>b}}"))).Problem);

    [Fact]
    public void Partials_are_bounded_in_depth_and_in_what_they_come_to()
    {
        var deep = Enumerable.Range(0, 9).Select(i => ($"p{i}", $"{{{{>p{i + 1}}}}}")).Append(("p9", "end")).ToArray();
        Assert.Equal(TemplateProblemKind.TooDeep, Text("{{>p0}}").With(Partials(deep)).Problem!.Kind);

        var bomb = Enumerable.Range(0, 7).Select(i => ($"p{i}", string.Concat(Enumerable.Repeat($"{{{{>p{i + 1}}}}}", 10)))).Append(("p7", new string('x', 1000))).ToArray();
        Assert.Contains(Text("{{>p0}}").With(Partials(bomb)).Problem!.Kind, new[] { TemplateProblemKind.TooLong, TemplateProblemKind.TooManyPlaceholders });

        var empty = Enumerable.Range(0, 7).Select(i => ($"p{i}", string.Concat(Enumerable.Repeat($"{{{{>p{i + 1}}}}}", 10)))).Append(("p7", "")).ToArray();
        Assert.Equal(TemplateProblemKind.TooManyPlaceholders, Text("{{>p0}}").With(Partials(empty)).Problem!.Kind);
    }

    [Fact]
    public void What_is_rendered_is_bounded()
    {
        var template = Json("[\"" + string.Concat(Enumerable.Repeat("{{a}}", 100)) + "\"]");
        Assert.Equal(TemplateProblemKind.TooLong, template.Render(Values(("a", new string('x', 100_000)))).Problem!.Kind);
        Assert.Equal(TemplateProblemKind.TooLong, PromptTemplate.Parse(new string(' ', PromptTemplate.MaxChars + 1), TemplateForm.Json).Problem!.Kind);
    }

    [Fact]
    public void A_missing_partial_is_named() =>
        Assert.Equal(new TemplateProblem(TemplateProblemKind.NoPartial, "tone@staging", null), Text("{{>tone@staging}}").With(Partials()).Problem);

    [Theory]
    [InlineData("a", "a", null, null)]
    [InlineData("a.b-c@7", "a.b-c", 7, null)]
    [InlineData("a@production", "a", null, "production")]
    [InlineData("a@latest", "a", null, null)]
    public void A_reference_names_a_prompt_and_a_version(string text, string name, int? number, string? label) =>
        Assert.Equal(new(name, number, label), PromptReference.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("a@")]
    [InlineData("a@0")]
    [InlineData("a@7x")]
    [InlineData("a@+7")]
    [InlineData("a@b@c")]
    [InlineData("a b")]
    [InlineData("new")]
    [InlineData("a\n")]
    public void What_is_no_reference_is_none(string text) => Assert.Null(PromptReference.Parse(text));

    private static PromptTemplate Json(string source) => PromptTemplate.Parse(source, TemplateForm.Json).Template!;

    private static PromptTemplate Text(string source) => PromptTemplate.Parse(source, TemplateForm.Text).Template!;

    private static Dictionary<string, string> Values(params (string Name, string Value)[] values) => values.ToDictionary(v => v.Name, v => v.Value);

    private static Dictionary<PromptReference, PromptTemplate> Partials(params (string Reference, string Text)[] partials) =>
        partials.ToDictionary(p => PromptReference.Parse(p.Reference)!, p => Text(p.Text));
}

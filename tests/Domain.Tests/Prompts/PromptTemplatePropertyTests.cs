using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Prompts;

namespace Observability.Domain.Tests.Prompts;

/// <summary>What holds for every template and every value there can be.</summary>
public sealed class PromptTemplatePropertyTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly string[] Pieces =
        ["{", "{{", "{{{", "}", "}}", "{{{{", "\"", "\\", "\\u0022", "a", " ", "\n", "\0", "é", "\ud83d", "\ude00", "😀", "hc:", ">", "=", ":number", "x", "]", ",", "{{x}}", "{{>p}}", "\",\"y\":\"", "//", "\u2028"];

    [Fact]
    public void No_value_breaks_out_of_its_string() => Check(
        from template in Body
        from x in Any
        from y in Any
        select (template, x, y),
        t =>
        {
            if (PromptTemplate.Parse(t.template, TemplateForm.Json).Template is not { Partials.Count: 0 } template)
            {
                return true;
            }

            var rendered = template.Render(new Dictionary<string, string> { ["x"] = t.x, ["y"] = t.y, ["a"] = t.x }).Text;
            return rendered is null || Shape(rendered) == Shape(t.template);
        });

    [Fact]
    public void What_is_printed_reads_as_the_same() => Check(
        from body in Body
        from text in Any
        from form in Gen.Elements(TemplateForm.Json, TemplateForm.Text)
        select (Source: form == TemplateForm.Json ? body : text, Form: form),
        t =>
        {
            if (PromptTemplate.Parse(t.Source, t.Form).Template is not { } template)
            {
                return true;
            }

            var again = PromptTemplate.Parse(template.Print(), t.Form).Template!;
            var values = template.Variables.ToDictionary(v => v.Name, v => "<" + v.Name + ">");
            return again.Print() == template.Print() && again.Variables.SequenceEqual(template.Variables) && again.Partials.SequenceEqual(template.Partials)
                && again.Render(values).Text == template.Render(values).Text;
        });

    [Fact]
    public void A_body_without_placeholders_comes_out_character_for_character() => Check(
        Any.Select(text => JsonSerializer.Serialize(new { model = "m", text = text.Replace("{", "", StringComparison.Ordinal), n = 1.50m }, text.Length % 2 == 0 ? Indented : JsonSerializerOptions.Default)),
        body => PromptTemplate.Parse(body, TemplateForm.Json).Template!.Render(new Dictionary<string, string>()).Text == body);

    [Fact]
    public void Any_body_can_be_said_by_a_template() => Check(Body, body =>
        PromptTemplate.Parse(PromptTemplate.EscapeJson(body)!, TemplateForm.Json).Template!.Render(new Dictionary<string, string>()).Text is { } said
        && JsonNode.DeepEquals(JsonNode.Parse(said), JsonNode.Parse(body)));

    [Fact]
    public void Any_text_can_be_said_by_a_template() => Check(Any, text =>
        PromptTemplate.Parse(PromptTemplate.Escape(text), TemplateForm.Text).Template!.Render(new Dictionary<string, string>()).Text == text);

    private static Gen<string> Any => Gen.Elements(Pieces).ArrayOf().Select(string.Concat);

    private static Gen<string> Body =>
        from first in Any
        from second in Any
        from name in Any
        select JsonSerializer.Serialize(new Dictionary<string, object> { ["m" + name] = new object[] { first, 1, new Dictionary<string, string> { ["content"] = second } }, ["z"] = "{{x}} and {{y=1}}" });

    // Everything but what strings say.
    private static string Shape(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Shape(document.RootElement);
    }

    private static string Shape(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', element.EnumerateObject().Select(p => p.Name + ":" + Shape(p.Value))) + "}",
        JsonValueKind.Array => "[" + string.Join(',', element.EnumerateArray().Select(Shape)) + "]",
        JsonValueKind.String => "s",
        _ => element.GetRawText(),
    };

    private static void Check<T>(Gen<T> any, Func<T, bool> holds) =>
        Prop.ForAll(any.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
}

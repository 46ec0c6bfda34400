using System.Text;
using Observability.Dashboard.Playground;

namespace Observability.Dashboard.Tests.Playground;

/// <summary>Bodies as forms: what is edited changes, the rest stays to the byte.</summary>
public sealed class RequestFormTests
{
    private const string Chat = """
        {
          "model": "m",
          "temperature": 1.0,
          "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "https://example.org/a.png", "detail": "low"}}]},
            {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{\"at\":1}"}}]},
            {"role": "tool", "tool_call_id": "c1", "content": "a cat"}
          ],
          "seed": 12345678901234567890, "x_own": {"a": [1]}
        }
        """;

    [Fact]
    public void An_edit_changes_its_place_and_nothing_else()
    {
        var form = Form("openai.chat", Chat);

        var text = form.Messages[0].Parts[0].Fields[0];
        Assert.Equal(Chat.Replace("What is this?", "Is it a \\\"dog\\\"? 犬", StringComparison.Ordinal), Edited(form, text, "Is it a \"dog\"? 犬"));
        Assert.Equal(Chat.Replace("1.0,", "0.3,", StringComparison.Ordinal), Edited(form, Parameter(form, "temperature"), "0.3"));
        Assert.Equal(Chat.Replace("a cat", "a dog", StringComparison.Ordinal), Edited(form, form.Messages[2].Parts[0].Fields[0], "a dog"));
    }

    [Fact]
    public void What_a_form_does_not_know_is_shown_as_json()
    {
        var form = Form("openai.chat", Chat);

        Assert.Equal((FieldKind.Json, """{"a": [1]}"""), (Parameter(form, "x_own").Kind, Parameter(form, "x_own").Value));
        Assert.Equal("low", Assert.Single(form.Messages[0].Parts[1].Fields, f => f.Name == "detail").Value?.Trim('"'));
    }

    [Fact]
    public void The_prompt_that_leads_is_the_system_prompt_and_calls_and_results_of_tools_are_told_apart()
    {
        var form = Form("openai.chat", Chat);

        Assert.Equal("Be brief.", Assert.Single(form.SystemPrompts).Parts[0].Fields[0].Value);
        Assert.Equal([PartKind.Text, PartKind.Image, PartKind.ToolCall, PartKind.ToolResult], form.Messages.SelectMany(m => m.Parts).Select(p => p.Kind));
    }

    [Theory]
    [InlineData("0.5", "\"temperature\": 0.5")]
    [InlineData("", null)]
    public void A_parameter_is_added_and_taken_out_without_a_trace(string typed, string? written)
    {
        const string Without = "{\n  \"model\": \"m\",\n  \"messages\": []\n}";
        var with = Edited(Form("openai.chat", Without), Parameter(Form("openai.chat", Without), "temperature"), typed);

        Assert.Equal(written is null ? Without : $"{{\n  \"model\": \"m\",\n  \"messages\": [],\n  {written}\n}}", with);
        Assert.Equal(Without, Edited(Form("openai.chat", with), Parameter(Form("openai.chat", with), "temperature"), ""));
    }

    [Theory]
    [InlineData("gemini.generate", """{"contents":[]}""", "topP", """{"contents":[],"generationConfig":{"topP":0.9}}""")]
    [InlineData("gemini.generate", """{"contents":[],"generation_config":{"top_p":1}}""", "top_p", """{"contents":[],"generation_config":{"top_p":0.9}}""")]
    [InlineData("ollama.chat", """{"options":{ "seed": 1 }}""", "top_p", """{"options":{ "seed": 1, "top_p": 0.9 }}""")]
    public void A_nested_parameter_makes_what_it_is_in(string format, string body, string name, string expected) =>
        Assert.Equal(expected.Replace(", ", ",", StringComparison.Ordinal), Edited(Form(format, body), Parameter(Form(format, body), name), "0.9").Replace(", ", ",", StringComparison.Ordinal));

    [Fact]
    public void What_cannot_be_a_value_is_refused_in_words()
    {
        var form = Form("openai.chat", Chat);

        Assert.Contains("warm", Refusal(form, Parameter(form, "temperature"), "warm"), StringComparison.Ordinal);
        Assert.Contains("1.5", Refusal(form, Parameter(form, "n"), "1.5"), StringComparison.Ordinal);
        Assert.Contains("column 6", Refusal(form, Parameter(form, "stop"), "[\"a\" "), StringComparison.Ordinal);
        Assert.NotNull(Refusal(form, form.Messages[0].Parts[1].Fields[0], "not an address"));
        Assert.Contains("Ollama", Refusal(Form("ollama.generate", """{"prompt":"","images":["x"]}"""), Form("ollama.generate", """{"prompt":"","images":["x"]}""").Messages[1].Parts[0].Fields[0], "https://example.org/a.png"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_of_another_kind_than_documented_is_edited_as_json()
    {
        var form = Form("openai.chat", """{"temperature":"hot","tool_choice":{"type":"function"},"messages":"none"}""");

        Assert.All(["temperature", "tool_choice", "messages"], name => Assert.Equal(FieldKind.Json, Parameter(form, name).Kind));
        Assert.Equal("""{"temperature":0.1,"tool_choice":{"type":"function"},"messages":"none"}""", Edited(form, Parameter(form, "temperature"), "0.1"));
    }

    [Fact]
    public void A_text_written_on_windows_keeps_its_line_breaks()
    {
        var form = Form("openai.chat", """{"messages":[{"role":"user","content":"a\r\nb"}]}""");
        var text = form.Messages[0].Parts[0].Fields[0];

        Assert.Equal(form.Body, form.Set(text, "a\nb").Body!.Value);
        Assert.Equal("""{"messages":[{"role":"user","content":"a\r\nc"}]}""", Edited(form, text, "a\nc"));
    }

    [Fact]
    public void Of_members_of_one_name_the_last_counts_as_it_does_for_parsers()
    {
        var form = Form("openai.chat", """{"temperature":1,"temperature":2,"messages":[]}""");

        Assert.Equal("""{"temperature":1,"temperature":0,"messages":[]}""", Edited(form, Parameter(form, "temperature"), "0"));
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"\ud83d"}]}""")]
    [InlineData("""{"messages":[null,7,"x",[],{}]}""")]
    [InlineData("""{"messages":[{"role":5,"content":{"a":1},"tool_calls":{},"images":7}],"tools":{},"options":[],"model":{}}""")]
    [InlineData("""{"contents":[{"parts":7}],"generationConfig":5,"systemInstruction":"x","input":[7,{"type":5}],"prompt":[[1]],"system":[7]}""")]
    public void Nothing_a_stranger_wrote_breaks_a_form(string body) => Assert.All(RequestForm.Formats, format =>
    {
        var form = Form(format, body);
        Assert.All(FormFields.Of(form), f => Assert.Equal(form.Body, form.Set(f, f.Shown).Body!.Value));
    });

    [Theory]
    [InlineData("openai.chat", "[]")]
    [InlineData("openai.chat", "{\"a\":")]
    [InlineData("openai.chat", "")]
    [InlineData("openai.chat", """{"\ud83d":1}""")]
    [InlineData("openai.speech", "{}")]
    public void Where_there_is_no_form_none_is_made_up(string format, string body) => Assert.Null(RequestForm.Of(format, Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("openai.chat", "user", """{"role":"user","content":""}""")]
    [InlineData("openai.responses", "function_call", """{"type":"function_call","call_id":"","name":"","arguments":"{}"}""")]
    [InlineData("anthropic.messages", "assistant", """{"role":"assistant","content":""}""")]
    [InlineData("gemini.generate", "model", """{"role":"model","parts":[{"text":""}]}""")]
    [InlineData("ollama.chat", "tool", """{"role":"tool","tool_name":"","content":""}""")]
    public void A_message_is_added_as_its_format_writes_it(string format, string role, string message)
    {
        var form = Form(format, "{}");

        var added = RequestForm.Of(format, form.AddMessage(role))!;
        Assert.Contains(message, Text(added.Body), StringComparison.Ordinal);
        Assert.Equal("{}", Text(RequestForm.Of(format, added.Remove(added.Messages.Single().Place))!.Body).Replace("[]", "", StringComparison.Ordinal).Replace("\"messages\":", "", StringComparison.Ordinal).Replace("\"contents\":", "", StringComparison.Ordinal).Replace("\"input\":", "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_plain_text_becomes_the_first_part_when_another_is_added()
    {
        var form = Form("openai.chat", """{"messages":[{"role":"user","content":"Wha\u0074?"}]}""");

        var more = RequestForm.Of("openai.chat", form.AddPart(form.Messages[0], PartKind.Image))!;

        Assert.Equal("""{"messages":[{"role":"user","content":[{"type":"text","text":"Wha\u0074?"},{"type":"image_url","image_url":{"url":""}}]}]}""", Text(more.Body));
    }

    [Theory]
    [InlineData("anthropic.messages", """{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"x"},"cache_control":{"a":1}}]}]}""", "{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"AAAA\"},\"cache_control\"")]
    [InlineData("gemini.generate", """{"contents":[{"parts":[{"fileData":{"fileUri":"x"},"thoughtSignature":"s"}]}]}""", "[{\"thoughtSignature\":\"s\",\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AAAA\"}}]")]
    [InlineData("openai.chat", """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}""", "{\"url\":\"data:image/png;base64,AAAA\"}")]
    [InlineData("ollama.chat", """{"messages":[{"role":"user","content":"","images":["x"]}]}""", "\"images\":[\"AAAA\"]")]
    public void An_image_is_written_as_its_format_has_it(string format, string body, string expected)
    {
        var form = Form(format, body);
        var image = Assert.Single(FormFields.Of(form), f => f.Kind == FieldKind.Image);

        Assert.Contains(expected, Edited(form, image, "data:image/png;base64,AAAA"), StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_change_places_whole()
    {
        var form = Form("openai.chat", """{"messages":[ {"role":"user"} ,{"role":"assistant"}]}""");

        Assert.Equal("""{"messages":[ {"role":"assistant"} ,{"role":"user"}]}""", Text(form.Move(form.Messages[1], -1)));
        Assert.Equal(form.Body, form.Move(form.Messages[1], 1));
    }

    [Fact]
    public void A_tool_is_added_to_fill_in_and_taken_out()
    {
        var form = Form("anthropic.messages", """{"tools":[{"name":"a"}]}""");

        var more = RequestForm.Of("anthropic.messages", form.AddTool())!;

        Assert.Equal(["a", ""], more.Tools.Select(t => t.Name));
        Assert.Equal(Text(form.Body), Text(more.Remove(more.Tools[1].Place)));
    }

    private static RequestForm Form(string format, string body) => RequestForm.Of(format, Encoding.UTF8.GetBytes(body))!;

    private static FormField Parameter(RequestForm form, string name) => Assert.Single(form.Parameters, p => p.Name == name);

    private static string Edited(RequestForm form, FormField field, string value) => Text(form.Set(field, value).Body!.Value);

    private static string Refusal(RequestForm form, FormField field, string value)
    {
        var change = form.Set(field, value);
        Assert.Null(change.Body);
        return change.Problem!;
    }

    private static string Text(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);
}

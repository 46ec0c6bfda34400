using System.Text;
using Observability.Dashboard.Playground;
using Observability.Dashboard.Replays;

namespace Observability.Dashboard.Tests.Playground;

/// <summary>What an empty playground begins with.</summary>
public sealed class FirstDraftTests
{
    [Theory]
    [InlineData("openai", "", "openai.chat", "/v1/chat/completions")]
    [InlineData("openai", "/api/v1", "openai.responses", "/api/v1/responses")]
    [InlineData("azure", "", "openai.chat", "/openai/v1/chat/completions")]
    [InlineData("anthropic", "", "anthropic.messages", "/v1/messages")]
    [InlineData("anthropic", "/v1", "anthropic.messages", "/v1/messages")]
    [InlineData("gemini", "", "gemini.generate", "/v1beta/models/a%20model:streamGenerateContent?alt=sse")]
    [InlineData("ollama", "/llm", "ollama.generate", "/llm/api/generate")]
    public void It_goes_to_the_path_of_its_format_under_the_upstreams_own(string family, string basePath, string format, string target)
    {
        var draft = FirstDraft.Of(new("x", family, basePath, true, []), format, "a model");

        Assert.Equal(("POST", target, null), (draft.Method, draft.Target, DraftRules.Refuse(draft)));
        Assert.Equal(format, DraftFormat.Of(draft, draft.Body!.Value));
        Assert.Equal("a model", ModelPlace.Of(draft));
        Assert.Null(DraftEditor.FaultOf(draft));
    }

    [Fact]
    public void Every_format_with_a_form_can_be_begun_with_and_filled_in() => Assert.All(RequestForm.Formats, format =>
    {
        var family = format.Split('.')[0];
        Assert.Contains(format, FirstDraft.FormatsOf(family));
        var draft = FirstDraft.Of(new("x", family, "", true, []), format, "m");

        var form = RequestForm.Of(format, draft.Body!.Value)!;
        var text = form.Messages.SelectMany(m => m.Parts).Single().Fields[0];
        Assert.Contains("\"hi\"", Encoding.UTF8.GetString(form.Set(text, "hi").Body!.Value.Span), StringComparison.Ordinal);
    });
}

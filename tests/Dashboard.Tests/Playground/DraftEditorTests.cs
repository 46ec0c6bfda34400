using System.Text;
using Observability.Dashboard.Playground;
using Observability.Dashboard.Replays;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Playground;

/// <summary>A call before it is sent, as it is drawn.</summary>
public sealed class DraftEditorTests
{
    private static readonly UpstreamChoices Choices = new([new("openai", "openai", "", true, ["gpt-4o", "<b>m</b>"])]);

    [Fact]
    public async Task A_chat_is_drawn_as_a_form_with_every_value_labelled()
    {
        var html = await DrawAsync("""{"model":"gpt-4o","temperature":0.5,"messages":[{"role":"user","content":"How deep is the sea?"}],"x_own":true}""");

        Assert.Contains("How deep is the sea?", html, StringComparison.Ordinal);
        Assert.Contains("for=\"draft/temperature\"", html, StringComparison.Ordinal);
        Assert.Contains("x_own", html, StringComparison.Ordinal);
        Assert.Contains("POST /v1/chat/completions", html, StringComparison.Ordinal);
        Assert.Contains("value=\"gpt-4o\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_stranger_wrote_is_text_wherever_it_stands()
    {
        const string Hostile = "<script>alert(1)</script>";
        var html = await DrawAsync(
            """{"model":"HOSTILE","HOSTILE":"HOSTILE","messages":[{"role":"HOSTILE","content":"HOSTILE","HOSTILE":1},{"role":"user","content":[{"type":"HOSTILE"},{"type":"image_url","image_url":{"url":"data:image/svg+xml;base64,PHN2Zz4="}}]}],"tools":[{"function":{"name":"HOSTILE"}}]}""".Replace("HOSTILE", Hostile, StringComparison.Ordinal));

        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>m", html, StringComparison.Ordinal);
        // Pictures that can run are not drawn.
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "{\"messages\":[", "line 1, column 14")]
    [InlineData("/v1/unheard-of", "{}", "There is no form for")]
    public async Task Where_there_is_no_form_it_says_why_and_offers_the_text(string target, string body, string expected)
    {
        var html = await DrawAsync(body, target);

        Assert.Contains(expected, html, StringComparison.Ordinal);
        Assert.Contains("Edit as JSON", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_shown_by_its_facts()
    {
        var html = await DrawAsync("--x\r\n", "/v1/audio/transcriptions", "multipart/form-data; boundary=x");

        Assert.Contains("multipart/form-data · 5 B", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_conversation_is_drawn_in_part_and_the_rest_is_offered()
    {
        var messages = string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"role":"user","content":"message {{i}}."}"""));
        var html = await DrawAsync($$"""{"messages":[{{messages}}]}""");

        Assert.Contains("Show 70 earlier messages", html, StringComparison.Ordinal);
        Assert.DoesNotContain("message 69.", html, StringComparison.Ordinal);
        Assert.Contains("message 70.", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_are_no_headers_of_a_draft()
    {
        var draft = Draft("{}", "/v1/chat/completions", "application/json");

        Assert.All(["Authorization", "x-api-key", "X-My-Token", "Cookie"], name => Assert.NotNull(HeaderRules.Refuse(draft with { Headers = [new(name, "v")] })));
        Assert.Null(HeaderRules.Refuse(draft with { Headers = [new("anthropic-beta", "v")] }));
    }

    private static Task<string> DrawAsync(string body, string target = "/v1/chat/completions", string type = "application/json") =>
        Render.HtmlAsync<DraftEditor>(("Draft", Draft(body, target, type)), ("Choices", Choices));

    private static CallDraft Draft(string body, string target, string type) => new()
    {
        Upstream = "openai",
        Family = "openai",
        Method = "POST",
        Target = target,
        Headers = [new("Content-Type", type)],
        Body = Encoding.UTF8.GetBytes(body),
    };
}

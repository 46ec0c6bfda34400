using Observability.Dashboard.Replays;

namespace Observability.Dashboard.Tests.Replays;

public sealed class UpstreamMoveTests
{
    [Theory]
    // OpenAI's calls, wherever their base URL says version 1 is.
    [InlineData("/v1/chat/completions?a=1", "/v1", "openai", "/api/v1", "/api/v1/chat/completions?a=1")]
    [InlineData("/v1/chat/completions", "/v1", "openai", "", "/v1/chat/completions")]
    [InlineData("/v1/chat/completions", "", "openai", "/v1", "/v1/chat/completions")]
    [InlineData("/v1/embeddings", "/v1", "ollama", "", "/v1/embeddings")]
    [InlineData("/api/v1/chat/completions", "/api/v1", "openai", "/v1beta/openai", "/v1beta/openai/chat/completions")]
    [InlineData("/v1beta/openai/chat/completions", "/v1beta/openai", "openai", "/v1", "/v1/chat/completions")]
    [InlineData("/api/v1/chat/completions", null, "openai", "/v1", "/v1/chat/completions")]
    [InlineData("/v1/chat/completions", "/v1", "azure", "", "/openai/v1/chat/completions")]
    [InlineData("/v1/chat/completions", "/v1", "azure", "/openai/v1", "/openai/v1/chat/completions")]
    // Somebody nobody has described answers for itself.
    [InlineData("/v1/chat/completions", "/v1", "vllm", "", "/v1/chat/completions")]
    public void A_call_of_openais_goes_to_whoever_speaks_it(string target, string? from, string family, string to, string expected)
    {
        var draft = Drafts.Of(target, """{"model":"a","messages":[]}""") with { Upstream = "old", BasePath = from };
        var (moved, refusal) = UpstreamMove.To(draft, new("new", family, to, HasCredential: false, []));
        Assert.Null(refusal);
        Assert.Equal(("new", family, to, expected), (moved!.Upstream, moved.Family, moved.BasePath, moved.Target));
    }

    [Theory]
    [InlineData("/v1/messages", "", "/anthropic", "/anthropic/v1/messages")]
    [InlineData("/v1/messages", "/v1", "", "/v1/messages")]
    [InlineData("/v1/messages", "", "/v1", "/v1/messages")]
    [InlineData("/v1/messages", "/v1", "/gateway/v1", "/gateway/v1/messages")]
    public void Anthropics_path_goes_along_with_its_version(string target, string from, string to, string expected) =>
        Assert.Equal(expected, UpstreamMove.To(Drafts.Of(target, "{}", "anthropic", basePath: from), new("new", "anthropic", to, true, [])).Draft!.Target);

    [Fact]
    public void Azures_older_path_becomes_a_plain_one_and_its_deployment_the_model()
    {
        var draft = Drafts.Of("/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", """{"messages":[]}""", "azure");
        var moved = UpstreamMove.To(draft, Drafts.OpenAi).Draft!;
        Assert.Equal(("/v1/chat/completions", """{"messages":[],"model":"gpt-4o"}"""), (moved.Target, Drafts.BodyOf(moved)));
    }

    [Theory]
    [InlineData("/v1/messages", "anthropic", "openai", "'new' speaks openai and not anthropic")]
    [InlineData("/v1beta/models/g:generateContent", "gemini", "anthropic", "'new' speaks anthropic and not gemini")]
    [InlineData("/api/chat", "ollama", "openai", "'new' speaks openai and not ollama")]
    [InlineData("/v1/chat/completions", "openai", "gemini", "'new' speaks gemini and not openai")]
    [InlineData("/v1/unheard-of", "openai", "anthropic", "'new' speaks anthropic and not openai")]
    public void What_an_upstream_does_not_speak_is_said_and_not_translated(string target, string family, string to, string said)
    {
        var (moved, refusal) = UpstreamMove.To(Drafts.Of(target, """{"model":"a","messages":[],"contents":[]}""", family), new("new", to, "", true, []));
        Assert.Null(moved);
        Assert.StartsWith(said, refusal, StringComparison.Ordinal);
    }
}

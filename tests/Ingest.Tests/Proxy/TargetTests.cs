using FsCheck;
using FsCheck.Fluent;
using Observability.Ingest.Proxy;

namespace Observability.Ingest.Tests.Proxy;

/// <summary>From the raw target to the upstream's URL.</summary>
public sealed class TargetTests
{
    [Theory]
    [InlineData("https://api.openai.com/v1", "/v1/obs_w_k/chat/completions", "https://api.openai.com/v1/chat/completions")]
    [InlineData("https://openrouter.ai/api/v1", "/v1/obs_w_k/chat/completions?a=b", "https://openrouter.ai/api/v1/chat/completions?a=b")]
    [InlineData("http://h:1", "/v1/obs_w_k/chat/completions", "http://h:1/v1/chat/completions")]
    [InlineData("http://h:1/", "/obs_w_k/v1/models", "http://h:1/v1/models")]
    [InlineData("https://api.openai.com/v1", "/openai/obs_w_k/chat/completions", "https://api.openai.com/v1/chat/completions")]
    [InlineData("https://api.openai.com/v1", "/openai/obs_w_k/v1/chat/completions", "https://api.openai.com/v1/chat/completions")]
    [InlineData("https://api.openai.com/v1", "/openai/obs_w_k/v1", "https://api.openai.com/v1")]
    [InlineData("https://api.openai.com/v1", "/openai/obs_w_k/v1beta/x", "https://api.openai.com/v1/v1beta/x")]
    [InlineData("https://api.openai.com/v1", "/v1/obs_w_k/v1/x", "https://api.openai.com/v1/v1/x")]
    [InlineData("https://g.com", "/gemini/obs_w_k/v1beta/models/m:generateContent?key=a%2Fb&&", "https://g.com/v1beta/models/m:generateContent?key=a%2Fb&&")]
    [InlineData("https://x.azure.com/openai", "/azure/obs_w_k/deployments/d/chat/completions?api-version=2", "https://x.azure.com/openai/deployments/d/chat/completions?api-version=2")]
    [InlineData("http://h", "/ollama/obs_w_k//api//chat", "http://h/api//chat")]
    [InlineData("http://h", "/ollama/obs_w_k", "http://h/")]
    [InlineData("http://h", "//ollama//obs_w_k/", "http://h/")]
    [InlineData("http://h", "/ollama/obs_w_k/a%2Fb%7E%zz?x=%7e/../y", "http://h/a%2Fb%7E%zz?x=%7e/../y")]
    [InlineData("http://h", "/ollama/%6fbs_w_k/x", "http://h/x")]
    [InlineData("http://h", "http://me/v1/obs_w_k/models", "http://h/v1/models")]
    [InlineData("http://h", "/v1/chat/completions", "http://h/v1/chat/completions")]
    [InlineData("http://h", "/ollama/api/chat", "http://h/api/chat")]
    public void The_rest_is_joined_to_the_base_url_byte_for_byte(string baseUrl, string target, string expected)
    {
        var url = JoinedUrl.Join(new(baseUrl), RawTarget.Parse("POST", target));

        Assert.Equal(expected, url.GetLeftPart(UriPartial.Authority) + url.PathAndQuery);
    }

    [Fact]
    public void A_producer_can_never_change_scheme_host_or_port()
    {
        var piece = Gen.Elements("/", "//", "\\", "@", ":", "#", "?", "%", "%2f", "%2F%2F", "..", ".", "evil.com", ":80", "http://", "v1", "obs_w_k", "user:pw@", "[::1]", "\t", " ", "\r\n", "é", ";", "&", "=", "*");
        var target = Gen.ListOf(piece).Select(pieces => "/" + string.Concat(pieces));
        var start = Gen.Elements("", "/v1/obs_w_k", "/v1/obs_w_k/", "/plain/obs_w_k", "/plain/obs_w_k/", "http://evil.com");
        var bases = Gen.Elements("https://api.openai.com/v1", "http://127.0.0.1:11434", "https://h.example:8443/a/b");
        Prop.ForAll(Gen.Zip(bases, Gen.Zip(start, target)).ToArbitrary(), input =>
        {
            var (baseText, (prefix, rest)) = input;
            var parsed = RawTarget.Parse("POST", prefix + rest);
            if (parsed.Kind is not (RouteKind.Versioned or RouteKind.Named))
            {
                return;
            }

            var baseUrl = new Uri(baseText);
            var url = JoinedUrl.Join(baseUrl, parsed);
            Assert.Equal((baseUrl.Scheme, baseUrl.Host, baseUrl.Port, ""), (url.Scheme, url.Host, url.Port, url.UserInfo));
            Assert.StartsWith(baseUrl.AbsolutePath.TrimEnd('/'), url.PathAndQuery, StringComparison.Ordinal);
            Assert.DoesNotContain(url.PathAndQuery, c => c is '\r' or '\n' or ' ');
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Theory]
    [InlineData("GET", "/healthz", true)]
    [InlineData("GET", "/metrics/", true)]
    [InlineData("GET", "/healthz/x", false)]
    [InlineData("POST", "/api/v1/log", true)]
    [InlineData("POST", "/v1/traces", true)]
    [InlineData("GET", "/v1/traces", false)]
    [InlineData("POST", "/anthropic/v1/log", true)]
    [InlineData("POST", "/anthropic/v1/messages", false)]
    public void Routes_of_our_own_win(string method, string target, bool isFixed) =>
        Assert.Equal(isFixed, RawTarget.Parse(method, target).Kind == RouteKind.Fixed);
}

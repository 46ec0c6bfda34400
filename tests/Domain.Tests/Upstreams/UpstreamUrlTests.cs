using Observability.Domain.Upstreams;

namespace Observability.Domain.Tests.Upstreams;

public sealed class UpstreamUrlTests
{
    [Theory]
    [InlineData("https://api.openai.com/v1", "https://api.openai.com/v1")]
    [InlineData("https://api.openai.com/v1/", "https://api.openai.com/v1")]
    [InlineData("https://api.openai.com/v1///", "https://api.openai.com/v1")]
    [InlineData("https://api.anthropic.com", "https://api.anthropic.com/")]
    [InlineData("http://127.0.0.1:11434", "http://127.0.0.1:11434/")]
    [InlineData("http://[::1]:8080/a%2Fb", "http://[::1]:8080/a%2Fb")]
    [InlineData("HTTPS://Example.COM:443/X", "https://example.com/X")]
    public void A_base_url_is_taken_without_slashes_at_its_end(string url, string taken)
    {
        Assert.Null(UpstreamUrl.Refuse(url));
        Assert.Equal(taken, UpstreamUrl.Parse(url).AbsoluteUri);
    }

    [Theory]
    [InlineData("")]
    [InlineData("api.openai.com/v1")]
    [InlineData("/v1")]
    [InlineData("//api.openai.com/v1")]
    [InlineData("ftp://api.openai.com")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://127.0.0.1:6379/_INFO")]
    [InlineData("https://")]
    [InlineData("https://:443/")]
    [InlineData("https://user@api.openai.com/v1")]
    [InlineData("https://user:secret@api.openai.com/v1")]
    [InlineData("https://@api.openai.com/v1")]
    [InlineData("https://api.openai.com@169.254.169.254/")]
    [InlineData("https://api.openai.com/v1?key=1")]
    [InlineData("https://api.openai.com/v1?")]
    [InlineData("https://api.openai.com/v1#here")]
    [InlineData("https://evil.test#.openai.azure.com/")]
    [InlineData("https://evil.test\\@api.openai.com/")]
    [InlineData("https:\\\\api.openai.com")]
    [InlineData("https://api.openai.com /v1")]
    [InlineData(" https://api.openai.com/v1")]
    [InlineData("https://api.openai.com/v1\r\nX-Evil: 1")]
    [InlineData("https://api。openai。com/v1")]
    [InlineData("https://api.openai.com:0/v1")]
    [InlineData("https://api.openai.com:70000/v1")]
    public void Anything_else_is_refused_with_a_reason_that_does_not_repeat_it(string url)
    {
        var refusal = UpstreamUrl.Refuse(url);
        Assert.NotNull(refusal);
        Assert.StartsWith("must ", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => UpstreamUrl.Parse(url));
    }
}

using Observability.Dashboard.Playground;

namespace Observability.Dashboard.Tests.Playground;

/// <summary>The playground's address.</summary>
public sealed class PlaygroundUrlTests
{
    [Fact]
    public void An_address_says_what_the_playground_begins_with()
    {
        var (from, prompt) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        Assert.Equal($"/playground?from={from}", (PlaygroundUrl.Empty with { From = from }).ToString());
        Assert.Equal(from, PlaygroundUrl.Parse($"?from={from}").From);

        var url = PlaygroundUrl.Empty with { Prompt = prompt, Values = new Dictionary<string, string> { ["who & what"] = "a=b&c{{d}}" } };
        var read = PlaygroundUrl.Parse(url.ToString()[PlaygroundUrl.Path.Length..]);
        Assert.Equal((prompt, "a=b&c{{d}}", url.ToString()), (read.Prompt, read.Values["who & what"], read.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?from=nothing&run=&v.=x&prompt=7&other=1")]
    public void What_is_no_address_of_it_is_an_empty_playground(string query) => Assert.Equal(PlaygroundUrl.Path, PlaygroundUrl.Parse(query).ToString());
}

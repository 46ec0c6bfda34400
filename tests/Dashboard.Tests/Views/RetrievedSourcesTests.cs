using Observability.Dashboard.Exchanges;
using Observability.Domain.Formats;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

public sealed class RetrievedSourcesTests
{
    [Fact]
    public async Task Each_source_has_its_name_kind_size_and_distances_and_a_link_that_asks_first()
    {
        var html = await DrawAsync(
            new("kb1", "a.pdf", "collection", null, [0.4212, 0.37], 2, 1_204),
            new(null, "tides", "web_search", "https://tides.example/husum", [], 1, 17));
        foreach (var text in new[] { "a.pdf", "collection", "1,204", "0.421 &#xB7; 0.37", "2 sources", "tides", "https://tides.example" })
        {
            Assert.Contains(text, html, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("href=", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_said_is_a_dash_and_a_hostile_name_is_text()
    {
        var html = await DrawAsync(new RetrievedSource(null, "<script>alert(1)</script>", null, "javascript:alert(1)", [], 0, 0));
        Assert.Contains("The provider did not show what was handed to the model.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_retrieved_is_nothing_drawn() => Assert.Equal("", (await DrawAsync()).Trim());

    [Fact]
    public async Task A_hundred_are_shown_of_more()
    {
        var html = await DrawAsync([.. Enumerable.Range(0, 150).Select(i => new RetrievedSource($"s{i}", null, null, null, [.. Enumerable.Repeat(0.5, 8)], 1, 1))]);
        Assert.Contains(">s99<", html, StringComparison.Ordinal);
        Assert.DoesNotContain(">s100<", html, StringComparison.Ordinal);
        Assert.Contains("The first 100 are shown.", html, StringComparison.Ordinal);
        Assert.Contains("and 3 more", html, StringComparison.Ordinal);
    }

    private static Task<string> DrawAsync(params RetrievedSource[] sources) => Render.HtmlAsync<RetrievedSources>(("Sources", sources));
}

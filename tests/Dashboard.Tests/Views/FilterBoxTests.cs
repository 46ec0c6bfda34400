using System.Globalization;
using System.Net;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Ui;
using Observability.Domain.Filters;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

public sealed class FilterBoxTests
{
    [Fact]
    public async Task A_filter_in_force_is_in_the_box_and_nothing_is_wrong_with_it()
    {
        var html = await BoxAsync("model:\"a<b\"");

        Assert.Contains("value=\"model:\"a<b\"\"", html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"Clear the filter\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("aria-invalid", html, StringComparison.Ordinal);
        Assert.DoesNotContain("role=\"alert\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_marked_where_it_stands_in_the_readers_language()
    {
        CultureInfo.CurrentUICulture = new("es");

        var html = await BoxAsync("user:a modle:\u202Egpt");

        Assert.Contains("Campo desconocido «modle» en la columna 8. ¿Quiso decir model?", html, StringComparison.Ordinal);
        Assert.Contains("<code>user:a <mark>modle</mark>:[U+202E]gpt</code>", html, StringComparison.Ordinal);
        Assert.Contains(">Usar model</button>", html, StringComparison.Ordinal);
        Assert.Contains("aria-invalid=\"true\" aria-describedby=\"filter-wrong\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_at_the_end_and_one_in_a_long_text_are_shown_too()
    {
        Assert.Contains("<code>user:<mark>\u00A0\u00A0</mark></code>", await BoxAsync("user:"), StringComparison.Ordinal);
        var html = await BoxAsync(new string('x', 300) + " tokens:abc " + new string('y', 300));
        Assert.Contains("<code>…xxxxxxxxxxxxxxxx tokens:<mark>abc</mark> yyyyyyyyyyyyyyyyyyyyyyy…</code>", html, StringComparison.Ordinal);
        Assert.Contains("role=\"alert\"", await BoxAsync(new string('x', 5_000)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mod", "model: model_served:")]
    [InlineData("user:a -lat", "user:a -latency:")]
    [InlineData("(user:a OR ses", "(user:a OR session:")]
    [InlineData("pro", "prop. prompt:")]
    [InlineData("stream:", "stream:true stream:false")]
    [InlineData("outcome:client", "outcome:client_aborted")]
    [InlineData("\"mod", "")]
    [InlineData("nothing", "")]
    [InlineData("model:", "")]
    public void The_last_word_is_completed_to_what_the_language_knows(string typed, string ways)
    {
        var suggested = FilterSuggestions.For(typed);
        var before = typed[..(typed.LastIndexOfAny([' ', '(', '-']) + 1)];
        Assert.Equal(ways.Length == 0 ? [] : ways[before.Length..].Split(' '), suggested.Select(s => s[before.Length..]));
    }

    [Fact]
    public void The_address_keeps_a_filter_and_says_when_it_cannot_be_read()
    {
        var url = RequestsUrl.Home with { Filter = RequestsUrl.Home.Filter with { Q = "model:\"a&b=c\" -user:好" } };
        Assert.Equal((url, null), RequestsUrl.Parse(new Uri("http://x" + url).Query));
        Assert.Equal(["model", "user"], url.Filter.Terms!.Fields.Select(f => f.Name));

        var broken = ExchangeFilter.Parse("?q=modle:x").Filter;
        Assert.Null(broken.Terms);
        Assert.Equal("modle:x", broken.Q);
        Assert.Equal(1, broken.Unread!.Column);
        Assert.Equal(RequestsUrl.Home, RequestsUrl.Parse("?q=%20").Url);
        Assert.Equal(Filter.None, RequestsUrl.Home.Filter.Terms);
    }

    private static async Task<string> BoxAsync(string text) => WebUtility.HtmlDecode(await Render.HtmlAsync<FilterBox>(("Text", text)));
}

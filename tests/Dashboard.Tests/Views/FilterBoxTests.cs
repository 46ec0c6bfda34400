using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Ui;
using Observability.Domain.Filters;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

public sealed partial class FilterBoxTests
{
    [Fact]
    public async Task Each_part_of_a_filter_in_force_is_a_pill_that_can_be_edited_and_removed()
    {
        var html = await BoxAsync("model:\"a<b\" (user:x OR key:y) -task:any two words");

        Assert.Equal(
            ["model:\"a<b\"", "user:x OR key:y", "-task:any", "two", "words"],
            PillText().Matches(html).Select(m => m.Groups[1].Value));
        Assert.Contains("aria-label=\"Remove -task:any\"", html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"Edit two. Backspace removes it.\"", html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"Clear the filter\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("aria-invalid", html, StringComparison.Ordinal);
        Assert.DoesNotContain("role=\"alert\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_filter_there_is_a_line_to_type_in_with_an_example_and_nothing_to_clear()
    {
        var html = await BoxAsync("");

        Assert.Contains("placeholder=\"model:gpt-4o* status:5xx or any words\" role=\"combobox\"", html, StringComparison.Ordinal);
        Assert.Contains("data-shortcut=\"/\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Clear the filter", html, StringComparison.Ordinal);
        Assert.DoesNotContain("role=\"option\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hostile_or_endless_pill_is_text_and_short()
    {
        var html = await Render.HtmlAsync<FilterBox>(("Text", "\"<script>alert(1)</script>\u202Etxt\" user:" + new string('x', 3_000)));

        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", html, StringComparison.Ordinal);
        Assert.Contains(new string('x', 140) + "…", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
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
    [InlineData("mod", "model:|model_requested:|model_served:|mod ")]
    [InlineData("user:a -lat", "user:a -latency:|user:a -lat ")]
    [InlineData("(user:a OR ses", "(user:a OR session:|(user:a OR ses ")]
    [InlineData("hos", "upstream:|hos ")]
    [InlineData("stream:", "stream:true |stream:false |stream:none |stream:any ")]
    [InlineData("outcome:client", "outcome:client_aborted ")]
    [InlineData("latency:", "latency:>5s|latency:<=1s|latency:1s..5s|latency:none |latency:any ")]
    [InlineData("a status:5", "a status:5xx")]
    [InlineData("\"mod", "")]
    [InlineData("nothing", "nothing ")]
    [InlineData("model:x", "")]
    [InlineData("nofield:", "")]
    public void The_last_word_is_completed_to_what_the_language_knows(string typed, string ways) =>
        Assert.Equal(ways.Length == 0 ? [] : ways.Split('|'), FilterSuggestions.For(typed).Select(s => s.Text));

    [Fact]
    public void Fields_are_offered_with_what_they_ask_and_a_bare_word_says_that_it_searches()
    {
        Assert.Contains(new("latency:", "time the client waited", "latency:"), FilterSuggestions.For("lat"));
        Assert.Contains(new("lat", "text: searches in messages", "lat "), FilterSuggestions.For("lat"));
        CultureInfo.CurrentUICulture = new("es");
        Assert.Contains(new("latency:", "tiempo que esperó el cliente", "latency:"), FilterSuggestions.For("lat"));
    }

    [Theory]
    [InlineData("model:", "model", null, "")]
    [InlineData("a -model:gp", "model", null, "gp")]
    [InlineData("model:\"gpt 4", "model", null, "gpt 4")]
    [InlineData("provider:o", "upstream", null, "o")]
    [InlineData("prop.reg", "prop", null, "reg")]
    [InlineData("prop.region:e", "prop", "region", "e")]
    [InlineData("prop.\"my region\":e", "prop", "my region", "e")]
    [InlineData("status:4", "status", null, "4")]
    public void Values_are_asked_for_where_they_help(string typed, string field, string? property, string containing) =>
        Assert.Equal((FilterFields.Find(field)!, property, containing), FilterSuggestions.Wanted(typed));

    [Theory]
    [InlineData("mod")]
    [InlineData("outcome:c")]
    [InlineData("stream:")]
    [InlineData("latency:>")]
    [InlineData("input:x")]
    [InlineData("model:gpt*")]
    [InlineData("id:")]
    [InlineData("prop.:")]
    public void Values_are_not_asked_for_where_there_are_none_or_too_many(string typed) => Assert.Null(FilterSuggestions.Wanted(typed));

    [Fact]
    public void A_value_that_was_seen_is_offered_by_its_name_with_its_count_and_reads_back_whatever_it_is()
    {
        ObservedValues values = new([new("u1", "Anna", 1_234), new("a \"b\" *", null, 2), new(null, null, 9), new(new string('x', 5_000), null, 1)], false);
        var ways = FilterSuggestions.Observed("x user:a", FilterFields.User, null, values).ToList();

        Assert.Equal([new("Anna", "1,234", "x user:\"u1\" "), new("a \"b\" *", "2", "x user:\"a \\\"b\\\" *\" ")], ways);
        Assert.All(ways, w => Assert.Null(Filter.Parse(w.Text).Error));
        Assert.Equal(
            ["prop.region:", "prop.\"my region\":"],
            FilterSuggestions.Observed("prop.", FilterFields.Property, null, new([new("region", null, 1), new("my region", null, 1)], false)).Select(w => w.Text));
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

    [GeneratedRegex("<code>(.*?)</code>")]
    private static partial Regex PillText();
}

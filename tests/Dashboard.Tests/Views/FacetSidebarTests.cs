using System.Globalization;
using System.Net;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Ui;
using Observability.Domain.Filters;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

/// <summary>The sections of the sidebar: their values, what a click on one asks, and what is said of what is not known.</summary>
public sealed class FacetSidebarTests
{
    private static readonly Facet Model = Facet.Find("model")!;

    [Fact]
    public async Task Nothing_is_asked_for_before_a_section_is_opened()
    {
        var asked = 0;
        ObserveValues values = (_, _, _, _) =>
        {
            asked++;
            return Task.FromResult(ObservedValues.NotAvailable);
        };
        var html = await Render.HtmlAsync<FacetSidebar>(("Within", ExchangeFilter.All), ("Values", values), ("HrefOf", (Func<Filter, string>)(f => "?q=" + f)));

        Assert.Equal(0, asked);
        Assert.Equal(Facet.All.Count, html.Split("aria-expanded=\"false\"").Length - 1);
        Assert.Contains("<aside aria-label=\"Facets\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_is_chosen_left_out_or_alone_by_a_link_that_edits_the_filter()
    {
        var html = await SectionAsync(Model, "key:ci model:a", new([new("a", null, 1_234), new("b", null, 5)], false));

        Assert.Contains("href=\"?q=key:ci\" title=\"a\"", html, StringComparison.Ordinal);
        Assert.Contains("<span class=\"visually-hidden\">chosen</span>", html, StringComparison.Ordinal);
        Assert.Contains("href=\"?q=key:ci model:(a OR \"b\")\" title=\"b\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"?q=key:ci model:\"b\"\" title=\"Only b\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"?q=key:ci model:a -model:\"b\"\" title=\"Without b\"", html, StringComparison.Ordinal);
        Assert.Contains("<span class=\"num\">1,234</span>", html, StringComparison.Ordinal);
        Assert.Contains("<span class=\"badge\">1</span>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_filter_names_is_there_although_nothing_has_it_and_what_is_left_out_is_struck()
    {
        var html = await SectionAsync(Model, "-model:gone model:(x OR y) model:gpt*", new([new("x", null, 3)], false));

        Assert.Contains("<li class=\"excluded\">", html, StringComparison.Ordinal);
        Assert.Contains("title=\"gone\"", html, StringComparison.Ordinal);
        Assert.Contains("<span class=\"num\">0</span>", html, StringComparison.Ordinal);
        Assert.Contains("title=\"model:gpt*\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"?q=-model:gone model:(x OR y)\" title=\"Remove model:gpt*\"", html, StringComparison.Ordinal);
        Assert.Contains("<span class=\"num\"></span>", await SectionAsync(Model, "model:gone", new([], false) { Among = 20_000 }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_without_a_value_users_by_name_and_yes_or_no_have_words()
    {
        CultureInfo.CurrentUICulture = new("es");
        Assert.Contains("title=\"ninguno\"", await SectionAsync(Facet.Find("task")!, "", new([new(null, null, 1)], false)), StringComparison.Ordinal);
        Assert.Contains("href=\"?q=user_id:u1\" title=\"Anna\"", await SectionAsync(Facet.Find("user_id")!, "", new([new("u1", "Anna", 1)], false)), StringComparison.Ordinal);
        Assert.Contains("href=\"?q=stream:true\" title=\"sí\"", await SectionAsync(Facet.Find("stream")!, "", new([new("true", null, 1)], false)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task How_far_was_counted_is_said_and_what_took_too_long_or_failed_is_not_available()
    {
        var cut = await SectionAsync(Model, "", new([.. Enumerable.Range(0, 50).Select(i => new ObservedValue($"m{i}", null, 1))], true) { Among = 20_000 });
        Assert.Contains("Among the newest 20,000", cut, StringComparison.Ordinal);
        Assert.Contains("The 50 most frequent", cut, StringComparison.Ordinal);
        Assert.Contains("type=\"search\"", cut, StringComparison.Ordinal);
        Assert.Contains("farther back took too long", await SectionAsync(Model, "", new([], false) { Since = Some.Noon }), StringComparison.Ordinal);
        Assert.Contains(">n/a</span>", await SectionAsync(Model, "", ObservedValues.NotAvailable), StringComparison.Ordinal);
        Assert.Contains("<span title=\"silent\">n/a</span>", await SectionAsync(Model, "", null, "silent"), StringComparison.Ordinal);
        Assert.Contains("role=\"status\"", await SectionAsync(Model, "", null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Properties_are_told_by_name_and_a_name_is_a_section_of_its_own()
    {
        var html = await SectionAsync(Facet.Find("prop")!, "prop.region:eu", new([new("region", null, 9), new("my \"tier\"", null, 2), new(null, null, 4)], false));

        Assert.Equal(3, html.Split("aria-expanded").Length - 1);
        Assert.Contains("region</span><span class=\"badge\">1</span>", html, StringComparison.Ordinal);
        Assert.Contains("my \"tier\"</span></button>", html, StringComparison.Ordinal);
        Assert.Equal(new Facet(FilterFields.Property, "a,b"), Facet.Find("prop.a,b"));
        Assert.Null(Facet.Find("prop."));
        Assert.Null(Facet.Find("nothing"));
    }

    [Fact]
    public async Task A_number_has_from_and_to_as_the_filter_has_them()
    {
        var html = await SectionAsync(Facet.Find("latency")!, "latency:1s..5s", null);
        Assert.Contains("value=\"1s\"", html, StringComparison.Ordinal);
        Assert.Contains("value=\"5s\"", html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"Latency: from\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_has_bars_each_of_which_keeps_its_step_and_says_what_has_no_value()
    {
        var html = await SectionAsync(Facet.Find("latency")!, "key:ci latency:>5s", new([new("9", null, 30), new("11", null, 3), new(null, null, 7)], false) { Among = 20_000 });

        Assert.Contains("<a href=\"?q=key:ci latency:>=500ms latency:<1s\" title=\"500 ms – 1 s: 30\" aria-label=\"500 ms – 1 s: 30\">", html, StringComparison.Ordinal);
        Assert.Contains("title=\"2 s – 5 s: 3\"", html, StringComparison.Ordinal);
        Assert.Contains("<span>500 ms</span><span>none 7</span><span>5 s</span>", html, StringComparison.Ordinal);
        Assert.Equal(3, html.Split("role=\"listitem\"").Length - 1);
        Assert.Equal(2, html.Split("<i style=\"height:").Length - 1);
        Assert.Contains("Among the newest 20,000", html, StringComparison.Ordinal);
        var asked = await SectionAsync(Facet.Find("latency")!, "latency:>=500ms latency:<1s", new([new("9", null, 30)], false));
        Assert.Contains("href=\"?q=\" class=\"asked\" aria-current=\"true\"", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_and_endless_values_are_short_text_and_what_cannot_be_asked_for_leads_nowhere()
    {
        var html = await SectionAsync(
            Model, "", new([new("\"><script>alert(1)</script>\u202Etxt", null, 1), new(new string('x', 1_000_000), null, 1), new("javascript:alert(1)", "<img src=x>", 1)], false), decode: false);

        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", html, StringComparison.Ordinal);
        Assert.True(html.Length < 20_000);
        Assert.Equal(2, html.Split("<a class=\"value\"").Length - 1);
    }

    private static async Task<string> SectionAsync(Facet facet, string filter, ObservedValues? values, string? problem = null, bool decode = true)
    {
        Func<Filter, string> href = f => "?q=" + (decode ? f.ToString() : Uri.EscapeDataString(f.ToString()));
        var html = await Render.HtmlAsync<FacetSection>(
            ("Facet", facet), ("Of", new FacetAnswer(new(values, problem), "", false)), ("Filter", Filter.Parse(filter).Filter), ("HrefOf", href), ("AnswerOf", (Func<Facet, FacetAnswer?>)(_ => null)));
        return decode ? WebUtility.HtmlDecode(html) : html;
    }
}

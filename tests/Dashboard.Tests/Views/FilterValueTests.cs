using System.Net;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Usage;
using Observability.Domain.Filters;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

/// <summary>A value with its ways: only this, without this, grouped by it.</summary>
public sealed class FilterValueTests
{
    [Fact]
    public async Task A_value_leads_to_itself_alone_to_the_rest_and_to_usage_by_its_field()
    {
        var html = await ValueAsync("user:anna", FilterFields.Model, "gpt-4o");

        Assert.Contains("href=\"/requests?q=user:anna model:\"gpt-4o\"\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/requests?q=user:anna -model:\"gpt-4o\"\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/usage\"", html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"Only this: model gpt-4o\"", html, StringComparison.Ordinal);
        Assert.Contains("tabindex=\"0\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_is_not_there_can_be_asked_for_and_a_property_has_its_own_name()
    {
        Assert.Contains("q=task:none", await ValueAsync("", FilterFields.Task, null), StringComparison.Ordinal);
        var html = await ValueAsync("", FilterFields.Property, "eu", "my region");
        Assert.Contains("q=prop.\"my region\":\"eu\"", html, StringComparison.Ordinal);
        Assert.Contains("by=prop.my%20region", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_links_around_it_a_value_is_only_itself() =>
        Assert.Equal("<b>shown</b>", await Render.HtmlAsync<FilterValue>(("Field", FilterFields.Model), ("Value", "a"), ("ChildContent", Shown)));

    [Fact]
    public async Task What_cannot_be_asked_for_has_no_signs_and_hostile_values_stay_text()
    {
        var endless = await ValueAsync("", FilterFields.Find("finish")!, new string('x', 1_000_000));
        Assert.Equal("<b>shown</b>", endless);
        var html = await ValueAsync("", FilterFields.Model, "\"><script>alert(1)</script>\u202Etxt", decode: false);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", html, StringComparison.Ordinal);
        Assert.Contains("[U&#x2B;202E]txt", html, StringComparison.Ordinal);
    }

    private static RenderFragment Shown => builder => builder.AddMarkupContent(0, "<b>shown</b>");

    private static async Task<string> ValueAsync(string filter, FilterField field, string? value, string? property = null, bool decode = true)
    {
        var of = Filter.Parse(filter).Filter!;
        var links = new FilterLinks(of, f => "/requests?q=" + (decode ? f.ToString() : Uri.EscapeDataString(f.ToString())), UsageUrl.Home.GroupedBy);
        RenderFragment inside = builder =>
        {
            builder.OpenComponent<FilterValue>(0);
            builder.AddComponentParameter(1, "Field", field);
            builder.AddComponentParameter(2, "Value", value);
            builder.AddComponentParameter(3, "Property", property);
            builder.AddComponentParameter(4, "ChildContent", Shown);
            builder.CloseComponent();
        };
        var html = await Render.HtmlAsync<CascadingValue<FilterLinks>>(("Value", links), ("ChildContent", inside));
        return decode ? WebUtility.HtmlDecode(html) : html;
    }
}

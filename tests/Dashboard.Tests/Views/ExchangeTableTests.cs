using System.Net;
using Observability.Dashboard.Exchanges;
using Observability.Domain.Exchanges;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

public sealed class ExchangeTableTests
{
    [Fact]
    public async Task A_call_without_a_price_shows_a_dash_with_the_reason_and_never_zero()
    {
        var html = await TableAsync(Sample.Row());

        Assert.Contains("title=\"Stored before there were prices; pricing it again gives it one if there is one.\">—", html, StringComparison.Ordinal);
        Assert.DoesNotContain("$0", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_call_shows_its_error_in_place_of_the_answer()
    {
        var html = await TableAsync(Sample.Row(r =>
        {
            (r.Outcome, r.Status, r.FinishReason, r.Error) = (ExchangeOutcome.UpstreamRefused, 429, null, "Too many requests");
        }));

        Assert.Contains("class=\"failed\"", html, StringComparison.Ordinal);
        Assert.Contains(">Too many requests</td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("A spool is a queue on disk.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_date_of_a_model_is_left_to_the_tooltip()
    {
        var html = await TableAsync(Sample.Row());

        Assert.Contains("title=\"gpt-4o-mini → gpt-4o-mini-2024-07-18\"", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.DoesNotContain("served", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_different_model_that_answered_is_shown()
    {
        var html = await TableAsync(Sample.Row(r => r.ModelServed = "llama3"));

        Assert.Contains("<span class=\"served\"> → llama3</span>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_leads_to_its_panel_by_an_ordinary_link()
    {
        var row = Sample.Row();

        Assert.Contains($"href=\"/requests?id={row.Id}\"", await TableAsync(row), StringComparison.Ordinal);
    }

    private static Task<string> TableAsync(Exchange row) => Render.HtmlAsync<ExchangeTable>(
        ("IsShort", true), ("Window", ExchangeWindow.Whole([row])), ("KeyNames", new Dictionary<Guid, string>()), ("Opened", row.Id),
        ("HrefOf", (Func<Guid, string>)(id => $"/requests?id={id}")));
}

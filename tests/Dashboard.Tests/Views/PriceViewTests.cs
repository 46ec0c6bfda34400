using System.Net;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Prices;
using Observability.Dashboard.Revisions;
using Observability.Dashboard.Ui;
using Observability.Domain.Audit;
using Observability.Domain.Pricing;
using Observability.Domain.Revisions;
using Observability.Testing;
using PriceList = Observability.Dashboard.Prices.PriceList;

namespace Observability.Dashboard.Tests.Views;

public sealed class PriceViewTests
{
    private static readonly UnpricedGroup Local = new("ollama", "llama3.2", "The upstream ollama is a machine of your own.", 1204, 5000, null, Sample.Noon, Sample.Noon, false);

    [Fact]
    public async Task What_has_no_price_says_what_to_do_and_an_unknown_count_is_a_dash()
    {
        var html = WebUtility.HtmlDecode(await UnpricedAsync(true, Local, Local with { Model = "gpt-4o", Upstream = "openai", HasPriceNow = true }));
        Assert.Contains("Enter a price", html, StringComparison.Ordinal);
        Assert.Contains("Bill like…", html, StringComparison.Ordinal);
        Assert.Contains(">Reprice<", html, StringComparison.Ordinal);
        Assert.Contains("1,204", html, StringComparison.Ordinal);
        Assert.Contains("—", html, StringComparison.Ordinal);
        Assert.DoesNotContain("$0", html, StringComparison.Ordinal);
        Assert.Contains("The latest 2 of 30", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_viewer_is_offered_nothing_to_change()
    {
        Assert.DoesNotContain("<button", await UnpricedAsync(false, Local), StringComparison.Ordinal);
        Assert.DoesNotContain("<button", await RevisionAsync(Revision(RevisionState.Ready), false), StringComparison.Ordinal);
        var price = new OwnPrice { Model = "llama3*", Rates = """{"input":0.075}""", CreatedBy = "anna" };
        Assert.DoesNotContain("<button", await PricesAsync(price, false), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"input":2.5,"output":10}""", "$2.50|$10.00|no rate for cache read")]
    [InlineData("""{"input":0.075,"cache_read":0.01875}""", "$0.075|$0.01875")]
    [InlineData("""{"machine_hour":0.4}""", "machine $0.40 per hour")]
    [InlineData("""{"usd_per_kwh":0.3,"watts":350}""", "350 W at $0.30 per kWh = $0.105 per hour")]
    [InlineData("""{"input":3,"above":[{"input_tokens":200000,"input":6}],"batch":{"input":1.5}}""", "above 200,000 input tokens: input $6.00|batch: input $1.50")]
    public async Task Rates_are_shown_with_the_digits_they_have(string rates, string said)
    {
        var html = await PricesAsync(new OwnPrice { Model = "m", Rates = rates, CreatedBy = "anna" }, true);
        Assert.All(said.Split('|'), part => Assert.Contains(part, html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_form_shows_the_rates_it_begins_with_and_says_which_it_keeps()
    {
        var html = await Render.HtmlAsync<PriceForm>(
            ("Of", new SavePrice(Guid.CreateVersion7(), "m", null, Sample.Noon, null, """{"input":2.5,"image":0.04,"batch":{"input":1}}""", "deal")),
            ("Upstreams", new[] { "openai", "ollama" }), ("OnSave", EventCallback<SavePrice>.Empty), ("OnCancel", EventCallback.Empty));
        Assert.Contains("value=\"2.5\"", html, StringComparison.Ordinal);
        Assert.Contains("value=\"0.04\"", html, StringComparison.Ordinal);
        Assert.Contains("value=\"2026-11-22\"", html, StringComparison.Ordinal);
        Assert.Contains("Kept as they are: batch", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RevisionState.Ready, "Apply…|Discard…")]
    [InlineData(RevisionState.Applied, "Undo…")]
    [InlineData(RevisionState.WorkingOut, "Discard…|so far")]
    [InlineData(RevisionState.Undone, "hold again what they held before")]
    public async Task A_revision_offers_what_can_be_decided_in_its_state(RevisionState state, string said)
    {
        var html = await RevisionAsync(Revision(state), true);
        Assert.All(said.Split('|'), part => Assert.Contains(part, html, StringComparison.Ordinal));
        Assert.Equal(said.Count(c => c == '…'), html.Split("</button>").Length - 1);
    }

    [Fact]
    public async Task A_preview_never_says_that_the_unpriced_cost_nothing()
    {
        var html = await RevisionAsync(Revision(RevisionState.Ready), true);
        Assert.Contains("None of them has a price.", html, StringComparison.Ordinal);
        Assert.Contains("+$81.20", html, StringComparison.Ordinal);
        Assert.DoesNotContain(">$0<", html, StringComparison.Ordinal);
        Assert.Contains("15 others", html, StringComparison.Ordinal);
        Assert.Contains("412,338 of 500,000 requests change", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revision_that_changes_nothing_cannot_be_applied()
    {
        var revision = Revision(RevisionState.Ready);
        revision.Changed = 0;
        var html = await RevisionAsync(revision, true);
        Assert.DoesNotContain("Apply…", html, StringComparison.Ordinal);
        Assert.Contains("nothing changes", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_estimate_names_the_price_that_applies_or_the_reason_there_is_none()
    {
        var cost = new Cost(0.0045m, [new(RateKind.Input, 1000, 2.5m, 1_000_000, 0.8m, 0.002m), new(RateKind.Output, 250, 12.5m, 1_000_000, 0.8m, 0.0025m)],
            new("openai", "gpt-4o", Sample.Noon, "standard", "https://openai.com/api/pricing"));
        var html = await EstimateAsync(new(PricingState.Priced, cost, null));
        Assert.All(["$0.0045", "OpenAI", "since 2026-11-22", "$2.50 per 1 M tokens × 0.8"], part => Assert.Contains(part, html, StringComparison.Ordinal));
        Assert.Contains("has no price for m.", await EstimateAsync(Priced.Unpriced("The list of OpenAI has no price for m.")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_of_strangers_in_a_group_stays_text()
    {
        var html = await UnpricedAsync(true, Local with { Model = "<script>alert(1)</script>", Reason = "<img src=x>" });
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
    }

    private static Task<string> UnpricedAsync(bool allowed, params UnpricedGroup[] groups) => Render.HtmlAsync<UnpricedList>(
        ("Unpriced", new UnpricedExchanges(Sample.Noon, Sample.Noon, groups, 30, 9000)), ("Allowed", allowed));

    private static Task<string> PricesAsync(OwnPrice price, bool allowed) => Render.HtmlAsync<PriceList>(("Prices", new[] { price }), ("Allowed", allowed));

    // As it reads, not as it is escaped.
    private static async Task<string> EstimateAsync(Priced priced) => WebUtility.HtmlDecode(await Render.HtmlAsync<Estimate>(
        ("Upstreams", new[] { "openai" }), ("Of", new WhatWouldItCost("openai", "m", 1000, 250)), ("Answer", new Loadable<Priced>(priced, null))));

    private static async Task<string> RevisionAsync(Revision revision, bool allowed)
    {
        var total = new RevisionSum { Changes = 412_338, CostAfter = 81.2m, UnpricedBefore = 412_338 };
        var models = new RevisionSplit([new() { Name = "gpt-4o", Changes = 412_338, CostAfter = 81.2m, UnpricedBefore = 412_338 }], null, 1);
        var users = new RevisionSplit(
            [new() { Name = "anna", Changes = 400_000, CostAfter = 80m, UnpricedBefore = 400_000 }],
            new() { Changes = 12_338, CostAfter = 1.2m, UnpricedBefore = 12_338 }, 16);
        return WebUtility.HtmlDecode(await Render.HtmlAsync<RevisionView>(
            ("Preview", new RevisionPreview(revision, total, models, users, [])),
            ("History", new[] { new AuditEntry { What = "revision.ordered", Who = "anna", At = Sample.Noon } }), ("Allowed", allowed)));
    }

    private static Revision Revision(RevisionState state) => new()
    {
        Id = Guid.CreateVersion7(Sample.Noon),
        State = state,
        Seen = 500_000,
        Changed = 412_338,
        Applied = 412_338,
        StartsAt = Sample.Noon,
        EndsAt = Sample.Noon.AddDays(1),
    };
}

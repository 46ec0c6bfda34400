using System.Net;
using System.Text.RegularExpressions;
using Observability.Dashboard.Exchanges;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

public sealed partial class CostViewTests
{
    private static readonly PriceReference Listed =
        new("openai", "gpt-4o-mini", new(2025, 3, 1, 0, 0, 0, TimeSpan.Zero), "standard", "https://openai.example/pricing");

    [Fact]
    public async Task The_column_of_costs_adds_up_to_the_total_as_it_is_written()
    {
        var html = await CostAsync(Priced);

        var amounts = Amount().Matches(html).Select(m => decimal.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(4, amounts.Count);
        Assert.Equal(amounts[^1], amounts[..^1].Sum());
        Assert.Equal(0.00037395m, amounts[^1]);
        foreach (var said in new[] { "Input, not cached", "Cache read", "Output", "$0.15 / 1 M", "$0.075 / 1 M", "the provider", "gpt-4o-mini", "2025-03-01", "https://openai.example/pricing" })
        {
            Assert.Contains(said, html, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Factor", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_discount_is_a_column()
    {
        var html = await CostAsync(row => Set(row, new(0.8m, [new(RateKind.MachineHour, 0.5m, 2m, 1, 0.8m, 0.8m)], Listed with { OwnPriceId = Guid.CreateVersion7() })));

        Assert.Contains("× 0.8", html, StringComparison.Ordinal);
        Assert.Contains("0.5 h", html, StringComparison.Ordinal);
        Assert.Contains("a price of your own", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_that_do_not_add_up_to_what_is_stored_are_said_to()
    {
        var html = await CostAsync(row =>
        {
            Priced(row);
            row.CostUsd = 1;
        });

        Assert.Contains("The lines add up to $0.00037395, but $1 is stored", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_provider_says_stands_beside_ours_with_the_difference()
    {
        var html = await CostAsync(row =>
        {
            Priced(row);
            (row.StatedCostUsd, row.StatedCostSource) = (0.00037m, "usage.cost");
        });

        Assert.Contains("$0.00037 <span class=\"muted\">(usage.cost)", html, StringComparison.Ordinal);
        Assert.Contains("ours is $0.00000395 more (1.07%)", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_estimate_says_that_it_is_one_and_why()
    {
        var html = await CostAsync(Estimated);

        Assert.Contains("≈ estimated.", html, StringComparison.Ordinal);
        Assert.Contains("The provider reported no usage", html, StringComparison.Ordinal);
        Assert.Contains("≈ $0.00037395", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_no_price_says_why_and_where_to_set_one()
    {
        var html = await CostAsync(row => (row.UnpricedReason, row.ModelServed) = ("There is no price for my model/7.", "my model/7"));

        Assert.Contains("There is no price for my model/7.", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/prices?tab=unpriced&model=my%20model%2F7\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("$0", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_stored_before_there_were_prices_is_not_said_to_be_of_an_unknown_price() =>
        Assert.Contains("Stored before there were prices", await CostAsync(row => row.UnpricedReason = null), StringComparison.Ordinal);

    [Fact]
    public async Task What_is_not_billed_is_said_in_words()
    {
        var html = await CostAsync(row => row.Pricing = PricingState.NotBilled);

        Assert.Contains("Nothing to pay", html, StringComparison.Ordinal);
        Assert.DoesNotContain("$0", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_breakdown_of_another_version_leaves_the_amount()
    {
        var html = await CostAsync(row => (row.CostUsd, row.CostBreakdown) = (0.5m, """{"lines":"later"}"""));

        Assert.Contains("It cost $0.5. How that came about was written by a newer version", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("priced", "<span title=\"$0.00037395\">$0.00037</span>")]
    [InlineData("estimated", "<span title=\"$0.00037395, estimated: the provider did not count the tokens, so they were counted here.\">≈ $0.00037</span>")]
    [InlineData("not billed", ">not billed</span>")]
    [InlineData("unpriced", "title=\"No price for this. The provider says $0.25.\">—")]
    public async Task One_figure_tells_the_four_states_apart(string state, string shown)
    {
        var row = Sample.Row(row =>
        {
            switch (state)
            {
                case "priced":
                    Priced(row);
                    break;
                case "estimated":
                    Estimated(row);
                    break;
                case "not billed":
                    row.Pricing = PricingState.NotBilled;
                    break;
                default:
                    (row.UnpricedReason, row.StatedCostUsd) = ("No price for this.", 0.25m);
                    break;
            }
        });

        Assert.Contains(shown, WebUtility.HtmlDecode(await Render.HtmlAsync<CostFigure>(("Row", row))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_counted_in_tokens_is_counted_too()
    {
        var html = await CostAsync(row => row.UsageExtras = UsageJson.Write(new(null) { Searches = 3, CacheWriteHour = 40, AudioSeconds = 1.5m }, []));

        Assert.Matches("web searches</th><td class=\"num\">3</td>", html);
        Assert.Matches("for an hour</th><td class=\"num\">40</td>", html);
        Assert.Matches("sound heard</th><td class=\"num\">1.5</td>", html);
    }

    private static void Priced(Exchange row) => Set(row, new(
        0.00037395m,
        [
            new(RateKind.Input, 1_200, 0.15m, 1_000_000, 1, 0.00018m),
            new(RateKind.CacheRead, 40, 0.075m, 1_000_000, 1, 0.000003m),
            new(RateKind.Output, 318.25m, 0.6m, 1_000_000, 1, 0.00019095m),
        ],
        Listed));

    private static void Estimated(Exchange row)
    {
        Priced(row);
        (row.Pricing, row.EstimatedCostUsd, row.CostUsd, row.UsageSource) = (PricingState.Estimated, row.CostUsd, null, UsageSource.Estimated);
    }

    private static void Set(Exchange row, Cost cost) => (row.Pricing, row.CostUsd, row.CostBreakdown) = (PricingState.Priced, cost.Usd, CostJson.Write(cost));

    private static async Task<string> CostAsync(Action<Exchange> change) =>
        WebUtility.HtmlDecode(await Render.HtmlAsync<CostView>(("Row", Sample.Row(change))));

    [GeneratedRegex("<td class=\"num\">(?:≈ )?\\$([0-9.]+)</td>")]
    private static partial Regex Amount();
}

using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;
using Observability.Domain.Tests.Exchanges;

namespace Observability.Domain.Tests.Pricing;

/// <summary>What is charged at which rate, and what cannot be.</summary>
public sealed class ChargeTests
{
    [Fact]
    public void Unknown_usage_has_no_price_and_is_not_free()
    {
        Assert.Equal("The provider reported no usage.", Bills.Reason(PriceBook.Catalogue, Bills.Chat("gpt-4o") with { Usage = null }));
        Assert.Equal("The provider did not report the input tokens.", Bills.Reason(PriceBook.Catalogue, Bills.Chat("gpt-4o") with { Usage = new(null, Output: 5) }));
        Assert.Equal("The provider did not report the output tokens.", Bills.Reason(PriceBook.Catalogue, Bills.Chat("gpt-4o") with { Usage = new(5) }));
        Assert.Equal("What whisper-1 is charged by was not reported.", Bills.Reason(PriceBook.Catalogue, Bills.Chat("whisper-1") with { Usage = null }));
        Assert.Equal("What tts-1 is charged by was not reported.", Bills.Reason(PriceBook.Catalogue, Bills.Chat("tts-1") with { Usage = new(null) }));
    }

    [Fact]
    public void What_is_free_by_the_list_costs_nothing_and_is_priced()
    {
        var priced = PriceBook.Catalogue.PriceOf(Bills.Chat("omni-moderation-latest") with { Endpoint = "moderations", Usage = null });
        Assert.Equal((PricingState.Priced, 0m), (priced.State, priced.Cost?.Usd));
    }

    [Fact]
    public void A_quantity_without_a_rate_is_named()
    {
        Assert.Equal(
            "The price of claude-3-haiku-20240307 has no rate for web searches.",
            Bills.Reason(PriceBook.Catalogue, Bills.Chat("claude-3-haiku-20240307", "anthropic") with { Usage = new Usage(1, Output: 1) { Searches = 1 } }));
        Assert.Equal(
            "The price of us.amazon.nova-lite-v1:0 has no rate for input tokens written to the cache.",
            Bills.Reason(Bills.At("https://bedrock-runtime.us-east-1.amazonaws.com"), Bills.Chat(null, "it", "us.amazon.nova-lite-v1:0") with { Usage = new(9, 0, 5, 1) }));
    }

    [Fact]
    public void Tokens_estimated_by_us_are_a_state_of_their_own()
    {
        var priced = PriceBook.Catalogue.PriceOf(Bills.Chat("gpt-4o") with { IsEstimate = true });
        Assert.Equal((PricingState.Estimated, 0.0035m), (priced.State, priced.Cost?.Usd));
    }

    [Fact]
    public void Of_several_models_each_is_charged_its_own()
    {
        // 1,000 × $5 + 100 × $25 for the one, 2,000 × $1 + 10 × $5 for the other, per million, and one search for $10 a thousand.
        var bill = Bills.Chat("claude-opus-4-6", "anthropic") with
        {
            Usage = new Usage(3_000, Output: 110) { Searches = 1 },
            Shares = [new("claude-opus-4-6", new(1_000, Output: 100)), new("claude-haiku-4-5", new(2_000, Output: 10))],
        };
        var cost = PriceBook.Catalogue.PriceOf(bill).Cost!;
        Assert.Equal(0.01955m, cost.Usd);
        Assert.Equal("claude-opus-4-6", cost.Price.Model);
        Assert.Equal(
            ["claude-opus-4-6", "claude-opus-4-6", "claude-haiku-4-5", "claude-haiku-4-5", "claude-opus-4-6"], cost.Lines.Select(l => l.Model));
    }

    [Fact]
    public void A_share_of_a_model_without_a_price_leaves_the_whole_without_one() =>
        Assert.Equal(
            "The list of Anthropic has no price for claude-moss.",
            Bills.Reason(PriceBook.Catalogue, Bills.Chat("claude-opus-4-6", "anthropic") with { Shares = [new("claude-opus-4-6", new(1, Output: 1)), new("claude-moss", new(1, Output: 1))] }));

    [Theory]
    [InlineData("models")]
    [InlineData("count")]
    public void Lists_and_counts_cost_nothing(string endpoint) =>
        Assert.Equal(PricingState.NotBilled, PriceBook.Catalogue.PriceOf(Bills.Chat("gpt-4o") with { Endpoint = endpoint }).State);

    [Fact]
    public void A_row_holds_all_that_its_price_needs()
    {
        var row = ExchangeReader.Read(Captured.Chat(response: """data: {"model":"gpt-4o-2024-08-06","choices":[],"usage":{"prompt_tokens":8,"completion_tokens":20}}""" + "\n\ndata: [DONE]\n\n")).Row;

        // 8 × $2.50 + 20 × $10 per million.
        Assert.Equal((PricingState.Priced, 0.00022m, null, null), (row.Pricing, row.CostUsd, row.EstimatedCostUsd, row.UnpricedReason));
        Assert.Equal(row.CostUsd, PriceBook.Catalogue.PriceOf(Bill.Of(row)).Cost?.Usd);
        Assert.Equal(row.CostUsd, CostJson.Read(row.CostBreakdown!)?.Usd);
    }

    [Fact]
    public void What_the_provider_stated_stays_beside_it_untouched()
    {
        var row = ExchangeReader.Read(Captured.Chat(response: """data: {"model":"gpt-4o","choices":[],"usage":{"prompt_tokens":8,"completion_tokens":20,"cost":0.5}}""" + "\n\ndata: [DONE]\n\n")).Row;
        Assert.Equal((0.00022m, 0.5m), (row.CostUsd, row.StatedCostUsd));
    }

    [Theory]
    [InlineData(ExchangeOutcome.Rejected, PricingState.NotBilled)]
    [InlineData(ExchangeOutcome.UpstreamUnreachable, PricingState.NotBilled)]
    [InlineData(ExchangeOutcome.ServedFromCache, PricingState.NotBilled)]
    [InlineData(ExchangeOutcome.UpstreamRefused, PricingState.NotBilled)]
    [InlineData(ExchangeOutcome.UpstreamBroke, PricingState.Unpriced)]
    [InlineData(ExchangeOutcome.ClientAborted, PricingState.Unpriced)]
    public void What_did_not_reach_the_provider_or_was_refused_costs_nothing_and_what_broke_is_unknown(ExchangeOutcome outcome, PricingState expected) =>
        Assert.Equal(expected, ExchangeReader.Read(Captured.Chat(response: "") with { Outcome = outcome, Status = outcome == ExchangeOutcome.UpstreamRefused ? 429 : 200 }).Row.Pricing);

    [Fact]
    public void Priced_again_what_cost_nothing_costs_nothing()
    {
        var row = ExchangeReader.Read(Captured.Chat(response: "") with { Outcome = ExchangeOutcome.Rejected }).Row;
        row.Outcome = ExchangeOutcome.Completed;
        ExchangePrice.Set(row, PriceBook.Catalogue);
        Assert.Equal(PricingState.NotBilled, row.Pricing);
    }

    [Fact]
    public void A_machine_is_charged_for_the_time_the_engine_says_it_worked()
    {
        var row = new Exchange { DurationUs = 9_000_000, LoadUs = 1_000_000, PrefillUs = 500_000, DecodeUs = 2_500_000, QueueUs = 4_000_000 };
        Assert.Equal(TimeSpan.FromSeconds(4), Bill.Of(row).MachineTime);
        Assert.Equal(TimeSpan.FromSeconds(9), Bill.Of(new() { DurationUs = 9_000_000 }).MachineTime);
    }
}

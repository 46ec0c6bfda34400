using Observability.Domain.Pricing;

namespace Observability.Domain.Tests.Pricing;

/// <summary>Whose list, which model, which version of the price.</summary>
public sealed class MatchingTests
{
    [Theory]
    [InlineData("openai", "gpt-4o", "gpt-4o")]
    [InlineData("openai", "GPT-4o", "gpt-4o")]
    [InlineData("openai", "gpt-4o-2024-11-20", "gpt-4o")]
    [InlineData("openai", "gpt-4o-2024-05-13", "gpt-4o-2024-05-13")]
    [InlineData("openai", "gpt-5.6-sol-2026-07-09", "gpt-5.6-sol")]
    [InlineData("openai", "gpt-3.5-turbo-instruct:20230824-v2", "gpt-3.5-turbo-instruct")]
    [InlineData("openai", "ft:gpt-4o-2024-08-06:moss:garden:abc123", "ft:gpt-4o")]
    [InlineData("openai", "ft:gpt-4o-mini-2024-07-18:moss::abc123", "ft:gpt-4o-mini")]
    [InlineData("anthropic", "claude-sonnet-4-6-20260217", "claude-sonnet-4-6")]
    [InlineData("anthropic", "claude-sonnet-4-20250514", "claude-sonnet-4-0")]
    [InlineData("anthropic", "claude-3-5-sonnet-latest", "claude-3-5-sonnet")]
    [InlineData("gemini", "models/gemini-2.5-pro", "gemini-2.5-pro")]
    [InlineData("gemini", "gemini-2.5-pro-preview-05-06", "gemini-2.5-pro")]
    [InlineData("gemini", "gemini-2.0-flash-001", "gemini-2.0-flash")]
    [InlineData("gemini", "projects/p/locations/l/publishers/google/models/gemini-2.5-flash", "gemini-2.5-flash")]
    [InlineData("openrouter", "openai/gpt-5-mini", "openai/gpt-5-mini")]
    public void A_model_is_found_by_id_by_alias_and_by_revision(string upstream, string model, string expected)
    {
        var priced = PriceBook.Catalogue.PriceOf(Bills.Chat(model, upstream));
        Assert.True(priced.State == PricingState.Priced, priced.Reason);
        Assert.Equal(expected, priced.Cost!.Price.Model);
    }

    [Theory]
    [InlineData("openai", "gpt-4o-superpro")]
    [InlineData("openai", "gpt-4")]
    [InlineData("openai", "gpt-5-nanotube")]
    [InlineData("openai", "ft:gpt-4o-superpro")]
    [InlineData("openai", "my-gpt-4o")]
    [InlineData("anthropic", "claude-sonnet-4-7")]
    [InlineData("anthropic", "claude-sonnet-4-6-turbo")]
    [InlineData("gemini", "gemini-2.5-pro-tts")]
    [InlineData("gemini", "gemini-1.5-flash-8b")]
    [InlineData("openrouter", "gpt-4o")]
    public void A_model_that_is_only_like_another_has_no_price_of_its(string upstream, string model)
    {
        var priced = PriceBook.Catalogue.PriceOf(Bills.Chat(model, upstream));
        Assert.True(priced.Reason?.Contains($"has no price for {model}", StringComparison.Ordinal) ?? priced.Cost!.Price.Model == model, priced.Cost?.Price.Model);
    }

    [Theory]
    [InlineData("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "regional.anthropic.claude-sonnet-4-5-20250929-v1:0")]
    [InlineData("global.anthropic.claude-sonnet-4-5-20250929-v1:0", "global.anthropic.claude-sonnet-4-5-20250929-v1:0")]
    [InlineData("eu.amazon.nova-lite-v1:0", "amazon.nova-lite-v1:0")]
    [InlineData("arn:aws:bedrock:us-east-1:1:inference-profile/us.amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0")]
    [InlineData("meta.llama3-1-8b-instruct-v1:0", "meta.llama3-1-8b-instruct-v1:0")]
    public void On_Bedrock_the_region_asked_for_tells_the_price(string requested, string expected)
    {
        var book = Bills.At("https://bedrock-runtime.eu-central-1.amazonaws.com");
        var priced = book.PriceOf(Bills.Chat("claude-sonnet-4-5-20250929", "it", requested));
        Assert.Equal(expected, priced.Cost?.Price.Model);
    }

    [Fact]
    public void A_deployment_of_Azure_is_priced_by_what_answered_not_by_what_it_is_called()
    {
        var book = Bills.At("https://moss.openai.azure.com");
        Assert.Equal("gpt-4.1-mini", book.PriceOf(Bills.Chat("gpt-4.1-mini-2025-04-14", "it", "gpt-3.5-turbo")).Cost?.Price.Model);
        Assert.Equal("The list of Azure has no price for moss-9.", Bills.Reason(book, Bills.Chat("moss-9", "it", "gpt-4o")));
    }

    [Theory]
    [InlineData("gpt-4o-2031-01-01", "gpt-4o", true)]
    [InlineData("o4-mini-high-effort", "gpt-4o", false)]
    public void What_answered_with_another_model_is_not_priced_as_the_one_asked_for(string served, string requested, bool isPriced) =>
        Assert.Equal(isPriced, PriceBook.Catalogue.PriceOf(Bills.Chat(served, "openai", requested)).State == PricingState.Priced);

    [Theory]
    [InlineData("http://192.168.1.20:8000", false, "The upstream it is a machine of your own: enter a price per token or per machine hour.")]
    [InlineData("http://ollama:11434", false, "The upstream it is a machine of your own: enter a price per token or per machine hour.")]
    [InlineData("http://gpu.moss.internal", false, "The upstream it is a machine of your own: enter a price per token or per machine hour.")]
    [InlineData("http://[::1]:8000", false, "The upstream it is a machine of your own: enter a price per token or per machine hour.")]
    [InlineData("https://gpu.example.com", true, "The upstream it is a machine of your own: enter a price per token or per machine hour.")]
    [InlineData("https://relay.example.com/v1", false, "The upstream it is not one of the providers in the catalogue: say by whose list it bills, or enter prices.")]
    [InlineData("https://api.openai.com.example.com/v1", false, "The upstream it is not one of the providers in the catalogue: say by whose list it bills, or enter prices.")]
    [InlineData("https://bedrock-runtime.us-east-1.amazonaws.com.example.com", false, "The upstream it is not one of the providers in the catalogue: say by whose list it bills, or enter prices.")]
    public void A_host_of_nobody_has_no_list(string url, bool allowPrivate, string reason) =>
        Assert.Equal(reason, Bills.Reason(Bills.At(url, allowPrivate), Bills.Chat("gpt-4o", "it")));

    [Fact]
    public void An_upstream_that_is_gone_is_named() =>
        Assert.Equal(
            "The upstream gone is not configured any more: say by whose list it bills, or enter prices.",
            Bills.Reason(PriceBook.Catalogue, Bills.Chat("gpt-4o", "gone")));

    [Theory]
    [InlineData("2025-06-09", 14)]
    [InlineData("2025-06-10", 2.8)]
    public void The_price_of_the_day_is_taken(string day, double usdPerThousand)
    {
        var bill = Bills.Chat("o3") with { At = DateTimeOffset.Parse(day, System.Globalization.CultureInfo.InvariantCulture) };
        Assert.Equal((decimal)usdPerThousand / 1000, Bills.Usd(PriceBook.Catalogue, bill));
    }

    [Theory]
    [InlineData("default", "standard")]
    [InlineData("flex", "flex")]
    [InlineData("priority", "priority")]
    [InlineData("scale", null)]
    public void A_tier_has_its_own_price_or_none(string tier, string? expected)
    {
        var priced = PriceBook.Catalogue.PriceOf(Bills.Chat("gpt-5") with { ServiceTier = tier });
        Assert.Equal(expected, priced.Cost?.Price.Tier);
        Assert.Equal(expected is null ? $"There is no price for the {tier} tier of gpt-5 in the list of OpenAI." : null, priced.Reason);
    }

    [Fact]
    public void A_call_too_long_for_its_tier_has_no_price() =>
        Assert.Equal(
            "There is no price for calls of gpt-5.4 as long as this in the priority tier.",
            Bills.Reason(PriceBook.Catalogue, Bills.Chat("gpt-5.4") with { ServiceTier = "priority", Usage = new(272_000, Output: 1) }));
}

using System.Globalization;
using Observability.Domain.Exchanges;
using Observability.Domain.Pricing;
using Observability.Domain.Tests.Formats;

namespace Observability.Domain.Tests.Pricing;

public sealed class GoldenCostTests
{
    public static TheoryData<string> Names => [.. GoldenCost.All.Select(g => g.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_call_costs_what_the_published_price_says(string name)
    {
        var golden = GoldenCost.All.Single(g => g.Name == name);
        var priced = golden.Book.PriceOf(golden.Bill);
        Assert.True(priced.State == PricingState.Priced, priced.Reason);
        Assert.Equal(golden.Usd, priced.Cost!.Usd);
        Assert.Equal(golden.Usd, priced.Cost.Lines.Sum(l => l.Usd));
        Assert.Equal(golden.Usd, golden.Arithmetic.Split(" + ").Sum(Term) / 1_000_000);
    }

    [Fact]
    public void They_are_more_than_forty_of_more_than_twelve_providers()
    {
        Assert.InRange(GoldenCost.All.Count, 41, int.MaxValue);
        Assert.InRange(GoldenCost.All.Select(g => g.Book.ProviderOf(Guid.Empty, "golden")!.Id).Distinct(StringComparer.Ordinal).Count(), 13, int.MaxValue);
    }

    [Fact]
    public void A_recording_read_by_its_format_costs_the_same()
    {
        var recorded = WireCorpus.LoadOrSkip().ToDictionary(r => r.Id, StringComparer.Ordinal);
        var read = GoldenCost.All.Where(g => g.Recording is { } id && g.Url.Contains(recorded[id].Url.Host, StringComparison.Ordinal))
            .Select(g => (Golden: g, ExchangeReader.Read(recorded[g.Recording!].ToCaptured("golden") with { StartedAt = g.Time, ProjectId = Guid.Empty }, g.Book).Row))
            .Where(r => r.Row.Format != "opaque").ToList();
        Assert.InRange(read.Count, 55, int.MaxValue);
        var wrong = read.Where(r => r.Row.CostUsd != r.Golden.Usd).ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong.Select(r => $"{r.Golden.Name}: {r.Row.CostUsd}, not {r.Golden.Usd}. {r.Row.UnpricedReason}")));
    }

    [Fact]
    public void What_a_provider_says_it_charged_is_what_we_say()
    {
        // Those whose answers state a price that is on a list; routers charge by whom they chose on the day.
        string[] exact = ["xai", "avian", "perplexity"];
        var rows = WireCorpus.LoadOrSkip().Where(r => exact.Contains(r["provider"]))
            .Select(r => (r.Id, Provider: r["provider"], ExchangeReader.Read(r.ToCaptured("it"), PriceBook.Create([], [], [new(null, "it", r.Url, false)])).Row))
            .Where(r => r.Row is { StatedCostUsd: not null, Pricing: PricingState.Priced }).ToList();
        Assert.InRange(rows.Count, 30, int.MaxValue);

        // Perplexity rounds what it states to five digits.
        var wrong = rows.Where(r => r.Row.StatedCostUsd != (r.Provider == "perplexity" && r.Row.CostUsd > 0.001m ? Math.Round(r.Row.CostUsd!.Value, 5, MidpointRounding.AwayFromZero) : r.Row.CostUsd)).ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong.Select(r => $"{r.Id}: {r.Row.CostUsd}, stated {r.Row.StatedCostUsd}")));
    }

    [Theory]
    [InlineData("anthropic/claude-haiku-4.5", 10)]
    [InlineData("z-ai/glm-5-turbo", 5)]
    [InlineData("google/gemini-3.1-flash-lite-preview", 5)]
    public void OpenRouter_charged_what_we_say_for_models_with_one_price(string model, int atLeast)
    {
        var rows = WireCorpus.LoadOrSkip().Where(r => r["provider"] == "openrouter" && r["model_request"] == model)
            .Select(r => ExchangeReader.Read(r.ToCaptured("openrouter")).Row).Where(r => r.StatedCostUsd is not null).ToList();
        Assert.InRange(rows.Count, atLeast, int.MaxValue);
        Assert.All(rows, row => Assert.Equal(row.StatedCostUsd, row.CostUsd));
    }

    private static decimal Term(string term)
    {
        var factors = term.Split(" × ");
        return decimal.Parse(factors[0], CultureInfo.InvariantCulture) * decimal.Parse(factors[1], CultureInfo.InvariantCulture);
    }
}

using Observability.Domain.Pricing;

namespace Observability.Domain.Tests.Pricing;

/// <summary>The committed file of prices, line by line.</summary>
public sealed class PriceCatalogueTests
{
    [Fact]
    public void Every_price_can_be_used_and_says_where_it_is_published_and_when_that_was_read()
    {
        Assert.InRange(PriceCatalogue.All.Count, 1_500, 5_000);
        Assert.All(PriceCatalogue.All, p =>
        {
            Assert.NotNull(PriceCatalogue.Find(p.Provider));
            Assert.NotEmpty(p.Sources);
            Assert.All(p.Sources, s => Assert.StartsWith("https://", s, StringComparison.Ordinal));
            Assert.InRange(p.CheckedOn, new DateOnly(2026, 1, 1), new DateOnly(2027, 12, 31));
            Assert.Null(p.Rates.Refuse());
            Assert.NotEmpty(p.Rates.Tiers);
        });
    }

    [Fact]
    public void No_two_lines_hold_at_the_same_time()
    {
        var keys = PriceCatalogue.All.Select(p => $"{p.Provider} {p.Model.ToLowerInvariant()} {p.StartsAt:O} {p.WeekdaysOnly} {string.Join(' ', p.Hours)}");
        Assert.Empty(keys.GroupBy(k => k, StringComparer.Ordinal).Where(k => k.Count() > 1).Select(k => k.Key));
        Assert.All(PriceCatalogue.All.Where(p => p.Hours.Count > 0), p => Assert.Contains(
            PriceCatalogue.All, o => o.Provider == p.Provider && o.Model == p.Model && o.Hours.Count == 0 && (o.StartsAt ?? default) <= (p.StartsAt ?? default)));
    }

    [Fact]
    public void No_id_alias_or_prefix_belongs_to_two_models_of_a_provider()
    {
        var claims = PriceCatalogue.All.SelectMany(p =>
            p.Aliases.Append(p.Model).Select(id => (p.Provider, Kind: "id", Text: id.ToLowerInvariant(), p.Model))
                .Concat(p.Prefixes.Select(id => (p.Provider, Kind: "prefix", Text: id.ToLowerInvariant(), p.Model))));
        Assert.Empty(claims.Distinct().GroupBy(c => (c.Provider, c.Kind, c.Text)).Where(c => c.Count() > 1).Select(c => c.Key));
    }

    [Fact]
    public void It_is_sorted_so_that_a_difference_shows_what_changed() =>
        Assert.Equal(
            PriceCatalogue.All.Select(p => p.Provider + "\t" + p.Model).Order(StringComparer.Ordinal), PriceCatalogue.All.Select(p => p.Provider + "\t" + p.Model));

    [Fact]
    public void Every_provider_has_prices_and_no_host_is_two_providers()
    {
        Assert.All(PriceCatalogue.Providers, p => Assert.Contains(PriceCatalogue.All, o => o.Provider == p.Id));
        Assert.Empty(PriceCatalogue.Providers.SelectMany(p => p.Hosts).GroupBy(h => h, StringComparer.Ordinal).Where(h => h.Count() > 1).Select(h => h.Key));
        Assert.All(PriceCatalogue.Providers.SelectMany(p => p.Then), id => Assert.NotNull(PriceCatalogue.Find(id)));
    }
}

using Observability.Domain.Pricing;

namespace Observability.Domain.Tests.Pricing;

public sealed class PriceChangeTests
{
    private const string Dear = """{"input": 20, "output": 40}""";
    private const string Cheap = """{"input": 2, "output": 4}""";

    [Fact]
    public void A_price_of_ones_own_changes_what_holds_at_its_start_and_at_its_end()
    {
        var price = Bills.Own("gpt-4o", Cheap);
        (price.StartsAt, price.EndsAt) = (Bills.Noon, Bills.Noon.AddHours(2));
        var changes = Changes(Bills.With(price), "openai", "gpt-4o");
        Assert.Equal([(Bills.Noon, null, price.Id), (Bills.Noon.AddHours(2), price.Id, (Guid?)null)], changes.Select(c => (c.At, c.Before?.OwnPriceId, c.After?.OwnPriceId)));
        Assert.Equal(("openai", "openai"), (changes[0].Before!.Provider, changes[1].After!.Provider));
    }

    [Fact]
    public void Where_nothing_held_before_there_is_a_first_price()
    {
        var price = Bills.Own("llama*", Cheap);
        price.StartsAt = Bills.Noon;
        var change = Assert.Single(Changes(Bills.With(price), "ollama", "llama3"));
        Assert.Equal((null, price.Id), (change.Before, change.After!.OwnPriceId));
    }

    [Fact]
    public void What_another_price_covers_changes_nothing()
    {
        var particular = Bills.Own("gpt-4o", Dear, "openai");
        var general = Bills.Own("gpt*", Cheap);
        general.StartsAt = Bills.Noon;
        Assert.Empty(Changes(Bills.With(particular, general), "openai", "gpt-4o"));
        Assert.Single(Changes(Bills.With(particular, general), "other", "gpt-4o"));
    }

    [Fact]
    public void Only_changes_within_the_range_count_and_only_of_the_project()
    {
        var price = Bills.Own("gpt-4o", Cheap);
        price.StartsAt = Bills.Noon;
        var book = Bills.With(price);
        Assert.Empty(book.ChangesOf(Bills.Project, "openai", "gpt-4o", Bills.Noon, Bills.Noon.AddDays(1)));
        Assert.Empty(book.ChangesOf(Bills.Project, "openai", "gpt-4o", Bills.Noon.AddDays(-1), Bills.Noon));
        Assert.Empty(book.ChangesOf(Guid.CreateVersion7(), "openai", "gpt-4o", Bills.Noon.AddDays(-1), Bills.Noon.AddDays(1)));
    }

    [Fact]
    public void Each_dated_line_of_the_catalogue_is_a_change_of_its_models()
    {
        var dated = PriceCatalogue.All.Where(p => p.StartsAt is not null && PriceBook.Catalogue.ProviderOf(Bills.Project, p.Provider)?.Id == p.Provider).ToList();
        Assert.NotEmpty(dated);
        Assert.All(dated, price => Assert.Contains(
            PriceBook.Catalogue.ChangesOf(Bills.Project, price.Provider, price.Model, price.StartsAt!.Value.AddDays(-1), price.StartsAt.Value.AddDays(1)),
            c => c.At == price.StartsAt && c.After?.StartsAt == price.StartsAt));
    }

    private static IReadOnlyList<PriceChange> Changes(PriceBook book, string upstream, string model) =>
        book.ChangesOf(Bills.Project, upstream, model, Bills.Noon.AddDays(-1), Bills.Noon.AddDays(1));
}

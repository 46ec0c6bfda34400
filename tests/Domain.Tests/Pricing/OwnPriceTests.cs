using Observability.Domain.Formats;
using Observability.Domain.Pricing;

namespace Observability.Domain.Tests.Pricing;

public sealed class OwnPriceTests
{
    private const string Dear = """{"input": 20, "output": 40}""";
    private const string Cheap = """{"input": 2, "output": 4}""";

    [Fact]
    public void It_wins_over_the_catalogue_and_is_named_as_its_source()
    {
        var price = Bills.Own("gpt-4o", Cheap);
        var cost = Bills.With(price).PriceOf(Bills.Chat("gpt-4o")).Cost!;
        Assert.Equal(0.0024m, cost.Usd);
        Assert.Equal(new PriceReference("own", "gpt-4o", null, "standard", "entered by anna", price.Id), cost.Price);
    }

    [Fact]
    public void Of_another_project_it_is_nobodys_business() =>
        Assert.Equal(0.0035m, Bills.Usd(Bills.With(Bills.Own("gpt-4o", Dear)), Bills.Chat("gpt-4o") with { ProjectId = Guid.CreateVersion7() }));

    [Fact]
    public void The_most_particular_wins_upstream_then_id_then_longest_prefix()
    {
        Assert.Equal(0.0024m, Bills.Usd(Bills.With(Bills.Own("llama3", Dear), Bills.Own("*", Cheap, "ollama")), Bills.Chat("llama3", "ollama")));
        Assert.Equal(0.0024m, Bills.Usd(Bills.With(Bills.Own("lla*", Dear), Bills.Own("llama3", Cheap)), Bills.Chat("llama3", "ollama")));
        Assert.Equal(0.0024m, Bills.Usd(Bills.With(Bills.Own("l*", Dear), Bills.Own("llama*", Cheap)), Bills.Chat("llama3", "ollama")));
        Assert.Equal(0.024m, Bills.Usd(Bills.With(Bills.Own("llama3", Dear), Bills.Own("llama3", Cheap, "vllm")), Bills.Chat("llama3", "ollama")));
    }

    [Fact]
    public void It_holds_from_its_start_until_its_end_and_the_later_start_wins()
    {
        var first = Bills.Own("m", Dear);
        var second = Bills.Own("m", Cheap);
        (second.StartsAt, second.EndsAt) = (Bills.Noon, Bills.Noon.AddHours(1));
        var book = Bills.With(first, second);
        decimal? At(double hours) => Bills.Usd(book, Bills.Chat("m", "ollama") with { At = Bills.Noon.AddHours(hours) });
        Assert.Equal([0.024m, 0.0024m, 0.024m], [At(-0.001), At(0), At(1)]);
    }

    [Fact]
    public void A_name_the_request_gave_is_as_good_as_the_answers() =>
        Assert.Equal(0.0024m, Bills.Usd(Bills.With(Bills.Own("moss", Cheap)), Bills.Chat("qwen3:8b", "ollama", "moss")));

    [Fact]
    public void One_price_for_everything_holds_in_every_tier_and_one_with_tiers_only_in_those()
    {
        var bill = Bills.Chat("gpt-5") with { ServiceTier = "flex" };
        Assert.Equal(0.0024m, Bills.Usd(Bills.With(Bills.Own("gpt-5", Cheap)), bill));
        Assert.Equal(
            "Your own price of gpt-5 names no flex tier.",
            Bills.Reason(Bills.With(Bills.Own("gpt-5", """{"input":1,"output":1,"priority":{"input":2,"output":2}}""")), bill));
    }

    [Fact]
    public void A_local_model_is_priced_by_the_hour_of_its_machine()
    {
        // 90 s of $2 an hour.
        var book = Bills.With(Bills.Own("*", """{"machine_hour": 2}""", "ollama"));
        var priced = book.PriceOf(Bills.Chat("llama3", "ollama") with { MachineTime = TimeSpan.FromSeconds(90) });
        Assert.Equal(0.05m, priced.Cost?.Usd);
        Assert.Equal([RateKind.MachineHour], priced.Cost!.Lines.Select(l => l.Kind));
    }

    [Fact]
    public void Or_by_its_electricity()
    {
        // 400 W at $0.30 a kilowatt-hour are $0.12 an hour; half an hour of it.
        var book = Bills.With(Bills.Own("*", """{"usd_per_kwh": 0.3, "watts": 400}"""));
        Assert.Equal(0.06m, Bills.Usd(book, Bills.Chat("llama3", "ollama") with { Usage = null, MachineTime = TimeSpan.FromMinutes(30) }));
    }

    [Fact]
    public void A_discount_is_a_factor_of_the_list_and_not_of_an_own_price()
    {
        var terms = new UpstreamTerms { ProjectId = Bills.Project, Upstream = "relay", Provider = "openai", Factor = 0.8m };
        var book = PriceBook.Create([Bills.Own("m", Cheap)], [terms], [new(null, "relay", new("https://relay.example.com"), false)]);
        Assert.Equal([0.0028m, 0.0024m], [Bills.Usd(book, Bills.Chat("gpt-4o", "relay")), Bills.Usd(book, Bills.Chat("m", "relay"))]);
        Assert.Equal("openai", book.ProviderOf(Bills.Project, "relay")?.Id);
        Assert.Null(book.ProviderOf(Guid.CreateVersion7(), "relay"));
    }

    [Fact]
    public void A_price_that_does_not_ask_for_what_was_used_is_not_free() =>
        Assert.Equal(
            "The price of gpt-audio has no rate for web searches.",
            Bills.Reason(Bills.With(Bills.Own("gpt-audio", Cheap)), Bills.Chat("gpt-audio") with { Usage = new Usage(1, Output: 1) { Searches = 2 } }));

    [Theory]
    [InlineData("", Cheap, "A price must name a model, in 1 to 200 characters: its id, or the start of it with * at the end.")]
    [InlineData("a*b", Cheap, "A * may stand only at the end of a model's name.")]
    [InlineData("m", "{}", "A price needs at least one rate, such as input and output per million tokens.")]
    [InlineData("m", "[1]", "The rates must be a JSON object, such as {\"input\":3,\"output\":15}.")]
    [InlineData("m", "{", "The rates are not JSON.")]
    [InlineData("m", """{"input": "3"}""", "'input' must be a number of US dollars, such as 2.5.")]
    [InlineData("m", """{"input": 1e400}""", "'input' must be a number of US dollars, such as 2.5.")]
    [InlineData("m", """{"input": -1}""", "'input' must be a number of US dollars from 0 to 1,000,000,000.")]
    [InlineData("m", """{"flex": {}}""", "The tier 'flex' has no rates.")]
    [InlineData("m", """{"usd_per_kwh": 0.3}""", "A price by electricity needs both: US dollars per kilowatt-hour, and the watts the machine draws.")]
    [InlineData("m", """{"input": 1, "above": [{"input": 2}]}""", "A step must say above how many input tokens it holds, such as {\"input_tokens\":200000,\"input\":6}.")]
    [InlineData("m", """{"input": 1, "above": [{"input_tokens": 9, "input": 2}, {"input_tokens": 9, "input": 3}]}""", "The steps of the tier 'standard' must be above 0 input tokens, each above the one before.")]
    public void What_cannot_be_a_price_is_refused_in_a_sentence_and_left_out(string model, string rates, string refusal)
    {
        var price = Bills.Own(model, rates);
        Assert.Equal(refusal, price.Refuse());
        Assert.Equal(0.0035m, Bills.Usd(Bills.With(price), Bills.Chat("gpt-4o")));
    }

    [Fact]
    public void Terms_are_refused_in_a_sentence()
    {
        Assert.Null(new UpstreamTerms { Upstream = "a", Factor = 0.85m }.Refuse());
        Assert.Equal("Terms must name an upstream.", new UpstreamTerms().Refuse());
        Assert.StartsWith("'moss' is not a provider of the catalogue. Known are: anthropic, ", new UpstreamTerms { Upstream = "a", Provider = "moss" }.Refuse(), StringComparison.Ordinal);
        Assert.Equal("The factor must be from 0 to 100: 1 is the list price, 0.8 a discount of 20 %.", new UpstreamTerms { Upstream = "a", Factor = -1 }.Refuse());
    }

    [Fact]
    public void Rates_are_written_as_they_are_read()
    {
        const string Json = """{"input":2.5,"cache_read":0.25,"output":15,"above":[{"input_tokens":271999,"input":5}],"usd_per_kwh":0.3,"watts":400,"flex":{"input":1.25,"output":7.5}}""";
        Assert.True(RateTableJson.TryRead(Json, out var table, out _));
        Assert.Equal(Json, RateTableJson.Write(table!));
    }
}

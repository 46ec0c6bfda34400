using System.Globalization;
using Observability.Dashboard.Ui;
using Observability.Domain.Filters;
using Observability.Domain.Pricing;
using Observability.Domain.Upstreams;

namespace Observability.Dashboard.Tests.Views;

/// <summary>What the domain says, said by the domain itself and not copied here: a sentence that is worded anew must be worded anew for the pages too.</summary>
public sealed class SentencesTests
{
    private static readonly Guid Project = Guid.CreateVersion7(Sample.Noon);

    [Theory]
    [InlineData("es")]
    [InlineData("zh-Hans")]
    public void Every_refusal_and_every_reason_is_known_in_the_readers_language(string language)
    {
        CultureInfo.CurrentUICulture = new(language);

        var english = Refusals().Concat(Reasons()).Concat(Filters()).ToList();

        Assert.DoesNotContain(english, string.IsNullOrEmpty);
        Assert.All(english, sentence => Assert.NotEqual(sentence, Sentences.InWords(sentence)));
    }

    [Fact]
    public void Names_stay_as_they_are_and_words_of_ours_within_a_sentence_do_not()
    {
        CultureInfo.CurrentUICulture = new("es");

        Assert.Equal("La lista de OpenAI no tiene precio para the list of x.", Sentences.InWords("The list of OpenAI has no price for the list of x."));
        Assert.Equal("El precio de gpt-4o no tiene tarifa para búsquedas web.", Sentences.InWords("The price of gpt-4o has no rate for web searches."));
        Assert.Equal(
            "«5» en la columna 9 no se puede leer. latency admite un tiempo con su unidad, como >800ms, 5s o 1..5m (ms, s, m, h).",
            Sentences.InWords(Filter.Parse("latency:5").Error!.Message));
        Assert.Equal("introducido por anna: a deal {0}", Sentences.InWords("entered by anna: a deal {0}"));
    }

    [Fact]
    public void A_sentence_nobody_translated_and_every_sentence_for_readers_of_English_stays_as_it_is()
    {
        CultureInfo.CurrentUICulture = new("zh-Hans");
        Assert.Equal("Something a newer version says.", Sentences.InWords("Something a newer version says."));
        Assert.Null(Sentences.InWords(null));

        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        Assert.Equal("The provider reported no usage.", Sentences.InWords("The provider reported no usage."));
    }

    private static IEnumerable<string?> Refusals()
    {
        yield return new OwnPrice { Model = "" }.Refuse();
        yield return new OwnPrice { Model = "a*b" }.Refuse();
        yield return new OwnPrice { Model = "m", StartsAt = Sample.Noon, EndsAt = Sample.Noon }.Refuse();
        yield return new OwnPrice { Model = "m", Rates = "{}" }.Refuse();
        yield return new OwnPrice { Model = "m", Rates = """{"watts":300}""" }.Refuse();
        yield return new OwnPrice { Model = "m", Rates = """{"watts":-1,"usd_per_kwh":1}""" }.Refuse();
        yield return new OwnPrice { Model = "m", Rates = """{"usd_per_kwh":-1,"watts":1}""" }.Refuse();
        yield return new OwnPrice { Model = "m", Rates = """{"input":-1}""" }.Refuse();
        yield return new OwnPrice { Model = "m", Rates = """{"batch":{}}""" }.Refuse();
        yield return new OwnPrice { Model = "m", Rates = """{"input":1,"above":[{"input_tokens":0,"input":2}]}""" }.Refuse();
        yield return new UpstreamTerms().Refuse();
        yield return new UpstreamTerms { Upstream = "u", Provider = "nobody" }.Refuse();
        yield return new UpstreamTerms { Upstream = "u", Factor = 101 }.Refuse();
        yield return UpstreamName.Refuse("A b");
        yield return UpstreamName.Refuse("metrics");
        foreach (var url in (string[])["ftp://x", "http://ü.example/", "http://u:p@x/", "http://x/?q", "http://x:0/"])
        {
            yield return UpstreamUrl.Refuse(url);
        }
    }

    private static IEnumerable<string?> Filters()
    {
        string[] wrong =
        [
            "modle:x", "http://x", "status:abc", "cost:abc", "latency:5", "request_size:x", "tokens:abc", "tokens:9..3", "outcome:complete", "capture:x", "user:", "(a", "a)", "a OR",
            "\"a", "a\"b\"", "a or b", "a - b", "model:>3", "prop.:x", "id:1", "stream:x", "a*b*c*d*e*f*g*h*i*j", new('a', 5_000), new('(', 20), string.Join(' ', Enumerable.Repeat("a", 101)),
        ];
        return wrong.Select(text => Filter.Parse(text).Error?.Message);
    }

    private static IEnumerable<string?> Reasons()
    {
        var chat = new Bill
        {
            ProjectId = Project,
            Upstream = "openai",
            Endpoint = "chat",
            At = Sample.Noon,
            ModelServed = "gpt-4o",
            ModelRequested = "gpt-4o",
            Usage = new(1000, Output: 100),
        };
        var listed = PriceBook.Catalogue;
        yield return listed.PriceOf(chat with { Usage = null }).Reason;
        yield return listed.PriceOf(chat with { Usage = new(null, Output: 5) }).Reason;
        yield return listed.PriceOf(chat with { Usage = new(5) }).Reason;
        yield return listed.PriceOf(chat with { ModelServed = "tts-1", ModelRequested = "tts-1", Usage = new(null) }).Reason;
        yield return listed.PriceOf(chat with { ModelServed = "moss-9", ModelRequested = "moss-9" }).Reason;
        yield return listed.PriceOf(chat with { ServiceTier = "moss" }).Reason;
        yield return listed.PriceOf(chat with { ModelServed = null, ModelRequested = null }).Reason;
        yield return listed.PriceOf(chat with { ModelServed = null, ModelRequested = null, Endpoint = "other" }).Reason;
        yield return listed.PriceOf(chat with { Upstream = "nobody" }).Reason;
        yield return listed.PriceOf(chat with { Upstream = "ollama" }).Reason;
        var elsewhere = PriceBook.Create([], [], [new(null, "it", new("https://llm.example"), false)]);
        yield return elsewhere.PriceOf(chat with { Upstream = "it" }).Reason;
        var own = PriceBook.Create([Own("m", """{"input":1,"output":1,"batch":{"input":1}}"""), Own("n", """{"input":1}""")], [], []);
        yield return own.PriceOf(chat with { ModelServed = "m", ServiceTier = "flex" }).Reason;
        yield return own.PriceOf(chat with { ModelServed = "n" }).Reason;
        yield return own.PriceOf(chat with { ModelServed = "m" }).Cost?.Price.Source;
    }

    private static OwnPrice Own(string model, string rates) =>
        new() { Id = Guid.CreateVersion7(Sample.Noon), ProjectId = Project, Model = model, Rates = rates, CreatedBy = "anna", Note = "a deal" };
}

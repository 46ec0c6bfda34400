using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Keys;
using Observability.Dashboard.Prices;
using Observability.Dashboard.Revisions;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Upstreams;
using Observability.Domain.Audit;
using Observability.Domain.Keys;
using Observability.Domain.Pricing;
using Observability.Domain.Revisions;
using Observability.Testing;
using PriceList = Observability.Dashboard.Prices.PriceList;

namespace Observability.Dashboard.Tests.Views;

/// <summary>Keys, upstreams, prices and revisions in each language, drawn in the states that say most.</summary>
public sealed class PriceLanguageTests
{
    [Theory]
    [InlineData("es")]
    [InlineData("zh-Hans")]
    public async Task No_English_is_left_on_keys_upstreams_prices_and_revisions(string language)
    {
        CultureInfo.CurrentUICulture = new(language);

        var pages = await Task.WhenAll(Keys().Concat(Upstreams()).Concat(Prices()).Concat(Revisions()));

        Assert.All(pages, html => Assert.Empty(TextFile.LeftInEnglish(html, language)));
    }

    [Theory]
    [InlineData("en", "Price again: model llama3*|412,338 of 500,000 requests change.|ordered by anna|Apply…|by model")]
    [InlineData("es", "Volver a valorar: modelo llama3*|Cambian 412,338 de 500,000 solicitudes.|solicitado por anna|Aplicar…|por modelo")]
    [InlineData("zh-Hans", "重新计价：模型 llama3*|500,000 个请求中有 412,338 个会变化。|anna 发起|应用…|按模型")]
    public async Task A_revision_reads_well_in_each_language(string language, string said)
    {
        CultureInfo.CurrentUICulture = new(language);

        var html = System.Text.RegularExpressions.Regex.Replace(await Revision(RevisionState.Ready), "<[^>]*>", "");

        Assert.All(said.Split('|'), part => Assert.Contains(part, html, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<Task<string>> Keys()
    {
        var keys = new[] { Key(null, null), Key(Sample.Noon.AddDays(1), null), Key(Sample.Noon.AddDays(-1), null), Key(null, Sample.Noon) };
        yield return Html<KeyList>(("Keys", keys), ("Now", Sample.Noon), ("OnRevoke", EventCallback<KeySummary>.Empty));
        yield return Html<KeyForm>(("Now", Sample.Noon), ("OnCreate", EventCallback<CreateKey>.Empty), ("OnCancel", EventCallback.Empty));
        foreach (var kind in Enum.GetValues<KeyKind>())
        {
            var created = new CreatedKey(Key(null, null) with { Kind = kind }, new("obs_w_x"));
            yield return Html<KeyCreated>(("Key", created), ("Ingest", "http://10.0.0.5:8787"), ("OnDone", EventCallback.Empty));
        }
    }

    private static IEnumerable<Task<string>> Upstreams()
    {
        var own = new UpstreamSummary(Guid.CreateVersion7(Sample.Noon), "groq", "https://api.groq.example", "openai", true, "9fGh", "dashboard", true, Sample.Noon);
        var rows = new[] { own, own with { Id = Guid.CreateVersion7(), Source = "environment", CredentialHint = null }, own with { Id = Guid.CreateVersion7(), Source = "builtin", OwnedByProject = false } };
        var results = new Dictionary<Guid, UpstreamTest> { [own.Id] = new(true, 200, TimeSpan.FromMilliseconds(12), "") };
        yield return Html<UpstreamList>(
            ("Upstreams", rows), ("Ingest", "http://10.0.0.5:8787"), ("Results", results), ("Testing", own.Id), ("OnTest", EventCallback<UpstreamSummary>.Empty),
            ("OnEdit", EventCallback<UpstreamSummary>.Empty), ("OnRemove", EventCallback<UpstreamSummary>.Empty));
        yield return Html<UpstreamForm>(
            ("Of", own), ("Families", new[] { "openai" }), ("Ingest", "http://10.0.0.5:8787"), ("OnSave", EventCallback<SaveUpstream>.Empty), ("OnCancel", EventCallback.Empty));
    }

    private static IEnumerable<Task<string>> Prices()
    {
        var price = new OwnPrice
        {
            Model = "m",
            CreatedBy = "anna",
            Rates = """{"input":3,"reasoning":4,"request":1,"machine_hour":0.4,"usd_per_kwh":0.3,"watts":350,"above":[{"input_tokens":200000,"input":6}],"batch":{"input":1.5}}""",
        };
        var group = new UnpricedGroup("ollama", "llama3.2", "The provider reported no usage.", 1204, null, null, Sample.Noon, Sample.Noon, false);
        yield return Html<UnpricedList>(("Unpriced", new UnpricedExchanges(Sample.Noon, Sample.Noon, [group, group with { Upstream = "", HasPriceNow = true }], 30, 9000)), ("Allowed", true));
        yield return Html<PriceList>(("Prices", new[] { price }), ("Allowed", true));
        yield return Html<PriceForm>(
            ("Of", new SavePrice(null, "m", null, null, null, price.Rates, null)), ("Upstreams", new[] { "openai" }),
            ("OnSave", EventCallback<SavePrice>.Empty), ("OnCancel", EventCallback.Empty));
        yield return Html<TermsList>(
            ("Lines", new UpstreamBilling[] { new("a", null, null, null), new("b", "https://b.example", "OpenAI", new() { Upstream = "b" }) }), ("Allowed", true));
        yield return Html<TermsForm>(("Of", new SaveTerms("a", null, 0.8m, null)), ("OnSave", EventCallback<SaveTerms>.Empty), ("OnCancel", EventCallback.Empty));
        yield return Html<CatalogueTable>(("Prices", PriceCatalogue.All.Where(p => p.Hours.Count > 0).Concat(PriceCatalogue.All.Take(5)).Select(p => p with { Note = null }).ToList()));
        foreach (var priced in new[] { Priced.Unpriced("The provider reported no usage."), new(PricingState.NotBilled, null, null), Cost("openai", null), Cost("own", Guid.CreateVersion7()) })
        {
            yield return Html<Estimate>(("Upstreams", new[] { "openai" }), ("Of", new WhatWouldItCost("openai", "m", 1000, 250)), ("Answer", new Loadable<Priced>(priced, null)));
        }
    }

    private static IEnumerable<Task<string>> Revisions()
    {
        foreach (var state in Enum.GetValues<RevisionState>())
        {
            yield return Revision(state);
        }

        var order = new OrderRevision(RevisionKind.Reprice, null, null, null, null, null);
        foreach (var lead in new[] { null, "§" })
        {
            yield return Html<OrderForm>(("Of", order), ("Lead", lead), ("Upstreams", new[] { "openai" }), ("OnOrder", EventCallback<OrderRevision>.Empty), ("OnCancel", EventCallback.Empty));
        }
    }

    private static Task<string> Revision(RevisionState state)
    {
        var revision = new Revision
        {
            Id = Guid.CreateVersion7(Sample.Noon),
            State = state,
            Model = "llama3*",
            Seen = 500_000,
            Changed = 412_338,
            Applied = 412_338,
            LeftAlone = 3,
            Undone = 9,
            Error = "InvalidOperationException: what was done until then stays. The dashboard's log says more.",
        };
        var sum = new RevisionSum { Changes = 412_338, CostAfter = 81.2m, EstimatedAfter = 1, UnpricedBefore = 412_338 };
        var split = new RevisionSplit([sum], sum, 16);
        return Html<RevisionView>(
            ("Preview", new RevisionPreview(revision, sum, split, split, [sum])), ("Allowed", true),
            ("History", new[] { new AuditEntry { What = "revision.ordered", Who = "anna", At = Sample.Noon } }));
    }

    private static Priced Cost(string provider, Guid? own) => new(
        PricingState.Priced, new(0.5m, [new(RateKind.MachineHour, 1, 0.5m, 1, 0.8m, 0.5m)], new(provider, "m", Sample.Noon, "standard", "entered by anna", own)), null);

    private static KeySummary Key(DateTimeOffset? expires, DateTimeOffset? revoked) =>
        new(Guid.CreateVersion7(), KeyKind.Write, "§", "obs_w_x", Sample.Noon, expires, revoked, null);

    private static async Task<string> Html<T>(params (string, object?)[] parameters)
        where T : IComponent => WebUtility.HtmlDecode(await Render.HtmlAsync<T>(parameters));
}

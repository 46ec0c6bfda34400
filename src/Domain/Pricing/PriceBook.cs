using System.Collections.Frozen;
using Observability.Domain.Formats;
using Observability.Domain.Upstreams;

namespace Observability.Domain.Pricing;

/// <summary>Every price in force: the catalogue's, and those of the projects' own. Pure and immutable.</summary>
public sealed class PriceBook
{
    private const string NotRead = "No format reads this call, so what it used is not known.";

    // Why the prices of an upstream ({0}) are on no list.
    private const string OwnMachine = "The upstream {0} is a machine of your own: enter a price per token or per machine hour.";
    private const string NotInCatalogue = "The upstream {0} is not one of the providers in the catalogue: say by whose list it bills, or enter prices.";
    private const string Relay =
        "Open WebUI ({0}) bills nothing itself: the cost is with the calls it makes to its providers, where these come through here too. Else enter a price.";

    private static readonly FrozenSet<string> FreeEndpoints = FrozenSet.ToFrozenSet(["models", "count", "count_tokens", "files", "batches"], StringComparer.Ordinal);

    private readonly FrozenDictionary<string, PriceList> _lists;
    private readonly FrozenDictionary<Guid, OwnPriceList> _own;
    private readonly FrozenDictionary<(Guid Project, string Upstream), UpstreamTerms> _terms;
    private readonly FrozenDictionary<(Guid? Project, string Upstream), (PriceList? List, string Unlisted)> _upstreams;

    private PriceBook(
        FrozenDictionary<string, PriceList> lists, IEnumerable<OwnPrice> own, IEnumerable<UpstreamTerms> terms, IEnumerable<BillingUpstream> upstreams)
    {
        _lists = lists;
        _own = own.GroupBy(p => p.ProjectId).ToFrozenDictionary(p => p.Key, p => new OwnPriceList(p));
        _terms = terms.Where(t => t.Refuse() is null).GroupBy(t => (t.ProjectId, t.Upstream)).ToFrozenDictionary(t => t.Key, t => t.Last());
        var providers = lists.Values.Select(l => l.Provider).ToArray();
        _upstreams = Builtin.Concat(upstreams).GroupBy(u => (u.ProjectId, u.Name)).ToFrozenDictionary(u => u.Key, u => BilledBy(u.Last(), providers, lists));
    }

    /// <summary>Without any price of a project's own or upstream but the builtin ones.</summary>
    public static PriceBook Catalogue { get; } = Create([], [], []);

    private static IEnumerable<BillingUpstream> Builtin => BuiltinUpstreams.All.Select(b => new BillingUpstream(null, b.Name, new(b.BaseUrl), b.AllowPrivate) { Format = b.Format });

    /// <summary>A book of the catalogue and these prices.</summary>
    /// <param name="own">The projects' own prices; those that cannot be read are left out.</param>
    /// <param name="terms">How upstreams bill; those that cannot be read are left out.</param>
    /// <param name="upstreams">The upstreams there are beside the builtin ones; of two with the same project and name the later one counts.</param>
    public static PriceBook Create(IEnumerable<OwnPrice> own, IEnumerable<UpstreamTerms> terms, IEnumerable<BillingUpstream> upstreams) =>
        new(CatalogueLists.All, own, terms, upstreams);

    /// <summary>The same of another catalogue, for tests.</summary>
    internal static PriceBook Create(
        IReadOnlyList<CataloguePrice> catalogue, IEnumerable<OwnPrice> own, IEnumerable<UpstreamTerms> terms, IEnumerable<BillingUpstream> upstreams) =>
        new(ListsOf(catalogue), own, terms, upstreams);

    /// <summary>By whose list an upstream bills a project; null when that cannot be told.</summary>
    public CatalogueProvider? ProviderOf(Guid projectId, string upstream) => ListOf(projectId, upstream).List?.Provider;

    /// <summary>What <paramref name="bill"/> comes to, or why that cannot be said. Never throws.</summary>
    public Priced PriceOf(Bill bill)
    {
        if (!bill.IsSpend || FreeEndpoints.Contains(bill.Endpoint))
        {
            return Priced.NotBilled;
        }

        try
        {
            return bill.Shares.Count == 0 ? PriceOfOne(bill) : PriceOfShares(bill);
        }
        catch (OverflowException)
        {
            return Priced.Unpriced("The usage the provider reported is too large to be true.");
        }
    }

    /// <summary>When, within a stretch of time, another price began to hold for standard calls of a model, in order.</summary>
    /// <param name="projectId">Whose own prices count.</param>
    /// <param name="upstream">Where the calls go.</param>
    /// <param name="model">The model as requests or answers name it.</param>
    /// <param name="from">Changes after that moment.</param>
    /// <param name="to">Changes before that moment.</param>
    public IReadOnlyList<PriceChange> ChangesOf(Guid projectId, string upstream, string model, DateTimeOffset from, DateTimeOffset to)
    {
        var own = _own.GetValueOrDefault(projectId);
        var history = ListOf(projectId, upstream).List is { } list ? Find(list, model, model, isShare: false) : null;
        return
        [
            .. (own?.MomentsOf(upstream, model) ?? []).Concat(history?.Starts ?? []).Where(at => at > from && at < to).Distinct().Order()
                .Select(at => new PriceChange(at, InForceAt(at.AddTicks(-1)), InForceAt(at))).Where(c => c.Before != c.After),
        ];

        PriceReference? InForceAt(DateTimeOffset at)
        {
            var tariffs = own?.Find(upstream, model, model, at) ?? history?.InForceAt(at);
            return tariffs?.GetValueOrDefault(RateTable.Standard)?.Reference ?? tariffs?.Values.OrderBy(t => t.Reference.Tier, StringComparer.Ordinal).FirstOrDefault()?.Reference;
        }
    }

    private Priced PriceOfOne(Bill bill)
    {
        var lines = new List<CostLine>(4);
        var (charge, reason) = ChargeOf(bill, bill.ModelServed, bill.ModelRequested, isShare: false);
        reason ??= charge.AddTo(lines, bill.Usage, bill, isCall: true);
        return reason is null ? Total(bill, lines, charge.Tariff.Reference) : Priced.Unpriced(reason);
    }

    private Priced PriceOfShares(Bill bill)
    {
        var lines = new List<CostLine>(8);
        PriceReference? first = null;
        foreach (var share in bill.Shares)
        {
            var (charge, reason) = ChargeOf(bill, share.Model, requested: null, isShare: true);
            reason ??= charge.AddTo(lines, share.Usage, bill, isCall: first is null);
            if (reason is not null)
            {
                return Priced.Unpriced(reason);
            }

            first ??= charge.Tariff.Reference;
        }

        return SearchesBeside(bill, lines) is { } refusal ? Priced.Unpriced(refusal) : Total(bill, lines, first!);
    }

    // Searches are counted for the whole answer, whichever model asked for them.
    private string? SearchesBeside(Bill bill, List<CostLine> lines)
    {
        var rest = (bill.Usage?.Searches ?? 0) - bill.Shares.Sum(s => s.Usage.Searches ?? 0);
        if (rest <= 0)
        {
            return null;
        }

        var (charge, reason) = ChargeOf(bill, bill.ModelServed, bill.ModelRequested, isShare: true);
        return reason ?? charge.AddTo(lines, new Usage(0, Output: 0) { Searches = rest }, bill, isCall: false);
    }

    private static Priced Total(Bill bill, List<CostLine> lines, PriceReference reference)
    {
        var usd = 0m;
        foreach (var line in lines)
        {
            usd += line.Usd;
        }

        return new(bill.IsEstimate ? PricingState.Estimated : PricingState.Priced, new(usd, lines, reference), null);
    }

    private (Charge Charge, string? Reason) ChargeOf(Bill bill, string? served, string? requested, bool isShare)
    {
        var name = served ?? requested;
        var label = isShare ? name : null;
        var tier = ServiceTiers.NameOf(bill.ServiceTier);
        if (_own.TryGetValue(bill.ProjectId, out var own) && own.Find(bill.Upstream, served, requested, bill.At) is { } mine)
        {
            // One rate for everything holds in every tier; a price that knows tiers is silent about those it does not name.
            var tariff = mine.GetValueOrDefault(tier) ?? (mine.Count == 1 ? mine.GetValueOrDefault(RateTable.Standard) : null);
            return tariff is null ? (default, $"Your own price of {name ?? "this call"} names no {tier} tier.") : (new(tariff, 1, null, name ?? "this call", label), null);
        }

        if (name is null)
        {
            return (default, bill.Endpoint == "other" ? NotRead : "Neither the request nor the answer names a model.");
        }

        var (list, factor, reason) = ListOf(bill.ProjectId, bill.Upstream);
        if (list is null)
        {
            return (default, reason);
        }

        var history = Find(list, served, requested, isShare);
        return history?.InForceAt(bill.At) is not { } tariffs ? (default, NotListed(list, name, history is not null))
            : tariffs.TryGetValue(tier, out var listed) ? (new(listed, factor, list.Provider, name, label), null)
            : (default, $"There is no price for the {tier} tier of {name} in the list of {list.Provider.Name}.");
    }

    private static PriceHistory? Find(PriceList list, string? served, string? requested, bool isShare)
    {
        var named = list.Provider.NamedBy;
        if (named == NamedBy.Requested && !isShare)
        {
            return requested is null ? null : list.Find(requested);
        }

        if (served is not null && list.Find(served) is { } history)
        {
            return history;
        }

        // What answered with another model did not sell the one asked for.
        return requested is null || (served is not null && (named == NamedBy.Served || !ModelNames.AreOneModel(served, requested))) ? null : list.Find(requested);
    }

    private static string NotListed(PriceList list, string name, bool isLater) => isLater
        ? $"The price of {name} in the list of {list.Provider.Name} starts later than this call."
        : $"The list of {list.Provider.Name} has no price for {name}.";

    private (PriceList? List, decimal Factor, string? Reason) ListOf(Guid projectId, string upstream)
    {
        var terms = _terms.GetValueOrDefault((projectId, upstream));
        var factor = terms?.Factor ?? 1;
        if (terms?.Provider is { } provider)
        {
            return _lists.TryGetValue(provider, out var chosen) ? (chosen, factor, null) : (null, factor, $"The catalogue has no provider {provider} any more.");
        }

        if (!_upstreams.TryGetValue((projectId, upstream), out var found) && !_upstreams.TryGetValue((null, upstream), out found))
        {
            return (null, factor, $"The upstream {upstream} is not configured any more: say by whose list it bills, or enter prices.");
        }

        return found.List is not null ? (found.List, factor, null)
            : (null, factor, found.Unlisted.Replace("{0}", upstream, StringComparison.Ordinal));
    }

    private static (PriceList? List, string Unlisted) BilledBy(
        BillingUpstream upstream, IReadOnlyList<CatalogueProvider> providers, FrozenDictionary<string, PriceList> lists) =>
        (PriceCatalogue.Find(upstream.Prices ?? "") ?? BillingHosts.ProviderOf(upstream, providers)) is { } provider
            ? (lists[provider.Id], "")
            : (null, upstream.Format == "openwebui" ? Relay : upstream.AllowPrivate || BillingHosts.IsLocal(upstream.BaseUrl) ? OwnMachine : NotInCatalogue);

    private static FrozenDictionary<string, PriceList> ListsOf(IReadOnlyList<CataloguePrice> catalogue)
    {
        var prices = catalogue.ToLookup(p => p.Provider, StringComparer.Ordinal);
        var alone = PriceCatalogue.Providers.ToDictionary(p => p.Id, p => new PriceList(p, prices[p.Id], []), StringComparer.Ordinal);
        return PriceCatalogue.Providers.ToFrozenDictionary(
            p => p.Id, p => p.Then.Count == 0 ? alone[p.Id] : new PriceList(p, prices[p.Id], p.Then.Select(id => alone[id])), StringComparer.Ordinal);
    }

    // Built once and shared: the lists of 1,700 prices, whatever a project adds to them.
    private static class CatalogueLists
    {
        public static readonly FrozenDictionary<string, PriceList> All = ListsOf(PriceCatalogue.All);
    }
}

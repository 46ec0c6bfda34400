using System.Collections.Frozen;

namespace Observability.Domain.Pricing;

/// <summary>The list of one provider: finds the price of a model by exact id, by alias, by the longest prefix whose rest is only a revision. Never by likeness.</summary>
internal sealed class PriceList
{
    private readonly FrozenDictionary<string, PriceHistory> _byId;
    private readonly FrozenDictionary<string, PriceHistory> _byPrefix;
    private readonly PriceList[] _then;

    /// <param name="provider">Whose it is.</param>
    /// <param name="prices">Its prices.</param>
    /// <param name="then">Lists that hold for what this one lacks.</param>
    public PriceList(CatalogueProvider provider, IEnumerable<CataloguePrice> prices, IEnumerable<PriceList> then)
    {
        Provider = provider;
        _then = [.. then];
        var byId = new Dictionary<string, PriceHistory>(StringComparer.OrdinalIgnoreCase);
        var byPrefix = new Dictionary<string, PriceHistory>(StringComparer.OrdinalIgnoreCase);
        foreach (var model in prices.GroupBy(p => p.Model, StringComparer.OrdinalIgnoreCase))
        {
            var history = new PriceHistory(model);
            byId[model.Key] = history;
            foreach (var alias in model.SelectMany(p => p.Aliases))
            {
                byId.TryAdd(alias, history);
            }

            foreach (var prefix in model.SelectMany(p => p.Prefixes))
            {
                byPrefix.TryAdd(prefix, history);
            }
        }

        _byId = byId.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _byPrefix = byPrefix.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whose it is.</summary>
    public CatalogueProvider Provider { get; }

    /// <summary>The prices of this model; null when the list has none.</summary>
    public PriceHistory? Find(ReadOnlySpan<char> model)
    {
        var name = ModelNames.Bare(model);
        if (Listed(name) is { } history)
        {
            return history;
        }

        // At most a region and a vendor: us.amazon.nova-lite.
        for (var rest = ModelNames.WithoutLead(name); rest.Length > 0; rest = ModelNames.WithoutLead(rest))
        {
            if (Listed(rest) is { Anywhere: true } regional)
            {
                return regional;
            }
        }

        foreach (var other in _then)
        {
            if (other.Find(name) is { } elsewhere)
            {
                return elsewhere;
            }
        }

        return null;
    }

    private PriceHistory? Listed(ReadOnlySpan<char> name)
    {
        if (_byId.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var exact))
        {
            return exact;
        }

        var prefixes = _byPrefix.GetAlternateLookup<ReadOnlySpan<char>>();
        if (prefixes.TryGetValue(name, out var whole))
        {
            return whole;
        }

        for (var end = name.LastIndexOfAny("-@:"); end > 0; end = name[..end].LastIndexOfAny("-@:"))
        {
            if (prefixes.TryGetValue(name[..end], out var history) && ModelNames.IsRevision(name[..end], name[end..]))
            {
                return history;
            }
        }

        return null;
    }
}

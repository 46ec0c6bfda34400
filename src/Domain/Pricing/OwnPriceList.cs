using System.Collections.Frozen;

namespace Observability.Domain.Pricing;

/// <summary>The prices of one project's own, best first.</summary>
/// <param name="prices">The project's prices; those that cannot be read are left out.</param>
internal sealed class OwnPriceList(IEnumerable<OwnPrice> prices)
{
    private readonly Entry[] _entries =
    [
        .. prices.Select(Entry.Of).OfType<Entry>()
            .OrderByDescending(e => e.Upstream is not null)
            .ThenByDescending(e => !e.IsPrefix)
            .ThenByDescending(e => e.Model.Length)
            .ThenByDescending(e => e.From),
    ];

    /// <summary>The tariffs that hold for a call, by tier; null when none of the prices names it.</summary>
    public FrozenDictionary<string, Tariff>? Find(string upstream, string? served, string? requested, DateTimeOffset at)
    {
        foreach (var entry in _entries)
        {
            if ((entry.Upstream is null || entry.Upstream == upstream) && entry.From <= at && at < entry.Until && (entry.Names(served) || entry.Names(requested)))
            {
                return entry.Tariffs;
            }
        }

        return null;
    }

    /// <summary>When a price that names the model at the upstream begins or ends.</summary>
    public IEnumerable<DateTimeOffset> MomentsOf(string upstream, string model) => _entries
        .Where(e => (e.Upstream is null || e.Upstream == upstream) && e.Names(model))
        .SelectMany(e => new[] { e.From, e.Until }).Where(at => at > DateTimeOffset.MinValue && at < DateTimeOffset.MaxValue);

    private sealed record Entry(string? Upstream, string Model, bool IsPrefix, DateTimeOffset From, DateTimeOffset Until, FrozenDictionary<string, Tariff> Tariffs)
    {
        public static Entry? Of(OwnPrice price)
        {
            if (price.Refuse() is not null || !RateTableJson.TryRead(price.Rates, out var table, out _))
            {
                return null;
            }

            var source = price.Note is null ? $"entered by {price.CreatedBy}" : $"entered by {price.CreatedBy}: {price.Note}";
            var reference = new PriceReference("own", price.Model, price.StartsAt, RateTable.Standard, source, price.Id);
            return new(
                price.Upstream, price.Model.TrimEnd('*'), price.Model.EndsWith('*'),
                price.StartsAt ?? DateTimeOffset.MinValue, price.EndsAt ?? DateTimeOffset.MaxValue, Tariff.Of(table!, reference));
        }

        public bool Names(string? model) => model is null
            ? IsPrefix && Model.Length == 0
            : IsPrefix ? model.StartsWith(Model, StringComparison.OrdinalIgnoreCase) : model.Equals(Model, StringComparison.OrdinalIgnoreCase);
    }
}

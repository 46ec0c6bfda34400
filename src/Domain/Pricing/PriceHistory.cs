using System.Collections.Frozen;

namespace Observability.Domain.Pricing;

/// <summary>The prices of one model of one provider over time.</summary>
internal sealed class PriceHistory
{
    // Latest first.
    private readonly Version[] _allDay;
    private readonly Version[] _atHours;

    /// <param name="prices">All prices of one model; at least one.</param>
    public PriceHistory(IEnumerable<CataloguePrice> prices)
    {
        var versions = prices.Select(p => new Version(p)).OrderByDescending(v => v.Start).ToArray();
        Anywhere = Array.Exists(versions, v => v.Price.Anywhere);
        _allDay = Array.FindAll(versions, v => v.Price.Hours.Count == 0);
        _atHours = Array.FindAll(versions, v => v.Price.Hours.Count > 0);
    }

    /// <summary>Whether the model has this price under every region's name.</summary>
    public bool Anywhere { get; }

    /// <summary>When its prices begin; those that hold since ever are not among them.</summary>
    public IEnumerable<DateTimeOffset> Starts => _allDay.Concat(_atHours).Select(v => v.Start).Where(at => at > DateTimeOffset.MinValue);

    /// <summary>The tariffs by tier that were in force then; null when none was yet.</summary>
    public FrozenDictionary<string, Tariff>? InForceAt(DateTimeOffset at)
    {
        var allDay = Array.Find(_allDay, v => v.Start <= at);
        if (_atHours.Length == 0 || Array.Find(_atHours, v => v.Start <= at) is not { } latest || latest.Start < (allDay?.Start ?? DateTimeOffset.MinValue))
        {
            return allDay?.Tariffs;
        }

        return (Array.Find(_atHours, v => v.Start == latest.Start && v.HoldsAt(at)) ?? allDay)?.Tariffs;
    }

    private sealed class Version(CataloguePrice price)
    {
        public CataloguePrice Price { get; } = price;

        public DateTimeOffset Start { get; } = price.StartsAt ?? DateTimeOffset.MinValue;

        public FrozenDictionary<string, Tariff> Tariffs { get; } = Tariff.Of(
            price.Rates, new(price.Provider, price.Model, price.StartsAt, RateTable.Standard, price.Sources.Count > 0 ? price.Sources[0] : ""));

        public bool HoldsAt(DateTimeOffset at)
        {
            var utc = at.UtcDateTime;
            return !(Price.WeekdaysOnly && utc.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
                && Price.Hours.Any(w => w.Contains(TimeOnly.FromDateTime(utc)));
        }
    }
}

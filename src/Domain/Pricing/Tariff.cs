using System.Collections.Frozen;

namespace Observability.Domain.Pricing;

/// <summary>The rates of one tier of one price, laid out to be looked up fast.</summary>
internal sealed class Tariff
{
    private static readonly int Kinds = Enum.GetValues<RateKind>().Length;

    private readonly decimal?[] _base;
    private readonly (long Above, decimal?[]? Rates)[] _steps;

    public Tariff(TierRates tier, decimal electricityPerHour, PriceReference reference)
    {
        Reference = reference;
        _base = Lay(new decimal?[Kinds], tier.Rates);
        if (electricityPerHour > 0)
        {
            _base[(int)RateKind.MachineHour] = (_base[(int)RateKind.MachineHour] ?? 0) + electricityPerHour;
        }

        // A step without rates says that calls as long as that are not offered.
        var below = _base;
        _steps = [.. tier.Steps.Select(s => (s.AboveInputTokens, s.Rates.Count == 0 ? null : below = Lay([.. below], s.Rates)))];
    }

    /// <summary>Which price it is.</summary>
    public PriceReference Reference { get; }

    /// <summary>The rates of a call with so many input tokens, by kind; null when such a call has none.</summary>
    public decimal?[]? RatesAt(long inputTokens)
    {
        var rates = _base;
        foreach (var (above, higher) in _steps)
        {
            if (inputTokens <= above)
            {
                break;
            }

            rates = higher;
        }

        return rates;
    }

    /// <summary>The tariffs of <paramref name="table"/> by tier.</summary>
    public static FrozenDictionary<string, Tariff> Of(RateTable table, PriceReference reference)
    {
        var electricity = table.ElectricityPerHour ?? 0;
        var tiers = table.Tiers.ToDictionary(
            t => t.Key, t => new Tariff(t.Value, electricity, reference with { Tier = t.Key }), StringComparer.Ordinal);
        if (tiers.Count == 0 && electricity > 0)
        {
            tiers[RateTable.Standard] = new(new(FrozenDictionary<RateKind, decimal>.Empty, []), electricity, reference);
        }

        return tiers.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static decimal?[] Lay(decimal?[] rates, IReadOnlyDictionary<RateKind, decimal> given)
    {
        foreach (var (kind, rate) in given)
        {
            rates[(int)kind] = rate;
        }

        return rates;
    }
}

using System.Collections.Frozen;

namespace Observability.Domain.Pricing;

/// <summary>What one price asks for everything: rates by tier, and where a local machine does the work, what the machine costs.</summary>
/// <remarks>
/// Written as JSON (<see cref="RateTableJson"/>), the rates of the standard tier on top and every other tier as an object of its own:
/// <code>{"input":2.5,"output":15,"above":[{"input_tokens":271999,"input":5,"output":22.5}],"flex":{"input":1.25,"output":7.5}}</code>
/// A kind that is not named has no rate: what is used of it cannot be priced, unless it is a part of something that can.
/// </remarks>
public sealed record RateTable
{
    /// <summary>Name of the tier of calls whose answer names none.</summary>
    public const string Standard = "standard";

    /// <summary>Rates by tier: <c>standard</c>, <c>flex</c>, <c>priority</c>, <c>batch</c>, or another name the provider's answers carry.</summary>
    public IReadOnlyDictionary<string, TierRates> Tiers { get; init; } = FrozenDictionary<string, TierRates>.Empty;

    /// <summary>What a kilowatt-hour costs, US dollars; null when the machine's time is not priced by its electricity.</summary>
    public decimal? UsdPerKwh { get; init; }

    /// <summary>What the machine draws while it works, watts; goes with <see cref="UsdPerKwh"/>.</summary>
    public decimal? Watts { get; init; }

    /// <summary>Rates of the standard tier alone.</summary>
    public static RateTable Of(IReadOnlyDictionary<RateKind, decimal> rates) =>
        new() { Tiers = new Dictionary<string, TierRates>(StringComparer.Ordinal) { [Standard] = new(rates, []) } };

    /// <summary>What an hour of the machine's electricity costs, US dollars; null when it is not priced so.</summary>
    public decimal? ElectricityPerHour => UsdPerKwh * Watts / 1000m;

    /// <summary>Null when a person may enter this table as a price; otherwise a sentence that says why not.</summary>
    public string? Refuse()
    {
        if (Tiers.Count == 0 && UsdPerKwh is null && Watts is null)
        {
            return "A price needs at least one rate, such as input and output per million tokens.";
        }

        if (UsdPerKwh is null != Watts is null)
        {
            return "A price by electricity needs both: US dollars per kilowatt-hour, and the watts the machine draws.";
        }

        return RefuseAmount("US dollars per kilowatt-hour", UsdPerKwh) ?? RefuseAmount("watts", Watts)
            ?? Tiers.Select(t => RefuseTier(t.Key, t.Value)).FirstOrDefault(refusal => refusal is not null);
    }

    private static string? RefuseTier(string name, TierRates tier)
    {
        if (tier.Rates.Count == 0)
        {
            return $"The tier '{name}' has no rates.";
        }

        var floor = 0L;
        foreach (var step in tier.Steps)
        {
            if (step.AboveInputTokens <= floor)
            {
                return $"The steps of the tier '{name}' must be above 0 input tokens, each above the one before.";
            }

            floor = step.AboveInputTokens;
        }

        return tier.Rates.Concat(tier.Steps.SelectMany(s => s.Rates))
            .Select(r => RefuseAmount(EnumNames.NameOf(r.Key), r.Value)).FirstOrDefault(refusal => refusal is not null);
    }

    // The upper bound keeps any product of it within decimal's range, whatever was used.
    private static string? RefuseAmount(string what, decimal? amount) => amount is < 0 or > 1_000_000_000m
        ? $"'{what}' must be a number of US dollars from 0 to 1,000,000,000."
        : null;
}

/// <summary>The rates of one tier.</summary>
/// <param name="Rates">US dollars by kind, per what <see cref="RateKind"/> says.</param>
/// <param name="Steps">Rates of long calls, by rising number of tokens; empty when length does not matter.</param>
public sealed record TierRates(IReadOnlyDictionary<RateKind, decimal> Rates, IReadOnlyList<RateStep> Steps);

/// <summary>Rates of a call with more input than so much: the whole call is charged at them, not only what is above.</summary>
/// <param name="AboveInputTokens">The call has more input tokens than this, cached ones included.</param>
/// <param name="Rates">US dollars by kind; a kind not named keeps the rate below the step. None at all: calls as long as this have no price.</param>
public sealed record RateStep(long AboveInputTokens, IReadOnlyDictionary<RateKind, decimal> Rates);

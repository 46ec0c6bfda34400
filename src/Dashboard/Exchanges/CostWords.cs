using System.Globalization;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;

namespace Observability.Dashboard.Exchanges;

/// <summary>What the product says about what an exchange cost.</summary>
public static class CostWords
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>Said of a call there is nothing to pay for.</summary>
    public static string NotBilled => CostText.NotBilledSentence;

    /// <summary>Said of what an earlier version stored: it had no prices, and looked for none.</summary>
    public static string StoredBefore => CostText.StoredBefore;

    /// <summary>Why a row shows no amount of its own: unpriced, or not billed.</summary>
    public static string Why(Exchange row) => row.Pricing == PricingState.NotBilled ? NotBilled : Ui.Sentences.InWords(row.UnpricedReason) ?? StoredBefore;

    /// <summary>Why a row is unpriced; null when it is not.</summary>
    public static string? Reason(Exchange row) => row.Pricing == PricingState.Unpriced ? Why(row) : null;

    /// <summary>What was paid for.</summary>
    public static string Name(RateKind kind) => kind switch
    {
        RateKind.Input => CostText.InputNotCached,
        RateKind.CacheRead => CostText.CacheRead,
        RateKind.CacheWrite => CostText.CacheWrite,
        RateKind.CacheWriteHour => CostText.CacheWriteHour,
        RateKind.Output => CostText.Output,
        RateKind.Reasoning => CostText.Reasoning,
        RateKind.AudioInput => CostText.AudioInput,
        RateKind.AudioCacheRead => CostText.AudioCacheRead,
        RateKind.AudioOutput => CostText.AudioOutput,
        RateKind.ImageInput => CostText.ImageInput,
        RateKind.ImageOutput => CostText.ImageOutput,
        RateKind.Request => CostText.Call,
        RateKind.Search => CostText.WebSearches,
        RateKind.SearchUnit => CostText.SearchUnits,
        RateKind.Image => CostText.ImagesMade,
        RateKind.AudioHour => CostText.SoundHeard,
        RateKind.Character => CostText.CharactersSpoken,
        RateKind.MachineHour => CostText.MachineTime,
    };

    /// <summary>Unit of its quantity; empty for tokens, which most are.</summary>
    public static string Unit(RateKind kind) => kind switch
    {
        RateKind.AudioHour or RateKind.MachineHour => "h",
        RateKind.Request => CostText.CallUnit,
        RateKind.Input or RateKind.CacheRead or RateKind.CacheWrite or RateKind.CacheWriteHour or RateKind.Output or RateKind.Reasoning
            or RateKind.AudioInput or RateKind.AudioCacheRead or RateKind.AudioOutput or RateKind.ImageInput or RateKind.ImageOutput
            or RateKind.Search or RateKind.SearchUnit or RateKind.Image or RateKind.Character => "",
    };

    /// <summary>Who knows the quantity.</summary>
    public static string CountedBy(RateKind kind, UsageSource source) => kind switch
    {
        RateKind.Request => CostText.CountedByCall,
        RateKind.MachineHour => CostText.CountedByTime,
        _ => OutcomeWords.CountedBy(source),
    };

    /// <summary>What a rate is for: <c>1 M</c>, <c>1,000</c>, <c>image</c>.</summary>
    public static string Per(CostLine line) => line.Per switch
    {
        1_000_000 => "1 M",
        1 => line.Kind switch { RateKind.AudioHour or RateKind.MachineHour => "h", RateKind.Image => CostText.ImageUnit, RateKind.Request => CostText.CallUnit, _ => "1" },
        var many => many.ToString("#,0.######", Invariant),
    };

    /// <summary>A quantity with as many digits as it has: <c>1,204</c>, <c>0.000683</c>.</summary>
    public static string Quantity(decimal quantity) => quantity.ToString("#,0.##########", Invariant);

    /// <summary>A rate with two places or as many as it has: <c>$2.50</c>, <c>$0.075</c>.</summary>
    public static string Rate(decimal usd) => "$" + usd.ToString("#,0.00########", Invariant);

    /// <summary>Decimal places that every one of <paramref name="amounts"/> can be written with exactly: so that a column of them adds up.</summary>
    public static int Places(IEnumerable<decimal> amounts) => Math.Clamp((int)amounts.Max(a => (a / 1.0000000000000000000000000000m).Scale), 2, 28);

    /// <summary>An amount with this many places.</summary>
    public static string Amount(decimal usd, int places) =>
        (usd < 0 ? "−$" : "$") + Math.Abs(usd).ToString("N" + places.ToString(Invariant), Invariant);

    /// <summary>How our figure stands to the provider's: <c>$0.0001 less than it (4.2 %)</c>.</summary>
    public static string Against(decimal ours, decimal stated)
    {
        if (ours == stated)
        {
            return CostText.ExactlyOurs;
        }

        var apart = Math.Abs(ours - stated);
        var share = stated > 0 ? string.Create(Invariant, $" ({apart / stated:0.##%})") : "";
        return string.Format(Invariant, ours > stated ? CostText.OursIsMore : CostText.OursIsLess, Ui.Figures.ExactMoney(apart)) + share;
    }
}

using System.Globalization;
using Observability.Dashboard.Ui;
using Observability.Domain.Pricing;

namespace Observability.Dashboard.Prices;

/// <summary>How rates read: a short name of what they are asked for, per what, and the amount with the digits it is published with.</summary>
internal static class RateWords
{
    /// <summary>The kinds that have a column of their own in lists of prices.</summary>
    public static readonly IReadOnlyList<RateKind> Main = [RateKind.Input, RateKind.CacheRead, RateKind.CacheWrite, RateKind.Output];

    /// <summary>Dollars with two digits or as many as there are: <c>$2.50</c>, <c>$0.075</c>.</summary>
    public static string Amount(decimal usd) => "$" + usd.ToString("#,0.00##########", CultureInfo.InvariantCulture);

    /// <summary>What a kind is.</summary>
    public static string Name(RateKind kind) => kind switch
    {
        RateKind.Input => RatesText.Input,
        RateKind.CacheRead => RatesText.CacheRead,
        RateKind.CacheWrite => RatesText.CacheWrite,
        RateKind.CacheWriteHour => RatesText.CacheWriteHour,
        RateKind.Output => RatesText.Output,
        RateKind.Reasoning => RatesText.Reasoning,
        RateKind.AudioInput => RatesText.AudioInput,
        RateKind.AudioCacheRead => RatesText.AudioCacheRead,
        RateKind.AudioOutput => RatesText.AudioOutput,
        RateKind.ImageInput => RatesText.ImageInput,
        RateKind.ImageOutput => RatesText.ImageOutput,
        RateKind.Request => RatesText.Request,
        RateKind.Search => RatesText.Search,
        RateKind.SearchUnit => RatesText.SearchUnit,
        RateKind.Image => RatesText.Image,
        RateKind.AudioHour => RatesText.AudioHour,
        RateKind.Character => RatesText.Character,
        RateKind.MachineHour => RatesText.MachineHour,
    };

    /// <summary>Per what it is asked.</summary>
    public static string Per(RateKind kind) => kind switch
    {
        RateKind.Request => RatesText.PerRequest,
        RateKind.Image => RatesText.PerImage,
        RateKind.Search or RateKind.SearchUnit => RatesText.PerThousand,
        RateKind.AudioHour or RateKind.MachineHour => RatesText.PerHour,
        RateKind.Character => RatesText.PerMillionCharacters,
        RateKind.Input or RateKind.CacheRead or RateKind.CacheWrite or RateKind.CacheWriteHour or RateKind.Output or RateKind.Reasoning
            or RateKind.AudioInput or RateKind.AudioCacheRead or RateKind.AudioOutput or RateKind.ImageInput or RateKind.ImageOutput => RatesText.PerMillionTokens,
    };

    /// <summary>An amount and per what it is asked.</summary>
    public static string AmountPer(RateKind kind, decimal usd) => With(RatesText.AmountPer, Amount(usd), Per(kind));

    /// <summary>What a kind is and per what it is asked.</summary>
    public static string NamePer(RateKind kind) => With(RatesText.NamePer, Name(kind), Per(kind));

    /// <summary>Calls with more input than this.</summary>
    public static string Above(RateStep step) => With(RatesText.AboveTokens, Figures.Count(step.AboveInputTokens));

    /// <summary>The standard rate of a kind; null when there is none.</summary>
    public static decimal? Standard(RateTable table, RateKind kind) =>
        table.Tiers.TryGetValue(RateTable.Standard, out var tier) && tier.Rates.TryGetValue(kind, out var rate) ? rate : null;

    /// <summary>Everything that has no column of its own, in words.</summary>
    public static IEnumerable<string> Others(RateTable table)
    {
        var standard = table.Tiers.GetValueOrDefault(RateTable.Standard);
        foreach (var (kind, rate) in (standard?.Rates ?? new Dictionary<RateKind, decimal>()).Where(r => !Main.Contains(r.Key)).OrderBy(r => r.Key))
        {
            yield return $"{Name(kind).ToLowerInvariant()} {AmountPer(kind, rate)}";
        }

        if (table.ElectricityPerHour is { } hour)
        {
            yield return With(RatesText.Electricity, table.Watts!.Value.ToString("0.##", CultureInfo.InvariantCulture), Amount(table.UsdPerKwh!.Value), Amount(hour));
        }

        foreach (var step in standard?.Steps ?? [])
        {
            yield return With(RatesText.OfPart, Above(step), Rates(step.Rates));
        }

        foreach (var (name, tier) in table.Tiers.Where(t => t.Key != RateTable.Standard).OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            yield return With(RatesText.OfPart, name, Rates(tier.Rates));
        }
    }

    private static string Rates(IReadOnlyDictionary<RateKind, decimal> rates) => rates.Count == 0
        ? RatesText.NotOffered
        : string.Join(", ", rates.OrderBy(r => r.Key).Select(r => $"{Name(r.Key).ToLowerInvariant()} {Amount(r.Value)}"));

    private static string With(string text, params object[] places) => string.Format(CultureInfo.CurrentCulture, text, places);
}

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
        RateKind.Input => "Input",
        RateKind.CacheRead => "Cache read",
        RateKind.CacheWrite => "Cache write",
        RateKind.CacheWriteHour => "Cache write, 1 h",
        RateKind.Output => "Output",
        RateKind.Reasoning => "Reasoning",
        RateKind.AudioInput => "Audio in",
        RateKind.AudioCacheRead => "Audio cache read",
        RateKind.AudioOutput => "Audio out",
        RateKind.ImageInput => "Image in",
        RateKind.ImageOutput => "Image out",
        RateKind.Request => "Request",
        RateKind.Search => "Web search",
        RateKind.SearchUnit => "Search unit",
        RateKind.Image => "Image",
        RateKind.AudioHour => "Audio",
        RateKind.Character => "Characters",
        RateKind.MachineHour => "Machine",
    };

    /// <summary>Per what it is asked.</summary>
    public static string Per(RateKind kind) => kind switch
    {
        RateKind.Request or RateKind.Image => "each",
        RateKind.Search or RateKind.SearchUnit => "per 1,000",
        RateKind.AudioHour or RateKind.MachineHour => "per hour",
        RateKind.Character => "per 1 M characters",
        RateKind.Input or RateKind.CacheRead or RateKind.CacheWrite or RateKind.CacheWriteHour or RateKind.Output or RateKind.Reasoning
            or RateKind.AudioInput or RateKind.AudioCacheRead or RateKind.AudioOutput or RateKind.ImageInput or RateKind.ImageOutput => "per 1 M tokens",
    };

    /// <summary>The standard rate of a kind; null when there is none.</summary>
    public static decimal? Standard(RateTable table, RateKind kind) =>
        table.Tiers.TryGetValue(RateTable.Standard, out var tier) && tier.Rates.TryGetValue(kind, out var rate) ? rate : null;

    /// <summary>Everything that has no column of its own, in words.</summary>
    public static IEnumerable<string> Others(RateTable table)
    {
        var standard = table.Tiers.GetValueOrDefault(RateTable.Standard);
        foreach (var (kind, rate) in (standard?.Rates ?? new Dictionary<RateKind, decimal>()).Where(r => !Main.Contains(r.Key)).OrderBy(r => r.Key))
        {
            yield return $"{Name(kind).ToLowerInvariant()} {Amount(rate)} {Per(kind)}";
        }

        if (table.ElectricityPerHour is { } hour)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{table.Watts:0.##} W at {Amount(table.UsdPerKwh!.Value)} per kWh = {Amount(hour)} per hour");
        }

        foreach (var step in standard?.Steps ?? [])
        {
            yield return $"above {Figures.Count(step.AboveInputTokens)} input tokens {Rates(step.Rates)}";
        }

        foreach (var (name, tier) in table.Tiers.Where(t => t.Key != RateTable.Standard).OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            yield return $"{name} {Rates(tier.Rates)}";
        }
    }

    private static string Rates(IReadOnlyDictionary<RateKind, decimal> rates) => rates.Count == 0
        ? "not offered"
        : string.Join(", ", rates.OrderBy(r => r.Key).Select(r => $"{Name(r.Key).ToLowerInvariant()} {Amount(r.Value)}"));
}

using Observability.Domain.Pricing;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Usage;

/// <summary>A moment at which prices changed.</summary>
/// <param name="At">When.</param>
/// <param name="Calls">Whose: upstream and model, those with the most requests first.</param>
/// <param name="IsOwn">Whether one of them is a price of the project's own.</param>
public sealed record PriceMarker(DateTimeOffset At, IReadOnlyList<(string Upstream, string Model)> Calls, bool IsOwn)
{
    /// <summary>Most pairs of upstream and model that are looked up.</summary>
    public const int MostModels = 200;

    /// <summary>Changes of the prices of what was called, in order; those of one moment are one.</summary>
    /// <param name="prices">The prices.</param>
    /// <param name="project">Whose.</param>
    /// <param name="calls">What was called, by upstream and model.</param>
    /// <param name="from">Begin of the range.</param>
    /// <param name="to">Its end.</param>
    public static IReadOnlyList<PriceMarker> Of(PriceBook prices, Guid project, UsageAnswer calls, DateTimeOffset from, DateTimeOffset to) =>
    [
        .. calls.Rows.Where(r => !r.IsOther).OrderByDescending(r => r.Tally.Exchanges)
            .Select(r => (Upstream: r.Names[0], Model: r.Names[1])).Where(c => c is { Upstream: not null, Model: not null })
            .SelectMany(c => prices.ChangesOf(project, c.Upstream!, c.Model!, from, to).Select(change => (change, Call: (c.Upstream!, c.Model!))))
            .GroupBy(c => c.change.At).OrderBy(g => g.Key)
            .Select(g => new PriceMarker(g.Key, [.. g.Select(c => c.Call)], g.Any(c => (c.change.After ?? c.change.Before)?.OwnPriceId is not null))),
    ];
}

using Observability.Dashboard.Totals;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Models;

/// <summary>Every model of a range, with its percentiles and where it was asked.</summary>
internal static class ModelGroups
{
    private static readonly IReadOnlyList<Distribution> Wanted = [Distribution.Latency, Distribution.FirstToken, Distribution.OutputRate];

    /// <summary>All models; the one without a name is what named none.</summary>
    public static async Task<IReadOnlyList<GroupSums>> ModelsAsync(this UsageSnapshot usage, Slice of, CancellationToken ct)
    {
        var answer = await usage.SumAsync(of.Whole(Dimension.Model, Dimension.Upstream) with { Distributions = Wanted }, ct);
        return [.. answer.Rows.GroupBy(r => r.Names[0]).Select(Whole)];
    }

    /// <summary>How many keys asked for each model.</summary>
    public static async Task<ILookup<string?, string?>> KeysOfModelsAsync(this UsageSnapshot usage, Slice of, CancellationToken ct)
    {
        var answer = await usage.SumAsync(of.Whole(Dimension.Model, Dimension.Key), ct);
        return answer.Rows.ToLookup(r => r.Names[0], r => r.Names[1]);
    }

    // An upstream without a name: refused before one was chosen.
    private static GroupSums Whole(IGrouping<string?, UsageRow> model) => new(model.Key, Sums.Of(model.Together()))
    {
        Upstreams = [.. model.Select(p => p.Names[1]).OfType<string>().Where(u => u.Length > 0).Order(StringComparer.Ordinal)],
    };
}

namespace Observability.Dashboard.Totals;

/// <summary>A model, a user, a key, an upstream or a task, and what its exchanges come to.</summary>
/// <param name="Name">Name or id; null = the exchanges name none.</param>
/// <param name="Sums">What they come to.</param>
public sealed record GroupSums(string? Name, Sums Sums)
{
    /// <summary>What readers call it; null = by its name.</summary>
    public string? Title { get; init; }

    /// <summary>Exchanges by bucket; empty where no chart was asked for.</summary>
    public IReadOnlyList<double?> Line { get; init; } = [];

    /// <summary>Of a model: the upstreams it was asked at, by name.</summary>
    public IReadOnlyList<string> Upstreams { get; init; } = [];

    /// <summary>Of a model: how many keys asked for it.</summary>
    public int Keys { get; init; }

    /// <summary>The number that stands for an order; null when it is unknown.</summary>
    public decimal? ValueOf(SumsOrder order) => order switch
    {
        SumsOrder.Keys => Keys,
        SumsOrder.Upstreams => Upstreams.Count,
        _ => Sums.ValueOf(order),
    };
}

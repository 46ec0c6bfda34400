using Observability.Dashboard.Ui;

namespace Observability.Dashboard.Exchanges;

/// <summary>What is known of an open section.</summary>
/// <param name="Answer">Its values; those of the filter before, while new ones are asked for.</param>
/// <param name="Containing">What is looked for among them; empty = nothing.</param>
/// <param name="IsStale">Whether new ones are on their way.</param>
public sealed record FacetAnswer(Loadable<ObservedValues> Answer, string Containing, bool IsStale)
{
    /// <summary>A section that was just opened.</summary>
    public static FacetAnswer Opened { get; } = new(Loadable.Loading<ObservedValues>(), "", true);
}

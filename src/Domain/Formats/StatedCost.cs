namespace Observability.Domain.Formats;

/// <summary>What a provider says a call cost. Kept beside our own figure, never instead of it.</summary>
/// <param name="Usd">US dollars.</param>
/// <param name="Source">Where it said so, such as <c>usage.cost</c>.</param>
public sealed record StatedCost(decimal Usd, string Source);

namespace Observability.Domain.Pricing;

/// <summary>Another price began to hold for a model.</summary>
/// <param name="At">When.</param>
/// <param name="Before">The price until then; null = there was none.</param>
/// <param name="After">The price from then on; null = there is none.</param>
public sealed record PriceChange(DateTimeOffset At, PriceReference? Before, PriceReference? After);

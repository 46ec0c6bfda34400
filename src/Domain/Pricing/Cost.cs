namespace Observability.Domain.Pricing;

/// <summary>What one exchange cost, and how that came about.</summary>
/// <param name="Usd">US dollars: the sum of the lines, exactly.</param>
/// <param name="Lines">What was paid for, in the order of <see cref="RateKind"/>.</param>
/// <param name="Price">The price that was applied; where several models shared the work, that of the first.</param>
public sealed record Cost(decimal Usd, IReadOnlyList<CostLine> Lines, PriceReference Price);

/// <summary>One line of a cost.</summary>
/// <param name="Kind">What was paid for.</param>
/// <param name="Quantity">How much of it: tokens, calls, searches, characters, hours.</param>
/// <param name="Rate">US dollars per <paramref name="Per"/>, before <paramref name="Factor"/>.</param>
/// <param name="Per">How many of them the rate is for: 1,000,000 for tokens.</param>
/// <param name="Factor">What the list price is multiplied by: 1, or less with a discount.</param>
/// <param name="Usd">Quantity ÷ per × rate × factor, to 18 digits.</param>
/// <param name="Model">The model it was used by; null when all lines are one model's.</param>
public sealed record CostLine(RateKind Kind, decimal Quantity, decimal Rate, decimal Per, decimal Factor, decimal Usd, string? Model = null);

/// <summary>Which price it was.</summary>
/// <param name="Provider">Whose list, such as <c>openai</c>; <c>own</c> for a price of the project's own.</param>
/// <param name="Model">The model or prefix the price is written for.</param>
/// <param name="StartsAt">Since when it is in force; null = since ever.</param>
/// <param name="Tier">The tier: <c>standard</c>, <c>flex</c>, <c>priority</c>, <c>batch</c>.</param>
/// <param name="Source">Where the price is published, or who entered it.</param>
/// <param name="OwnPriceId">The project's own price; null when it is the catalogue's.</param>
public sealed record PriceReference(string Provider, string Model, DateTimeOffset? StartsAt, string Tier, string Source, Guid? OwnPriceId = null);

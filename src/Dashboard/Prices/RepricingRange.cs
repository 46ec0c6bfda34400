using Observability.Domain.Pricing;

namespace Observability.Dashboard.Prices;

/// <summary>Which stored exchanges a change of prices concerns: what to reprice, if one wants to.</summary>
/// <param name="From">Started at or after; null = from the first there is.</param>
/// <param name="To">Started before; null = until now.</param>
/// <param name="Upstream">Of this upstream; null = of any.</param>
/// <param name="Model">Of this model, or with <c>*</c> at the end of every one that begins so; null = any.</param>
public sealed record RepricingRange(DateTimeOffset? From, DateTimeOffset? To, string? Upstream, string? Model)
{
    /// <summary>What a price concerns.</summary>
    internal static RepricingRange Of(OwnPrice price) => new(price.StartsAt, price.EndsAt, price.Upstream, price.Model);

    /// <summary>What this and <paramref name="other"/> concern, with what lies between.</summary>
    internal RepricingRange And(RepricingRange other) => new(
        From is null || other.From is null ? null : From < other.From ? From : other.From,
        To is null || other.To is null ? null : To > other.To ? To : other.To,
        Upstream == other.Upstream ? Upstream : null,
        Model == other.Model ? Model : null);
}

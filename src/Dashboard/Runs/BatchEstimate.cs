using Observability.Domain.Exchanges;
using Observability.Domain.Pricing;

namespace Observability.Dashboard.Runs;

/// <summary>What a batch may cost: each request priced as if it used again what it used, at the prices of now and of the model it goes to.</summary>
/// <remarks>The lower end takes the provider's cache to help as it did; the upper end takes it not to help at all. Answers may of course be longer.</remarks>
/// <param name="prices">The prices.</param>
/// <param name="spec">What is changed.</param>
/// <param name="now">When it would be sent.</param>
internal sealed class BatchEstimate(PriceBook prices, BatchSpec spec, DateTimeOffset now)
{
    private const int NamedReasons = 5;

    private readonly Dictionary<string, int> _reasons = new(StringComparer.Ordinal);
    private decimal _from;
    private decimal _to;
    private int _priced;
    private int _of;
    private decimal _originals;
    private int _originalsPriced;

    /// <summary>Adds a request.</summary>
    public void Add(Exchange row)
    {
        _of++;
        if (row.CostUsd is { } cost)
        {
            (_originals, _originalsPriced) = (_originals + cost, _originalsPriced + 1);
        }

        var bill = BillOf(row);
        var low = prices.PriceOf(bill);
        if (low.State == PricingState.Unpriced)
        {
            var reason = bill.Usage is null ? "Its tokens are not known." : low.Reason!;
            _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
            return;
        }

        var usd = low.Cost?.Usd ?? 0;
        var uncached = prices.PriceOf(bill with { Usage = Uncached(bill.Usage), Shares = [] }).Cost?.Usd ?? usd;
        (_from, _to, _priced) = (_from + Math.Min(usd, uncached), _to + Math.Max(usd, uncached), _priced + 1);
    }

    /// <summary>What it comes to.</summary>
    public BatchCost Sum() => new(
        _priced > 0 ? _from : null, _priced > 0 ? _to : null, _priced, _of,
        [.. _reasons.OrderByDescending(r => r.Value).Take(NamedReasons).Select(r => new BatchReason(r.Key, r.Value))],
        _originalsPriced > 0 ? _originals : null, _originalsPriced);

    private Bill BillOf(Exchange row)
    {
        var bill = Bill.Of(row);
        var isOther = spec.Model is not null || spec.Upstream is not null;
        return bill with
        {
            At = now,
            Upstream = spec.Upstream ?? row.Upstream,
            ModelServed = spec.Model ?? row.ModelServed,
            ModelRequested = spec.Model ?? row.ModelRequested,
            // A tier is of the provider it came from.
            ServiceTier = isOther ? null : row.ServiceTier,
            Shares = isOther ? [] : bill.Shares,
            // What failed then may be answered now.
            IsSpend = row.Pricing != PricingState.NotBilled || row.Outcome is not (ExchangeOutcome.Completed or ExchangeOutcome.ServedFromCache),
        };
    }

    private static Domain.Formats.Usage? Uncached(Domain.Formats.Usage? usage) =>
        usage is null ? null : usage with { CacheRead = 0, CacheWrite = 0, CacheWriteHour = null, AudioCacheRead = null };
}

/// <summary>What a batch may cost.</summary>
/// <param name="FromUsd">If caches help as they did, US dollars; null = none has a price.</param>
/// <param name="ToUsd">If they do not help, US dollars.</param>
/// <param name="Priced">How many requests that is the sum of.</param>
/// <param name="Of">How many there are.</param>
/// <param name="Reasons">Why the others have no price, the most frequent first.</param>
/// <param name="OriginalUsd">What the originals cost, as far as it is known; null = of none.</param>
/// <param name="OriginalPriced">Of how many it is known.</param>
public sealed record BatchCost(decimal? FromUsd, decimal? ToUsd, int Priced, int Of, IReadOnlyList<BatchReason> Reasons, decimal? OriginalUsd, int OriginalPriced)
{
    /// <summary>What one call is expected to cost, on the careful side; null = not known.</summary>
    public decimal? PerCallUsd => Priced > 0 ? ToUsd / Priced : null;
}

/// <summary>Why something is so, and of how many.</summary>
/// <param name="Sentence">Why.</param>
/// <param name="Count">Of how many.</param>
public sealed record BatchReason(string Sentence, int Count);

using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;

namespace Observability.Dashboard.Tests.Users;

/// <summary>Exchanges with what sums are made of, and nothing else.</summary>
/// <param name="project">Whose they are.</param>
/// <param name="now">When the last of them was; each one before it an hour earlier.</param>
internal sealed class Done(Guid project, DateTimeOffset now)
{
    private readonly List<ExchangeRecord> _exchanges = [];

    public IReadOnlyList<ExchangeRecord> Exchanges => _exchanges;

    /// <summary>Adds one of this user's: a priced, completed chat with 10 tokens in and 5 out, unless changed.</summary>
    public Exchange Add(string? user, Action<Exchange>? change = null)
    {
        var record = Some.Exchange(project, now.AddHours(-_exchanges.Count));
        var row = record.Row;
        (row.User, row.UserName, row.Session, row.ModelRequested, row.ModelServed) = (user, null, null, "gpt-4o", "gpt-4o-2024-08-06");
        (row.InputTokens, row.OutputTokens, row.CostUsd, row.DurationUs) = (10, 5, 0.01m, 1_000_000);
        change?.Invoke(row);
        _exchanges.Add(record);
        return row;
    }

    /// <summary>Makes it a background task.</summary>
    public static void Task(Exchange row) => (row.Task, row.TaskSource, row.CostUsd) = ("title_generation", "prefix", 0.001m);

    /// <summary>Makes it one that the provider refused: nothing is known of tokens and cost.</summary>
    public static void Refused(Exchange row)
    {
        (row.Outcome, row.Status, row.Error, row.ErrorCode, row.ModelServed) = (ExchangeOutcome.UpstreamRefused, 429, "Rate limit reached.", "rate_limit_exceeded", null);
        (row.InputTokens, row.OutputTokens, row.CostUsd, row.UsageSource, row.Pricing) = (null, null, null, UsageSource.None, PricingState.NotBilled);
    }

    /// <summary>Makes it one whose tokens were counted here.</summary>
    public static void CountedHere(Exchange row) =>
        (row.CostUsd, row.EstimatedCostUsd, row.UsageSource, row.Pricing) = (null, 0.02m, UsageSource.Estimated, PricingState.Estimated);

    /// <summary>Makes it one without a price.</summary>
    public static void Unpriced(Exchange row) => (row.CostUsd, row.Pricing, row.UnpricedReason) = (null, PricingState.Unpriced, "Nobody knows.");
}

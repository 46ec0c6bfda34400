using System.Globalization;
using Observability.Dashboard.Totals;
using Observability.Dashboard.Users;

namespace Observability.Dashboard.Api;

/// <summary>A page of users or models.</summary>
/// <param name="From">Exchanges that started at or after.</param>
/// <param name="To">And before.</param>
/// <param name="Data">The page.</param>
/// <param name="NextCursor">Where to go on; null = there is no more.</param>
internal sealed record UsageListJson<T>(DateTime From, DateTime To, IReadOnlyList<T> Data, string? NextCursor);

/// <summary>What exchanges come to, as the API tells it. Unknown is null, never 0.</summary>
/// <param name="sums">The sums.</param>
internal abstract class UsageSumsJson(Sums sums)
{
    /// <summary>All of them, background tasks included; lists of models, counts of tokens, management calls and the outer hop of a relayed call are not.</summary>
    public long Exchanges { get; } = sums.Exchanges;

    public long Errors { get; } = sums.Errors;

    public long? InputTokens { get; } = sums.InputTokens;

    public long? OutputTokens { get; } = sums.OutputTokens;

    /// <summary>How many of the exchanges had their tokens counted here, because the provider did not.</summary>
    public long CountedHere { get; } = sums.CountedHere;

    /// <summary>Known cost, background tasks included.</summary>
    public string? CostUsd { get; } = Dollars(sums.CostUsd);

    /// <summary>Estimated cost of exchanges that have no known one; never part of cost_usd.</summary>
    public string? EstimatedCostUsd { get; } = Dollars(sums.EstimatedCostUsd);

    /// <summary>How many of the exchanges should cost something and have no price.</summary>
    public long Unpriced { get; } = sums.Unpriced;

    /// <summary>Of all that, what background tasks are.</summary>
    public TaskSumsJson Tasks { get; } = new(sums.Tasks, Dollars(sums.TaskCostUsd));

    public DateTime? FirstSeenAt { get; } = sums.FirstSeen?.UtcDateTime;

    public DateTime? LastSeenAt { get; } = sums.LastSeen?.UtcDateTime;

    private static string? Dollars(decimal? usd) => usd?.ToString("0.##################", CultureInfo.InvariantCulture);
}

/// <summary>The share of background tasks.</summary>
/// <param name="Exchanges">How many.</param>
/// <param name="CostUsd">Their known cost.</param>
internal sealed record TaskSumsJson(long Exchanges, string? CostUsd);

/// <summary>One user, named as a producer last named them.</summary>
internal sealed class UserJson(UserUsage user) : UsageSumsJson(user.Done.Sums)
{
    /// <summary>The id that exchanges carry as user.</summary>
    public string User { get; } = user.Who.User;

    public string? UserName { get; } = user.Who.Name;

    public string? UserEmail { get; } = user.Who.Email;

    public string? UserRole { get; } = user.Who.Role;

    public IReadOnlyList<string> UserGroups { get; } = user.Who.Groups;

    /// <summary>How we knew them: header, jwt, jwt_unverified, jwt_rejected, body.</summary>
    public string? UserSource { get; } = user.Who.Source;
}

/// <summary>One model: the one asked for, or where none was, the one that answered.</summary>
internal sealed class ModelJson(GroupSums model) : UsageSumsJson(model.Sums)
{
    public string Model { get; } = model.Name!;

    /// <summary>Where it was asked.</summary>
    public IReadOnlyList<string> Upstreams { get; } = model.Upstreams;

    /// <summary>Of all of them, within one per cent.</summary>
    public PercentilesJson LatencyMs { get; } = PercentilesJson.OfMicroseconds(model.Sums.LatencyP50Us, model.Sums.LatencyP95Us);

    /// <summary>Of those that were streamed.</summary>
    public PercentilesJson TtftMs { get; } = PercentilesJson.OfMicroseconds(model.Sums.FirstTokenP50Us, model.Sums.FirstTokenP95Us);
}

/// <summary>Milliseconds.</summary>
/// <param name="P50">The median; null = there was none.</param>
/// <param name="P95">The 95th percentile.</param>
internal sealed record PercentilesJson(double? P50, double? P95)
{
    public static PercentilesJson OfMicroseconds(double? p50, double? p95) => new(Milliseconds(p50), Milliseconds(p95));

    // Microseconds are as exact as they were measured.
    private static double? Milliseconds(double? us) => us is { } known ? Math.Round(known / 1000, 3) : null;
}

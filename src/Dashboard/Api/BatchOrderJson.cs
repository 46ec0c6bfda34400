using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Runs;

namespace Observability.Dashboard.Api;

/// <summary>Which stored requests are sent once more, and what is changed in them. Either single ids, or a filter with times.</summary>
/// <param name="Ids">Only these, at most 1000; without them what the filter keeps.</param>
/// <param name="Q">Filter (docs/filters.md).</param>
/// <param name="From">Started at or after.</param>
/// <param name="To">Started before.</param>
/// <param name="User">Only those of this user.</param>
/// <param name="Model">Another model; null = each its own.</param>
/// <param name="Upstream">Another upstream; null = each its own.</param>
/// <param name="Patch">A JSON merge patch (RFC 7396) over each body; null = none.</param>
internal sealed record BatchOrderJson(
    IReadOnlyList<Guid>? Ids = null, string? Q = null, DateTimeOffset? From = null, DateTimeOffset? To = null, string? User = null,
    string? Model = null, string? Upstream = null, JsonElement? Patch = null)
{
    /// <summary>The order, or what is wrong with it.</summary>
    public bool TryRead([NotNullWhen(true)] out BatchOrder? order, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        (order, problem) = (null, null);
        var filter = new ExchangeFilter(From?.ToUniversalTime(), To?.ToUniversalTime(), ExchangeOrder.Newest) { Q = Q, User = string.IsNullOrEmpty(User) ? null : User };
        if (filter.Unread is { } unread)
        {
            problem = ApiProblems.Unread(unread);
            return false;
        }

        if (Ids is null or [] && Q is null && From is null && To is null && User is null)
        {
            problem = ApiProblems.Invalid("Say which requests: ids, or q, from, to or user. A batch of everything there is must be asked for as such, with from.");
            return false;
        }

        order = new(filter) { Ids = Ids ?? [], Model = Model, Upstream = Upstream, Patch = Patch?.GetRawText() };
        return true;
    }
}

/// <summary>A batch to be sent.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Order">Which requests, and what is changed.</param>
/// <param name="CapUsd">What it may cost, US dollars; 0 = nothing that has a price.</param>
/// <param name="Concurrency">Calls under way at once, 1 to 32.</param>
/// <param name="PerMinute">Calls begun in a minute; null = as many as the concurrency brings.</param>
/// <param name="Why">Why, for the audit log.</param>
internal sealed record NewBatchJson(string Name, BatchOrderJson Order, decimal CapUsd, int Concurrency = 4, int? PerMinute = null, string? Why = null);

/// <summary>Why a batch is paused, resumed or cancelled.</summary>
/// <param name="Why">For the audit log.</param>
/// <param name="CapUsd">When it is resumed: its cap from here on, US dollars; null = it stays.</param>
internal sealed record BatchDecisionJson(string? Why = null, decimal? CapUsd = null);

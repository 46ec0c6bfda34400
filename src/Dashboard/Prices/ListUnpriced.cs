using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Pricing;

namespace Observability.Dashboard.Prices;

/// <summary>What has no price, by upstream, model and reason, the latest first.</summary>
/// <param name="From">Started at or after; null = 30 days ago.</param>
/// <param name="To">Started before; null = until now.</param>
/// <param name="Limit">Groups at most, 1 to <see cref="MaxLimit"/>.</param>
[Requires(Access.Read)]
public sealed record ListUnpriced(DateTimeOffset? From, DateTimeOffset? To, int Limit) : IRequest<UnpricedExchanges>
{
    /// <summary>Most groups told.</summary>
    public const int MaxLimit = 500;

    /// <summary>How far back it looks when nothing else is said.</summary>
    public static readonly TimeSpan Back = TimeSpan.FromDays(30);
}

/// <summary>What has no price in a range.</summary>
/// <param name="From">Started at or after.</param>
/// <param name="To">Started before.</param>
/// <param name="Top">The latest groups.</param>
/// <param name="Groups">How many groups there are in all.</param>
/// <param name="Exchanges">How many exchanges they hold in all.</param>
public sealed record UnpricedExchanges(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<UnpricedGroup> Top, long Groups, long Exchanges);

/// <summary>Exchanges that have no price for the same reason.</summary>
/// <param name="Upstream">Name of the upstream.</param>
/// <param name="Model">The model that answered, else the one asked for; null = none is named.</param>
/// <param name="Reason">Why, in a sentence; null = they were stored before there were prices.</param>
/// <param name="Exchanges">How many.</param>
/// <param name="InputTokens">Their input tokens; null when unknown for all of them.</param>
/// <param name="OutputTokens">Their output tokens; null when unknown for all of them.</param>
/// <param name="FirstSeen">The first of them.</param>
/// <param name="LastSeen">The last of them.</param>
/// <param name="HasPriceNow">Whether a call like these would have a price now: they only need repricing.</param>
public sealed record UnpricedGroup(
    string Upstream, string? Model, string? Reason, long Exchanges, long? InputTokens, long? OutputTokens, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, bool HasPriceNow);

internal sealed class ListUnpricedHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<ListUnpriced, UnpricedExchanges>
{
    public async Task<UnpricedExchanges> Handle(ListUnpriced request, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1 or > ListUnpriced.MaxLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(request), request.Limit, $"1 to {ListUnpriced.MaxLimit} groups are told.");
        }

        var to = request.To?.ToUniversalTime() ?? time.GetUtcNow();
        var from = request.From?.ToUniversalTime() ?? to - ListUnpriced.Back;
        var rows = await db.Database.SqlQuery<UnpricedRow>(
            $"""
            select upstream as "Upstream", coalesce(model_served, model_requested) as "Model", unpriced_reason as "Reason", min(endpoint) as "Endpoint",
                count(*) as "Exchanges", sum(input_tokens)::bigint as "InputTokens", sum(output_tokens)::bigint as "OutputTokens",
                min(started_at) as "FirstSeen", max(started_at) as "LastSeen",
                count(*) over () as "Groups", (sum(count(*)) over ())::bigint as "AllExchanges"
            from exchanges
            where project_id = {caller.ProjectId} and pricing = 'unpriced' and started_at >= {from} and started_at < {to}
            group by 1, 2, 3 order by max(started_at) desc limit {request.Limit}
            """).ToListAsync(cancellationToken);
        var prices = await ProjectPrices.OfAsync(db, caller.ProjectId, cancellationToken);
        return new(from, to, [.. rows.Select(r => GroupOf(r, prices))], rows is [var first, ..] ? first.Groups : 0, rows is [var any, ..] ? any.AllExchanges : 0);
    }

    private UnpricedGroup GroupOf(UnpricedRow row, PriceBook prices) => new(
        row.Upstream, row.Model, row.Reason, row.Exchanges, row.InputTokens, row.OutputTokens, row.FirstSeen, row.LastSeen,
        row.InputTokens is not null && prices.PriceOf(Like(row)).State is PricingState.Priced or PricingState.Estimated);

    // One call of the group's average size: whether it has a price is what is asked, not how much.
    private Bill Like(UnpricedRow row) => new()
    {
        ProjectId = caller.ProjectId,
        Upstream = row.Upstream,
        Endpoint = row.Endpoint,
        At = row.LastSeen,
        ModelServed = row.Model,
        ModelRequested = row.Model,
        Usage = new(row.InputTokens / row.Exchanges, Output: row.OutputTokens / row.Exchanges),
        MachineTime = TimeSpan.FromSeconds(1),
    };

    private sealed record UnpricedRow(
        string Upstream, string? Model, string? Reason, string Endpoint, long Exchanges, long? InputTokens, long? OutputTokens,
        DateTimeOffset FirstSeen, DateTimeOffset LastSeen, long Groups, long AllExchanges);
}

using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Prices;
using Observability.Dashboard.Replays;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Runs;

/// <summary>What a batch would send, what of it cannot be sent, and what it may cost. Nothing is sent and nothing is kept.</summary>
/// <param name="Order">Which requests, and what is changed.</param>
[Requires(Access.Replay, Bodies = true)]
public sealed record PreviewBatch(BatchOrder Order) : IRequest<BatchPreview>;

/// <summary>What a batch would send.</summary>
/// <param name="Matched">How many requests the list has in all; null = not known in time.</param>
/// <param name="Taken">How many of them the batch takes.</param>
/// <param name="IsCut">Whether the list has more than that: the newest are taken.</param>
/// <param name="Most">Most that a batch takes.</param>
/// <param name="Gaps">Why requests cannot be sent again, and how many, the most frequent first.</param>
/// <param name="Cost">What those that can may cost.</param>
/// <param name="Refusal">What is wrong with the order, in a sentence; null when nothing is.</param>
public sealed record BatchPreview(long? Matched, int Taken, bool IsCut, int Most, IReadOnlyList<BatchReason> Gaps, BatchCost Cost, string? Refusal)
{
    /// <summary>How many can be sent.</summary>
    public int Sendable => Taken - Gaps.Sum(g => g.Count);
}

internal sealed class PreviewBatchHandler(ObservabilityDb db, Caller caller, IMediator messages, TimeProvider time, IOptions<RunsOptions> options)
    : IRequestHandler<PreviewBatch, BatchPreview>
{
    public async Task<BatchPreview> Handle(PreviewBatch request, CancellationToken cancellationToken)
    {
        var order = request.Order;
        var (spec, refusal) = order.ToSpec(null);
        var upstreams = spec is null ? [] : (await messages.Send(new ListUpstreamChoices(), cancellationToken)).All.ToDictionary(u => u.Name, StringComparer.Ordinal);
        if (spec?.Upstream is { } name && !upstreams.ContainsKey(name))
        {
            refusal = string.Format(System.Globalization.CultureInfo.CurrentCulture, BatchesText.NoSuchUpstream, name);
        }

        if (refusal is not null)
        {
            return new(null, 0, false, options.Value.MaxItems, [], new(null, null, 0, 0, [], null, 0), refusal);
        }

        var changes = spec!.ToChanges(spec.Upstream is { } other ? upstreams[other] : null);
        var estimate = new BatchEstimate(await ProjectPrices.OfAsync(db, caller.ProjectId, cancellationToken), spec, time.GetUtcNow());
        var gaps = new Dictionary<string, int>(StringComparer.Ordinal);
        var selection = new BatchSelection(messages, db, caller.ProjectId, options.Value.MaxItems);
        var taken = 0;
        await foreach (var page in selection.PagesAsync(order, cancellationToken))
        {
            taken += page.Count;
            var bodies = await BodiesAsync(page, cancellationToken);
            foreach (var row in page)
            {
                var draft = CapturedCall.ToDraft(row, bodies.GetValueOrDefault(row.Id), upstreams.GetValueOrDefault(row.Upstream));
                if (draft.Blocking(changes, hasCredential: false) is [var gap, ..])
                {
                    gaps[gap.Sentence] = gaps.GetValueOrDefault(gap.Sentence) + 1;
                }
                else
                {
                    estimate.Add(row);
                }
            }
        }

        return new(
            await MatchedAsync(order, selection, taken, cancellationToken), taken, selection.IsCut, options.Value.MaxItems,
            [.. gaps.OrderByDescending(g => g.Value).Select(g => new BatchReason(g.Key, g.Value))], estimate.Sum(), null);
    }

    private async Task<long?> MatchedAsync(BatchOrder order, BatchSelection selection, int taken, CancellationToken ct) =>
        order.Ids.Count > 0 || !selection.IsCut ? taken : await messages.Send(new CountExchanges(order.Filter with { Order = ExchangeOrder.Newest }), ct);

    // Of the bytes their number is enough to see whether they are all there.
    private async Task<Dictionary<Guid, ExchangeBodies>> BodiesAsync(IReadOnlyList<Exchange> rows, CancellationToken ct)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        var (ids, from, to) = (rows.Select(r => r.Id).ToArray(), rows.Min(r => r.StartedAt), rows.Max(r => r.StartedAt));
        var found = await db.ExchangeBodies.Where(b => b.ProjectId == caller.ProjectId && ids.Contains(b.Id) && b.StartedAt >= from && b.StartedAt <= to)
            .Select(b => new { b.Id, b.StartedAt, b.RequestHeaders, b.RequestBody.Length }).ToListAsync(ct);
        return found.ToDictionary(b => b.Id, b => new ExchangeBodies
        {
            Id = b.Id,
            StartedAt = b.StartedAt,
            ProjectId = caller.ProjectId,
            RequestHeaders = b.RequestHeaders,
            RequestBody = GC.AllocateUninitializedArray<byte>(b.Length),
        });
    }
}

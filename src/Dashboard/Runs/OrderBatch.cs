using System.Globalization;
using MediatR;
using Microsoft.Extensions.Options;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Replays;
using Observability.Domain;

namespace Observability.Dashboard.Runs;

/// <summary>Orders that stored requests are sent once more. What cannot be sent is in the batch as well, and says why.</summary>
/// <param name="Order">Which requests, and what is changed.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Why">Why, for the audit log; null = nothing is said.</param>
/// <param name="Limits">How fast, how many at once, and for how much at most.</param>
/// <param name="ExpectedUsd">What one call is expected to cost, as the preview said; null = not known. The first calls are held back by it.</param>
[Requires(Access.Replay, Bodies = true)]
public sealed record OrderBatch(BatchOrder Order, string Name, string? Why, RunLimits Limits, decimal? ExpectedUsd) : IRequest<OrderedRun>;

internal sealed class OrderBatchHandler(ObservabilityDb db, Caller caller, IMediator messages, TimeProvider time, IOptions<RunsOptions> options)
    : IRequestHandler<OrderBatch, OrderedRun>
{
    public async Task<OrderedRun> Handle(OrderBatch request, CancellationToken cancellationToken)
    {
        var order = request.Order;
        if ((order.ToSpec(null).Refusal ?? request.Limits.Refusal() ?? await RefuseAsync(order, cancellationToken)) is { } refusal)
        {
            return new(null, refusal);
        }

        var items = new List<NewRunItem>();
        var selection = new BatchSelection(messages, db, caller.ProjectId, options.Value.MaxItems);
        await foreach (var page in selection.PagesAsync(order, cancellationToken))
        {
            items.AddRange(page.Select(row => new NewRunItem(row.Id, row.StartedAt, null, 0)));
        }

        // In the order in which they were made: caches of providers are warmed as they were.
        items.Reverse();
        var matched = selection.IsCut ? await messages.Send(new CountExchanges(order.Filter with { Order = ExchangeOrder.Newest }), cancellationToken) : items.Count;
        return await new RunOrder(BatchKind.Batch, request.Name, order.ToSpec(matched).Spec!.ToJson(), items, request.Limits)
        {
            Why = StoredText.Of(request.Why, StoredText.MaxSentence),
            ExpectedUsd = request.ExpectedUsd is > 0 ? request.ExpectedUsd : null,
        }.SaveAsync(db, caller, time.GetUtcNow(), cancellationToken);
    }

    private async Task<string?> RefuseAsync(BatchOrder order, CancellationToken ct) =>
        order.Upstream is { Length: > 0 } name && (await messages.Send(new ListUpstreamChoices(), ct)).Find(name.Trim()) is null
            ? string.Format(CultureInfo.CurrentCulture, BatchesText.NoSuchUpstream, name)
            : null;
}

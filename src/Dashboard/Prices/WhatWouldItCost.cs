using MediatR;
using Observability.Domain;
using Observability.Domain.Pricing;

namespace Observability.Dashboard.Prices;

/// <summary>What a call would cost at the prices of now, and by which price.</summary>
/// <param name="Upstream">Name of the upstream it goes to.</param>
/// <param name="Model">The model that answers.</param>
/// <param name="InputTokens">Input tokens, none of them cached.</param>
/// <param name="OutputTokens">Output tokens.</param>
[Requires(Access.Read)]
public sealed record WhatWouldItCost(string Upstream, string Model, long InputTokens, long OutputTokens) : IRequest<Priced>;

internal sealed class WhatWouldItCostHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<WhatWouldItCost, Priced>
{
    // A local model's price is by the time of its machine; a second is as good as any other.
    private static readonly TimeSpan MachineTime = TimeSpan.FromSeconds(1);

    public async Task<Priced> Handle(WhatWouldItCost request, CancellationToken cancellationToken)
    {
        var prices = await ProjectPrices.OfAsync(db, caller.ProjectId, cancellationToken);
        return prices.PriceOf(new()
        {
            ProjectId = caller.ProjectId,
            Upstream = request.Upstream,
            Endpoint = "chat",
            At = time.GetUtcNow(),
            ModelServed = request.Model,
            ModelRequested = request.Model,
            Usage = new(request.InputTokens, Output: request.OutputTokens),
            MachineTime = MachineTime,
        });
    }
}

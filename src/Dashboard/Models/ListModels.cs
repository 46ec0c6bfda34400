using MediatR;
using Npgsql;
using Observability.Dashboard.Totals;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Models;

/// <summary>The models of a range, the first of them in an order; the one without a name is what named none.</summary>
/// <param name="Ranking">Range, order and how many.</param>
[Requires(Access.Read)]
public sealed record ListModels(Ranking Ranking) : IRequest<TopModels>;

/// <summary>The first models in an order.</summary>
/// <param name="Models">They.</param>
/// <param name="Total">How many there are in all.</param>
public sealed record TopModels(IReadOnlyList<GroupSums> Models, int Total);

internal sealed class ListModelsHandler(NpgsqlDataSource database, Caller caller) : IRequestHandler<ListModels, TopModels>
{
    public async Task<TopModels> Handle(ListModels request, CancellationToken cancellationToken)
    {
        var ranking = request.Ranking;
        await using var usage = await UsageSnapshot.OpenAsync(database, caller.ProjectId, cancellationToken);
        var keys = await usage.KeysOfModelsAsync(ranking.Of, cancellationToken);
        var models = (await usage.ModelsAsync(ranking.Of, cancellationToken)).Select(m => m with { Keys = keys[m.Name].Count() }).ToList();
        return new(await usage.WithLinesAsync(Dimension.Model, ranking.First(models, m => m.Name), ranking.Of, cancellationToken), models.Count);
    }
}

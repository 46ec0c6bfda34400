using MediatR;
using Npgsql;
using Observability.Dashboard.Totals;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Models;

/// <summary>Every model that was used in a range, in the order of their names, page by page.</summary>
/// <param name="From">Started at or after.</param>
/// <param name="To">Started before.</param>
/// <param name="After">The last model of the page before; null = from the start.</param>
/// <param name="Limit">Models at most, 1 to <see cref="GroupPage.MaxLimit"/>.</param>
[Requires(Access.Read)]
public sealed record PageModels(DateTimeOffset From, DateTimeOffset To, string? After, int Limit) : IRequest<ModelPart>;

/// <summary>A page of models.</summary>
/// <param name="Models">They.</param>
/// <param name="Next">What to go on after; null = there are no more.</param>
public sealed record ModelPart(IReadOnlyList<GroupSums> Models, string? Next);

internal sealed class PageModelsHandler(NpgsqlDataSource database, Caller caller) : IRequestHandler<PageModels, ModelPart>
{
    public async Task<ModelPart> Handle(PageModels request, CancellationToken cancellationToken)
    {
        await using var usage = await UsageSnapshot.OpenAsync(database, caller.ProjectId, cancellationToken);
        var page = GroupPage.Of(await usage.ModelsAsync(new([request.From, request.To], Filter.None), cancellationToken), request.After, request.Limit);
        return new(page.Groups, page.Next);
    }
}

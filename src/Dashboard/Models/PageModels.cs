using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Totals;
using Observability.Domain;

namespace Observability.Dashboard.Models;

/// <summary>Every model that was used in a range, in the order of their names, page by page.</summary>
/// <param name="From">Started at or after.</param>
/// <param name="To">Started before.</param>
/// <param name="After">The last model of the page before; null = from the start.</param>
/// <param name="Limit">Models at most, 1 to <see cref="MaxLimit"/>.</param>
[Requires(Access.Read)]
public sealed record PageModels(DateTimeOffset From, DateTimeOffset To, string? After, int Limit) : IRequest<ModelPart>
{
    /// <summary>Most models of one page.</summary>
    public const int MaxLimit = 500;
}

/// <summary>A page of models.</summary>
/// <param name="Models">They.</param>
/// <param name="Next">What to go on after; null = there are no more.</param>
public sealed record ModelPart(IReadOnlyList<ModelSums> Models, string? Next);

internal sealed class PageModelsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<PageModels, ModelPart>
{
    public async Task<ModelPart> Handle(PageModels request, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1 or > PageModels.MaxLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(request), request.Limit, $"A page has 1 to {PageModels.MaxLimit} models.");
        }

        // One more than asked for tells whether there is a next page.
        var models = await db.Database.SqlQueryRaw<ModelSums>(
            UsageSql.ModelsByName, caller.ProjectId, request.From.ToUniversalTime(), request.To.ToUniversalTime(), UsageSql.Failed, request.After ?? "", request.Limit + 1)
            .ToListAsync(cancellationToken);
        return models.Count > request.Limit ? new(models[..request.Limit], models[request.Limit - 1].Model) : new(models, null);
    }
}

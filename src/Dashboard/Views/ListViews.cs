using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Views;

/// <summary>The project's shared views and the caller's own.</summary>
[Requires(Access.Read)]
public sealed record ListViews : IRequest<ViewList>;

/// <summary>What there is.</summary>
/// <param name="Views">Pinned ones first, in the order they were pinned; then by name.</param>
/// <param name="MayShare">Whether the caller may save views for everybody.</param>
public sealed record ViewList(IReadOnlyList<ViewSummary> Views, bool MayShare);

internal sealed class ListViewsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListViews, ViewList>
{
    public async Task<ViewList> Handle(ListViews request, CancellationToken cancellationToken)
    {
        var views = await ViewSummary.SeenBy(caller, db).ToListAsync(cancellationToken);
        var ordered = views.OrderBy(v => v.PinnedAt is null).ThenBy(v => v.PinnedAt).ThenBy(v => v.Name, StringComparer.OrdinalIgnoreCase).ThenBy(v => v.Id);
        return new([.. ordered.Select(v => ViewSummary.Of(v, caller))], caller.Access >= Access.Admin);
    }
}

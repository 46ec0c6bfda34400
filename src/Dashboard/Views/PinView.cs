using MediatR;
using Observability.Domain;

namespace Observability.Dashboard.Views;

/// <summary>Puts a view at the head of the page, or takes it away from there.</summary>
/// <param name="Id">The view.</param>
/// <param name="Pinned">Whether it stands there from now on.</param>
[Requires(Access.Read)]
public sealed record PinView(Guid Id, bool Pinned) : IRequest<SavedViewAnswer>;

internal sealed class PinViewHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<PinView, SavedViewAnswer>
{
    public async Task<SavedViewAnswer> Handle(PinView request, CancellationToken cancellationToken)
    {
        if (await ViewSummary.ToChangeAsync(request.Id, caller, db, cancellationToken) is not { } view)
        {
            return new(null, ViewsText.Gone);
        }

        view.PinnedAt = request.Pinned ? view.PinnedAt ?? time.GetUtcNow() : null;
        await view.SaveAsync(request.Pinned ? "view.pinned" : "view.unpinned", new { view.Name }, new(db, caller, time), cancellationToken);
        return new(ViewSummary.Of(view, caller), null);
    }
}

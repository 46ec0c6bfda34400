using MediatR;
using Observability.Domain;

namespace Observability.Dashboard.Views;

/// <summary>Deletes a view; false when the caller sees none of this id. The requests it showed stay.</summary>
/// <param name="Id">The view.</param>
[Requires(Access.Read)]
public sealed record DeleteView(Guid Id) : IRequest<bool>;

internal sealed class DeleteViewHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<DeleteView, bool>
{
    public async Task<bool> Handle(DeleteView request, CancellationToken cancellationToken)
    {
        if (await ViewSummary.ToChangeAsync(request.Id, caller, db, cancellationToken) is not { } view)
        {
            return false;
        }

        db.Remove(view);
        return await view.SaveAsync("view.deleted", new { view.Name, view.Query }, new(db, caller, time), cancellationToken);
    }
}

using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Views;

/// <summary>Lets the requests page open with this view, or no longer: for its owner, or, where it is shared, for everybody without a default of their own.</summary>
/// <param name="Id">The view.</param>
/// <param name="Default">Whether it is the default from now on; the one before no longer is.</param>
[Requires(Access.Read)]
public sealed record MakeDefault(Guid Id, bool Default) : IRequest<SavedViewAnswer>;

internal sealed class MakeDefaultHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<MakeDefault, SavedViewAnswer>
{
    public async Task<SavedViewAnswer> Handle(MakeDefault request, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await ViewSummary.ToChangeAsync(request.Id, caller, db, cancellationToken) is not { } view)
        {
            return new(null, ViewsText.Gone);
        }

        // Before, not with it: a unique index allows one default at any moment.
        await db.SavedViews.Where(v => v.ProjectId == caller.ProjectId && v.Owner == view.Owner && v.IsDefault && v.Id != view.Id)
            .ExecuteUpdateAsync(v => v.SetProperty(x => x.IsDefault, false), cancellationToken);
        view.IsDefault = request.Default;
        await view.SaveAsync(request.Default ? "view.made_default" : "view.default_removed", new { view.Name }, new(db, caller, time), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(ViewSummary.Of(view, caller), null);
    }
}

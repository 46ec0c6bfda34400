using System.Globalization;
using MediatR;
using Observability.Domain;

namespace Observability.Dashboard.Views;

/// <summary>Gives a view another name.</summary>
/// <param name="Id">The view.</param>
/// <param name="Name">Its name from now on.</param>
[Requires(Access.Read)]
public sealed record RenameView(Guid Id, string Name) : IRequest<SavedViewAnswer>;

internal sealed class RenameViewHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<RenameView, SavedViewAnswer>
{
    public async Task<SavedViewAnswer> Handle(RenameView request, CancellationToken cancellationToken)
    {
        if (ViewSummary.Refuse(request.Name) is { } refusal)
        {
            return new(null, refusal);
        }

        if (await ViewSummary.ToChangeAsync(request.Id, caller, db, cancellationToken) is not { } view)
        {
            return new(null, ViewsText.Gone);
        }

        var (before, names) = (view.Name, await ViewChanges.NamesAsync(db, caller.ProjectId, view.Owner, cancellationToken));
        view.Name = request.Name.Trim();
        var taken = names.Contains(view.Name) && !view.Name.Equals(before, StringComparison.OrdinalIgnoreCase);
        return !taken && await view.SaveAsync("view.renamed", new { Before = before, After = view.Name }, new(db, caller, time), cancellationToken)
            ? new(ViewSummary.Of(view, caller), null)
            : new(null, string.Format(CultureInfo.CurrentCulture, ViewsText.NameTaken, view.Name));
    }
}

using System.Globalization;
using MediatR;
using Observability.Domain;

namespace Observability.Dashboard.Views;

/// <summary>Lets a view show what the page shows now; it keeps its name.</summary>
/// <param name="Id">The view.</param>
/// <param name="Query">The query of the page's address.</param>
[Requires(Access.Read)]
public sealed record ChangeView(Guid Id, string Query) : IRequest<SavedViewAnswer>;

internal sealed class ChangeViewHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<ChangeView, SavedViewAnswer>
{
    public async Task<SavedViewAnswer> Handle(ChangeView request, CancellationToken cancellationToken)
    {
        var query = ViewQuery.Of(request.Query);
        if (query.Length > ViewSummary.LongestQuery)
        {
            return new(null, string.Format(CultureInfo.CurrentCulture, ViewsText.QueryTooLong, query.Length, ViewSummary.LongestQuery));
        }

        if (await ViewSummary.ToChangeAsync(request.Id, caller, db, cancellationToken) is not { } view)
        {
            return new(null, ViewsText.Gone);
        }

        var before = view.Query;
        view.Query = query;
        await view.SaveAsync("view.changed", new { view.Name, Before = before, After = query }, new(db, caller, time), cancellationToken);
        return new(ViewSummary.Of(view, caller), null);
    }
}

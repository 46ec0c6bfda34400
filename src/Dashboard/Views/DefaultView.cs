using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Views;

/// <summary>The view that the requests page opens with when its address asks for nothing: the caller's own default, else the project's; null = everything.</summary>
[Requires(Access.Read)]
public sealed record DefaultView : IRequest<ViewSummary?>;

internal sealed class DefaultViewHandler(ObservabilityDb db, Caller caller) : IRequestHandler<DefaultView, ViewSummary?>
{
    public async Task<ViewSummary?> Handle(DefaultView request, CancellationToken cancellationToken) =>
        await ViewSummary.SeenBy(caller, db).Where(v => v.IsDefault).OrderBy(v => v.Owner == null).FirstOrDefaultAsync(cancellationToken) is { } view
            ? ViewSummary.Of(view, caller)
            : null;
}

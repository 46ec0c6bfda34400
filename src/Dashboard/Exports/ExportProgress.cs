using MediatR;

namespace Observability.Dashboard.Exports;

/// <summary>How far an export of the caller is; null when this process knows of none.</summary>
/// <param name="Id">The export.</param>
[Requires(Access.Read)]
public sealed record ExportProgress(Guid Id) : IRequest<ExportStatus?>;

internal sealed class ExportProgressHandler(ExportRuns runs, Caller caller) : IRequestHandler<ExportProgress, ExportStatus?>
{
    public Task<ExportStatus?> Handle(ExportProgress request, CancellationToken cancellationToken) => Task.FromResult(runs.Find(caller, request.Id)?.Status);
}

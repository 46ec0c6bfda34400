using MediatR;

namespace Observability.Dashboard.Exports;

/// <summary>Stops an export of the caller; its download is broken off. False when this process knows of none.</summary>
/// <param name="Id">The export.</param>
[Requires(Access.Read)]
public sealed record StopExport(Guid Id) : IRequest<bool>;

internal sealed class StopExportHandler(ExportRuns runs, Caller caller) : IRequestHandler<StopExport, bool>
{
    public Task<bool> Handle(StopExport request, CancellationToken cancellationToken)
    {
        var run = runs.Find(caller, request.Id);
        run?.Stop();
        return Task.FromResult(run is not null);
    }
}

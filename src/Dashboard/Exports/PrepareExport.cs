using MediatR;

namespace Observability.Dashboard.Exports;

/// <summary>Makes an export that begins when the browser asks for its download.</summary>
/// <param name="Order">What is to be exported.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record PrepareExport(ExportOrder Order) : IRequest<ExportStatus>;

internal sealed class PrepareExportHandler(ExportRuns runs, Caller caller) : IRequestHandler<PrepareExport, ExportStatus>
{
    public Task<ExportStatus> Handle(PrepareExport request, CancellationToken cancellationToken) => Task.FromResult(runs.Add(caller, request.Order).Status);
}

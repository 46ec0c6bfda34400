using MediatR;
using Microsoft.Extensions.Options;

namespace Observability.Dashboard.Replays;

/// <summary>How many answers a page may have beside each other, and how much of each it holds.</summary>
[Requires(Access.Read)]
public sealed record AskColumnBounds : IRequest<ColumnBounds>;

/// <summary>The bounds of a page with answers.</summary>
/// <param name="Most">Most answers beside each other.</param>
/// <param name="MostBytes">Bytes of one answer that are held and read.</param>
public sealed record ColumnBounds(int Most, int MostBytes);

internal sealed class AskColumnBoundsHandler(IOptions<ReplayColumnOptions> options) : IRequestHandler<AskColumnBounds, ColumnBounds>
{
    public Task<ColumnBounds> Handle(AskColumnBounds request, CancellationToken cancellationToken) =>
        Task.FromResult(new ColumnBounds(options.Value.Most, options.Value.MostBytes));
}

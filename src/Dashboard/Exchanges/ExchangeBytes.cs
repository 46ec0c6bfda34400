using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exchanges;

/// <summary>One body of an exchange, exactly as it crossed the wire; null when the project has none of this id.</summary>
/// <param name="Id">The exchange.</param>
/// <param name="Side">Which body.</param>
[Requires(Access.Read)]
public sealed record ExchangeBytes(Guid Id, ExchangeSide Side) : IRequest<StoredBody?>;

/// <summary>The two bodies of an exchange.</summary>
public enum ExchangeSide
{
    /// <summary>What the client sent.</summary>
    Request,

    /// <summary>What it got.</summary>
    Response,
}

/// <summary>A stored body.</summary>
/// <param name="Bytes">The bytes, up to the capture limit.</param>
/// <param name="TotalBytes">Length of the whole body; more than there are bytes when it was truncated or not kept.</param>
/// <param name="ContentType">Its content type as it was sent; null when none was.</param>
/// <param name="ContentEncoding">Its content coding, which is not undone; null when none was.</param>
public sealed record StoredBody(byte[] Bytes, long TotalBytes, string? ContentType, string? ContentEncoding)
{
    /// <summary>Why there are no bytes: retention dropped them; null when it did not.</summary>
    public DroppedBodies? Dropped { get; init; }
}

internal sealed class ExchangeBytesHandler(ObservabilityDb db, Caller caller, Settings settings) : IRequestHandler<ExchangeBytes, StoredBody?>
{
    public async Task<StoredBody?> Handle(ExchangeBytes request, CancellationToken cancellationToken)
    {
        var both =
            from row in db.Exchanges
            join bodies in db.ExchangeBodies on new { row.Id, row.StartedAt } equals new { bodies.Id, bodies.StartedAt }
            where row.Id == request.Id && bodies.Id == request.Id && row.ProjectId == caller.ProjectId && bodies.ProjectId == caller.ProjectId
            select new { row, bodies };
        // Only the side asked for is fetched: a body may be megabytes.
        var side = request.Side == ExchangeSide.Request
            ? both.Select(b => new { Headers = b.bodies.RequestHeaders, Bytes = b.bodies.RequestBody, Total = b.row.RequestBytes })
            : both.Select(b => new { Headers = b.bodies.ResponseHeaders, Bytes = b.bodies.ResponseBody, Total = b.row.ResponseBytes });
        if (await side.SingleOrDefaultAsync(cancellationToken) is not { } found)
        {
            return await db.Exchanges.AnyAsync(e => e.Id == request.Id && e.ProjectId == caller.ProjectId, cancellationToken)
                ? new([], 0, null, null) { Dropped = DroppedBodies.By(settings) }
                : null;
        }

        var headers = StoredHeaders.Decode(found.Headers);
        return new(found.Bytes, found.Total, headers["Content-Type"], headers["Content-Encoding"]);
    }
}

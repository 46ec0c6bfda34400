using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exchanges;

/// <summary>One body of an exchange, exactly as it crossed the wire; null when the project has none of this id.</summary>
/// <param name="Id">The exchange.</param>
/// <param name="Side">Which body.</param>
[Requires(Access.Read, Bodies = true)]
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
        if (await OfId.FindAsync(db, caller.ProjectId, request.Id, cancellationToken) is not { } row)
        {
            return null;
        }

        // Only the side asked for is fetched: a body may be megabytes.
        var bodies = db.ExchangeBodies.Where(b => b.Id == row.Id && b.StartedAt == row.StartedAt && b.ProjectId == caller.ProjectId);
        var (side, total) = request.Side == ExchangeSide.Request
            ? (bodies.Select(b => new { Headers = b.RequestHeaders, Bytes = b.RequestBody }), row.RequestBytes)
            : (bodies.Select(b => new { Headers = b.ResponseHeaders, Bytes = b.ResponseBody }), row.ResponseBytes);
        if (await side.SingleOrDefaultAsync(cancellationToken) is not { } found)
        {
            return new([], 0, null, null) { Dropped = DroppedBodies.By(settings) };
        }

        var headers = StoredHeaders.Decode(found.Headers);
        return new(found.Bytes, total, headers["Content-Type"], headers["Content-Encoding"]);
    }
}

using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exports;

/// <summary>The bodies of a few rows, by id; retention may have dropped some or all.</summary>
/// <param name="Rows">The rows, oldest first.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record ExportBodies(IReadOnlyList<Exchange> Rows) : IRequest<IReadOnlyDictionary<Guid, ExchangeBodies>>
{
    private const long MostBytes = 4 << 20;
    private const int MostRows = 50;

    /// <summary>Cuts rows into groups whose bodies fit into memory together: a few megabytes, or one exchange, however large.</summary>
    public static IEnumerable<IReadOnlyList<Exchange>> Portions(IReadOnlyList<Exchange> rows)
    {
        var (portion, bytes) = (new List<Exchange>(), 0L);
        foreach (var row in rows)
        {
            var size = row.RequestBytes + row.ResponseBytes;
            if (portion.Count > 0 && (portion.Count == MostRows || bytes + size > MostBytes))
            {
                yield return portion;
                (portion, bytes) = ([], 0);
            }

            portion.Add(row);
            bytes += size;
        }

        if (portion.Count > 0)
        {
            yield return portion;
        }
    }
}

internal sealed class ExportBodiesHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ExportBodies, IReadOnlyDictionary<Guid, ExchangeBodies>>
{
    public async Task<IReadOnlyDictionary<Guid, ExchangeBodies>> Handle(ExportBodies request, CancellationToken cancellationToken)
    {
        if (request.Rows.Count == 0)
        {
            return new Dictionary<Guid, ExchangeBodies>();
        }

        // The times are said so that only the partitions of these days are looked at.
        var (ids, first, last) = (request.Rows.Select(r => r.Id).ToArray(), request.Rows[0].StartedAt, request.Rows[^1].StartedAt);
        return await db.ExchangeBodies
            .Where(b => ids.Contains(b.Id) && b.StartedAt >= first && b.StartedAt <= last && b.ProjectId == caller.ProjectId)
            .ToDictionaryAsync(b => b.Id, cancellationToken);
    }
}

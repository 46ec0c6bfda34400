using System.Text;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Observability.Dashboard.Exchanges;
using Observability.Domain;

namespace Observability.Dashboard.Bodies;

/// <summary>A stretch of a body as text, for copying; null when the project keeps no such body. A JSON string comes without quotes and escapes.</summary>
/// <param name="Id">The exchange.</param>
/// <param name="Side">Which body.</param>
/// <param name="At">Where it begins, bytes.</param>
/// <param name="Length">Its bytes, at most <see cref="Longest"/>.</param>
[Requires(Access.Read, Bodies = true)]
public sealed record ReadPart(Guid Id, ExchangeSide Side, long At, int Length) : IRequest<string?>
{
    /// <summary>Longest stretch that is copied, bytes.</summary>
    public const int Longest = 4 << 20;
}

internal sealed class ReadPartHandler(ObservabilityDb db, NpgsqlDataSource database, Caller caller) : IRequestHandler<ReadPart, string?>
{
    public async Task<string?> Handle(ReadPart request, CancellationToken cancellationToken)
    {
        var started = await db.Exchanges.Where(e => e.Id == request.Id && e.ProjectId == caller.ProjectId).Select(e => (DateTimeOffset?)e.StartedAt).SingleOrDefaultAsync(cancellationToken);
        if (started is not { } at || await BodyReader.FindAsync(database, caller.ProjectId, new(request.Id, at, request.Side), cancellationToken) is not { IsReadable: true } body)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(await body.ReadAsync(Math.Max(0, request.At), Math.Clamp(request.Length, 0, ReadPart.Longest), cancellationToken));
        return text is ['"', .. var inside, '"'] ? JsonEscapes.Undone(inside) : text;
    }
}

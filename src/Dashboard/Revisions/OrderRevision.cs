using System.Globalization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Audit;
using Observability.Domain;
using Observability.Domain.Revisions;

namespace Observability.Dashboard.Revisions;

/// <summary>Orders that stored exchanges are priced or read again. A job works out what would change; nothing does until it is applied.</summary>
/// <param name="Kind">What is done again.</param>
/// <param name="From">Started at or after; null = from the first there is.</param>
/// <param name="To">Started before; null = until now.</param>
/// <param name="Upstream">Only those of this upstream; null = of any.</param>
/// <param name="Format">Only those read so far by this format, or <c>opaque</c>; null = by any.</param>
/// <param name="Model">Only those that asked for or got this model; with <c>*</c> at the end every one that begins so; null = any.</param>
[Requires(Access.Admin)]
public sealed record OrderRevision(RevisionKind Kind, DateTimeOffset? From, DateTimeOffset? To, string? Upstream, string? Format, string? Model)
    : IRequest<OrderedRevision>;

/// <summary>What came of it.</summary>
/// <param name="Revision">The order; null when it was refused.</param>
/// <param name="Refusal">A sentence that says what is wrong with which field; null when it was taken.</param>
public sealed record OrderedRevision(Revision? Revision, string? Refusal);

internal sealed class OrderRevisionHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<OrderRevision, OrderedRevision>
{
    public async Task<OrderedRevision> Handle(OrderRevision request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var to = request.To?.ToUniversalTime() ?? now;
        var from = request.From?.ToUniversalTime() ?? await FirstAsync(cancellationToken);
        if (from is null)
        {
            return new(null, RevisionRefusalsText.NoRequestYet);
        }

        if (from >= to)
        {
            return new(null, string.Format(
                CultureInfo.CurrentCulture, RevisionRefusalsText.RangeUpsideDown,
                to.ToString("O", CultureInfo.InvariantCulture), from.Value.ToString("O", CultureInfo.InvariantCulture)));
        }

        var revision = new Revision
        {
            Id = Guid.CreateVersion7(now),
            ProjectId = caller.ProjectId,
            Kind = request.Kind,
            CreatedAt = now,
            CreatedBy = caller.Name,
            StartsAt = from.Value,
            EndsAt = to,
            Upstream = NotEmpty(request.Upstream),
            Format = NotEmpty(request.Format),
            Model = NotEmpty(request.Model),
            State = RevisionState.Waiting,
        };
        db.Add(revision);
        AuditLog.Add(db, caller, now, ("revision.ordered", revision.Id), new
        {
            Kind = EnumNames.NameOf(revision.Kind),
            From = revision.StartsAt,
            To = revision.EndsAt,
            revision.Upstream,
            revision.Format,
            revision.Model,
        });
        await db.SaveChangesAsync(cancellationToken);
        return new(revision, null);
    }

    private Task<DateTimeOffset?> FirstAsync(CancellationToken ct) =>
        db.Exchanges.Where(e => e.ProjectId == caller.ProjectId).OrderBy(e => e.StartedAt).Select(e => (DateTimeOffset?)e.StartedAt).FirstOrDefaultAsync(ct);

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

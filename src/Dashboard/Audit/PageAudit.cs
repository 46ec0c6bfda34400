using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Audit;

namespace Observability.Dashboard.Audit;

/// <summary>A page of the project's audit log, newest first, by keyset.</summary>
/// <param name="Filter">What to keep.</param>
/// <param name="After">The last entry of the page before; null = from the newest.</param>
/// <param name="Limit">Entries at most, 1 to <see cref="MaxLimit"/>.</param>
[Requires(Access.Admin)]
public sealed record PageAudit(AuditFilter Filter, AuditCursor? After, int Limit) : IRequest<AuditPart>
{
    /// <summary>Most entries of one page.</summary>
    public const int MaxLimit = 1000;
}

/// <summary>A page of the log.</summary>
/// <param name="Lines">Its entries, newest first.</param>
/// <param name="Next">Where the next page begins; null = there is none.</param>
public sealed record AuditPart(IReadOnlyList<AuditLine> Lines, AuditCursor? Next);

/// <summary>An entry with its place in the chain.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Number">Its number; null = the chain does not know it, which the check reports.</param>
/// <param name="Hash">The hash up to and with it, in hex; null likewise.</param>
public sealed record AuditLine(AuditEntry Entry, long? Number, string? Hash);

internal sealed class PageAuditHandler(ObservabilityDb db, Caller caller) : IRequestHandler<PageAudit, AuditPart>
{
    public async Task<AuditPart> Handle(PageAudit request, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1 or > PageAudit.MaxLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(request), request.Limit, $"A page has 1 to {PageAudit.MaxLimit} entries.");
        }

        var entries = request.Filter.Keep(db.AuditLog.Where(a => a.ProjectId == caller.ProjectId));
        if (request.After is { } last)
        {
            var at = last.At.ToUniversalTime();
            entries = entries.Where(a => EF.Functions.LessThan(ValueTuple.Create(a.At, a.Id), ValueTuple.Create(at, last.Id)));
        }

        var found = await entries.OrderByDescending(a => a.At).ThenByDescending(a => a.Id).Take(request.Limit + 1).ToListAsync(cancellationToken);
        var shown = found.Take(request.Limit).ToList();
        var ids = shown.ConvertAll(a => a.Id);
        var links = await db.AuditLinks.Where(l => l.ProjectId == caller.ProjectId && ids.Contains(l.EntryId)).ToDictionaryAsync(l => l.EntryId, cancellationToken);
        return new(
            [.. shown.Select(a => links.TryGetValue(a.Id, out var link) ? new AuditLine(a, link.Number, Convert.ToHexStringLower(link.Hash)) : new(a, null, null))],
            found.Count > shown.Count ? new(shown[^1].At, shown[^1].Id) : null);
    }
}

using Microsoft.EntityFrameworkCore;

namespace Observability.Domain.Audit;

/// <summary>Checks the chain of a project entry by entry, hashing anew what is stored. What is written meanwhile is not waited for.</summary>
/// <param name="db">Where the log is.</param>
public sealed class AuditVerification(ObservabilityDb db)
{
    private const int Batch = 2_000;

    /// <summary>Every project that has a log, those that were deleted included, oldest first.</summary>
    public async Task<IReadOnlyList<Guid>> ProjectsAsync(CancellationToken ct) =>
        await db.AuditLog.Select(a => a.ProjectId).Union(db.AuditHeads.Select(h => h.ProjectId)).OrderBy(id => id).ToListAsync(ct);

    /// <summary>Checks the chain of one project.</summary>
    /// <param name="project">Whose.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<AuditVerdict> OfAsync(Guid project, CancellationToken ct)
    {
        var head = await db.AuditHeads.SingleOrDefaultAsync(h => h.ProjectId == project, ct) ?? new() { ProjectId = project };
        var (number, hash) = (0L, AuditChain.Start.ToArray());
        while (number < head.Entries)
        {
            var links = await BatchAsync(project, number, head.Entries, ct);
            foreach (var (link, entry) in links)
            {
                if (Wrong(link, entry, number + 1, hash) is { } wrong)
                {
                    return Verdict(wrong, number + 1);
                }

                (number, hash) = (link.Number, link.Hash);
            }

            if (links.Count == 0)
            {
                return Verdict(AuditBreak.CutOff, number + 1);
            }
        }

        return !hash.AsSpan().SequenceEqual(head.Hash) ? Verdict(AuditBreak.Altered, number)
            : await HasStrangersAsync(project, ct) ? Verdict(AuditBreak.SlippedIn, null)
            : Verdict(null, null);

        AuditVerdict Verdict(AuditBreak? what, long? at) => new(project, number, Convert.ToHexStringLower(hash), what, at);
    }

    private static AuditBreak? Wrong(AuditLink link, AuditEntry? entry, long number, byte[] previous) =>
        link.Number != number || entry is null ? AuditBreak.Removed
        : AuditChain.Next(previous, number, entry).AsSpan().SequenceEqual(link.Hash) ? null
        : AuditBreak.Altered;

    private async Task<List<(AuditLink Link, AuditEntry? Entry)>> BatchAsync(Guid project, long after, long last, CancellationToken ct)
    {
        var rows = await (
            from link in db.AuditLinks
            where link.ProjectId == project && link.Number > after && link.Number <= last
            join entry in db.AuditLog on link.EntryId equals entry.Id into entries
            from entry in entries.DefaultIfEmpty()
            orderby link.Number
            select new { link, entry }).Take(Batch).ToListAsync(ct);
        return [.. rows.Select(r => (r.link, (AuditEntry?)r.entry))];
    }

    // An entry and its link come with one commit, and so does the head: no moment shows one without the others.
    private async Task<bool> HasStrangersAsync(Guid project, CancellationToken ct) =>
        await db.AuditLog.AnyAsync(a => a.ProjectId == project && !db.AuditLinks.Any(l => l.EntryId == a.Id), ct)
        || await db.AuditLinks.AnyAsync(l => l.ProjectId == project && !db.AuditHeads.Any(h => h.ProjectId == project && h.Entries >= l.Number), ct);
}

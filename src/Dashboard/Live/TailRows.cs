using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Live;

/// <summary>Loads what arrived, once for all lists, and beside the rows only what some filter asks for.</summary>
internal static class TailRows
{
    /// <summary>The exchanges of a project with these ids and starts.</summary>
    /// <param name="db">Where they are.</param>
    /// <param name="project">The project.</param>
    /// <param name="arrived">Their ids and starts.</param>
    /// <param name="withHeaders">Whether their kept headers are looked at as well.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task<List<FilterSubject>> ReadAsync(
        ObservabilityDb db, Guid project, Dictionary<Guid, DateTime> arrived, bool withHeaders, CancellationToken ct)
    {
        if (arrived.Count == 0)
        {
            return [];
        }

        // The ids alone decide; the time is said because only that lets PostgreSQL leave partitions out.
        var ids = arrived.Keys.ToArray();
        var (first, last) = (new DateTimeOffset(arrived.Values.Min()), new DateTimeOffset(arrived.Values.Max()));
        var rows = await db.Exchanges.Where(e => ids.Contains(e.Id) && e.StartedAt >= first && e.StartedAt <= last && e.ProjectId == project).ToListAsync(ct);

        // An id that a producer brought twice has two rows.
        rows.RemoveAll(r => arrived[r.Id] != r.StartedAt.UtcDateTime);
        var headers = !withHeaders ? [] : await db.ExchangeBodies
            .Where(b => ids.Contains(b.Id) && b.StartedAt >= first && b.StartedAt <= last && b.ProjectId == project)
            .Select(b => new { b.Id, b.StartedAt, b.RequestHeaders, b.ResponseHeaders })
            .ToDictionaryAsync(b => (b.Id, b.StartedAt), b => (Request: StoredHeaders.Decode(b.RequestHeaders), Response: StoredHeaders.Decode(b.ResponseHeaders)), ct);
        return rows.ConvertAll(r => headers.TryGetValue((r.Id, r.StartedAt), out var kept)
            ? new FilterSubject(r, null, null, kept.Request, kept.Response)
            : new FilterSubject(r));
    }
}

using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Live;

/// <summary>Loads what arrived, once for all lists, and beside the rows only what some filter asks for.</summary>
/// <param name="db">Where it is.</param>
/// <param name="project">Whose it is.</param>
/// <param name="arrived">Ids and starts.</param>
internal sealed class TailRows(ObservabilityDb db, Guid project, Dictionary<Guid, DateTime> arrived)
{
    // The ids alone decide; the time is said because only that lets PostgreSQL leave partitions out.
    private readonly Guid[] _ids = [.. arrived.Keys];
    private readonly DateTimeOffset _first = arrived.Count == 0 ? default : new(arrived.Values.Min());
    private readonly DateTimeOffset _last = arrived.Count == 0 ? default : new(arrived.Values.Max());

    /// <summary>The exchanges.</summary>
    /// <param name="withTexts">Whether what was said is looked at; without it the previews are all there is.</param>
    /// <param name="withHeaders">Whether kept headers are looked at.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<List<FilterSubject>> ReadAsync(bool withTexts, bool withHeaders, CancellationToken ct)
    {
        if (arrived.Count == 0)
        {
            return [];
        }

        var rows = await db.Exchanges.Where(e => _ids.Contains(e.Id) && e.StartedAt >= _first && e.StartedAt <= _last && e.ProjectId == project).ToListAsync(ct);

        // An id that a producer brought twice has two rows.
        rows.RemoveAll(r => arrived[r.Id] != r.StartedAt.UtcDateTime);
        var texts = withTexts ? await TextsAsync(ct) : [];
        var headers = withHeaders ? await HeadersAsync(ct) : [];
        return rows.ConvertAll(r =>
        {
            var said = texts.GetValueOrDefault((r.Id, r.StartedAt));
            var kept = headers.GetValueOrDefault((r.Id, r.StartedAt));
            return new FilterSubject(r, said.Input, said.Output, kept.Request, kept.Response);
        });
    }

    private async Task<Dictionary<(Guid, DateTimeOffset), (string? Input, string? Output)>> TextsAsync(CancellationToken ct) => await db.ExchangeTexts
        .Where(t => _ids.Contains(t.Id) && t.StartedAt >= _first && t.StartedAt <= _last && t.ProjectId == project)
        .Select(t => new { t.Id, t.StartedAt, t.Input, t.Output })
        .ToDictionaryAsync(t => (t.Id, t.StartedAt), t => ((string?)t.Input, (string?)t.Output), ct);

    private async Task<Dictionary<(Guid, DateTimeOffset), (StoredHeaders? Request, StoredHeaders? Response)>> HeadersAsync(CancellationToken ct) => await db.ExchangeBodies
        .Where(b => _ids.Contains(b.Id) && b.StartedAt >= _first && b.StartedAt <= _last && b.ProjectId == project)
        .Select(b => new { b.Id, b.StartedAt, b.RequestHeaders, b.ResponseHeaders })
        .ToDictionaryAsync(
            b => (b.Id, b.StartedAt), b => ((StoredHeaders?)StoredHeaders.Decode(b.RequestHeaders), (StoredHeaders?)StoredHeaders.Decode(b.ResponseHeaders)), ct);
}

using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Upstreams;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Experiments;

/// <summary>Reads what an exchange answered from its stored bytes.</summary>
internal sealed class AnswerReading(ObservabilityDb db, Caller caller)
{
    /// <summary>The text of the first choice; <c>Cut</c> = not all of it was kept. Null when it did not complete, answered no text, or its bytes are gone.</summary>
    public async Task<(string? Text, bool Cut)> OfAsync(Exchange row, CancellationToken ct)
    {
        if (!Completed(row) || await BodiesAsync(row.Id, row.StartedAt, ct) is not { } bodies)
        {
            return (null, false);
        }

        var captured = StoredExchange.ToCaptured(row, bodies, await UpstreamFamily.OfAsync(db, caller.ProjectId, row.Upstream, ct));
        var reading = ExchangeReader.ReadingOf(captured);
        return (reading?.Output is [{ Text: { Length: > 0 } text }, ..] ? text : null, captured.Response.IsTruncated);
    }

    /// <summary>The same of an exchange by its id and beginning; null when the project has none.</summary>
    public async Task<(string? Text, bool Cut)> OfAsync(Guid id, DateTimeOffset startedAt, CancellationToken ct) =>
        await db.Exchanges.SingleOrDefaultAsync(e => e.Id == id && e.StartedAt == startedAt && e.ProjectId == caller.ProjectId, ct) is { } row
            ? await OfAsync(row, ct)
            : (null, false);

    /// <summary>Whether an exchange came to an answer.</summary>
    public static bool Completed(Exchange row) => row.Outcome is ExchangeOutcome.Completed or ExchangeOutcome.ServedFromCache;

    private Task<ExchangeBodies?> BodiesAsync(Guid id, DateTimeOffset startedAt, CancellationToken ct) =>
        db.ExchangeBodies.SingleOrDefaultAsync(b => b.Id == id && b.StartedAt == startedAt, ct);
}

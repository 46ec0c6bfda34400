using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Exchanges;

/// <summary>Finds one exchange by its id.</summary>
internal static class OfId
{
    // Ids that ingest makes hold the millisecond the request came.
    private static readonly TimeSpan Around = TimeSpan.FromHours(1);

    /// <summary>
    /// The exchange of the project; null when it has none of this id. First it is looked for where its id says it began: to look into every day there is
    /// takes a hundred times as long. A producer may have brought an id of its own, so then everywhere.
    /// </summary>
    public static async Task<Exchange?> FindAsync(ObservabilityDb db, Guid project, Guid id, CancellationToken ct)
    {
        var rows = db.Exchanges.Where(e => e.Id == id && e.ProjectId == project);
        return TimeOf(id) is { } at && await rows.Where(e => e.StartedAt >= at - Around && e.StartedAt < at + Around).SingleOrDefaultAsync(ct) is { } there
            ? there
            : await rows.SingleOrDefaultAsync(ct);
    }

    // The first 48 bits of a version 7 are milliseconds since 1970; null for other versions, and for a time that no calendar has.
    private static DateTimeOffset? TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = id.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = bytes[..6].ToArray().Aggregate(0L, (sum, b) => (sum << 8) | b);
        return id.Version == 7 && milliseconds < DateTimeOffset.MaxValue.AddDays(-1).ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
    }
}

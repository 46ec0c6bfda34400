using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Exchanges;

/// <summary>The days exchanges are kept of, whatever project they are of: nothing started before them or after them.</summary>
internal static class StoredDays
{
    // Tables of days are named after them.
    private const string FirstAndLast =
        """
        select to_date(right(min(c.relname), 8), 'YYYYMMDD') as first, to_date(right(max(c.relname), 8), 'YYYYMMDD') as last
        from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'exchanges'::regclass
        """;

    /// <summary>From the first day to the end of the last; null when there is none.</summary>
    public static async Task<Stretch?> WholeAsync(ObservabilityDb db, CancellationToken ct)
    {
        var days = await db.Database.SqlQueryRaw<Days>(FirstAndLast).ToListAsync(ct);
        return days is [{ First: { } first, Last: { } last }] ? new(StartOf(first), StartOf(last.AddDays(1))) : null;
    }

    private static DateTimeOffset StartOf(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    private sealed record Days(DateOnly? First, DateOnly? Last);
}

using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Observability.Domain;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Notes;

/// <summary>What came of saying something of an exchange; when both are null, the project has no such exchange.</summary>
/// <param name="Row">The row as it is now; null when nothing was changed.</param>
/// <param name="Refusal">Why nothing was changed, in a sentence; null when something was.</param>
public sealed record Annotated(Exchange? Row, string? Refusal)
{
    /// <summary>The project has no such exchange.</summary>
    internal static Annotated NoSuch { get; } = new(null, null);

    /// <summary>It cannot be said.</summary>
    internal static Annotated Refused(string why) => new(null, why);
}

/// <summary>Changes what is said of one exchange: one statement on its row as it is then, so that of changes made at once none is lost.</summary>
/// <param name="db">The tables.</param>
/// <param name="caller">Who changes it, and in which project.</param>
internal sealed class AnnotatedRow(ObservabilityDb db, Caller caller)
{
    /// <summary>When the exchange started, which finds the day its row lies in; null when the project has no such exchange.</summary>
    public Task<DateTimeOffset?> StartOfAsync(Guid id, CancellationToken ct) =>
        db.Exchanges.Where(e => e.Id == id && e.ProjectId == caller.ProjectId).Select(e => (DateTimeOffset?)e.StartedAt).SingleOrDefaultAsync(ct);

    /// <summary>Changes it.</summary>
    /// <param name="id">The exchange.</param>
    /// <param name="change">What is set, over <c>exchanges e</c>; {3} is the first of <paramref name="values"/>.</param>
    /// <param name="limit">What must hold for it in the same words, and the sentence to say when it does not.</param>
    /// <param name="values">Values of the change.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Annotated> ChangeAsync(Guid id, string change, (string Bound, string Refusal) limit, IReadOnlyList<NpgsqlParameter> values, CancellationToken ct)
    {
        if (await StartOfAsync(id, ct) is not { } start)
        {
            return Annotated.NoSuch;
        }

        var sql = $"update exchanges e set {change} where e.id = {{0}} and e.started_at = {{1}} and e.project_id = {{2}} and {limit.Bound} returning e.*";
        var rows = await db.Exchanges.FromSqlRaw(sql, [id, start, caller.ProjectId, .. values]).ToListAsync(ct);
        return rows is [var row] ? new(row, null) : Annotated.Refused(limit.Refusal);
    }

    /// <summary>A value of a change, which may be null.</summary>
    public static NpgsqlParameter Value(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}

using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Totals;

/// <summary>Finds the newest exchange of each kind of failure. Sums say when it began, so each is looked up and none is searched for.</summary>
internal sealed class ErrorExamples(ObservabilityDb db, Caller caller)
{
    private const string Newest =
        """
        select f.place as "Place", newest.id as "Id", newest.error as "Error", newest.error_code as "Code"
        from unnest({2}, {3}, {4}) with ordinality f (outcome, status, at, place)
        cross join lateral (
            select e.id, e.error, e.error_code from exchanges e
            where e.project_id = {0} and e.started_at = f.at and e.outcome = f.outcome and e.status is not distinct from f.status
        """;

    /// <summary>The first of some failures of a group, each with its newest example.</summary>
    public async Task<IReadOnlyList<ErrorGroup>> OfAsync(OneGroup of, IReadOnlyList<ErrorGroup> failures, CancellationToken ct)
    {
        var first = failures.Take(OneGroup.MostParts).ToList();
        if (first.Count == 0)
        {
            return first;
        }

        var sql = $"{Newest} and ({ColumnOf(of.By)}) is not distinct from {{1}}::text order by e.id desc limit 1) newest";
        object?[] values =
        [
            caller.ProjectId, of.Name, first.Select(f => f.Outcome).ToArray(), first.Select(f => f.Status).ToArray(), first.Select(f => f.LastSeen).ToArray(),
        ];
        var found = await db.Database.SqlQueryRaw<Row>(sql, values!).ToDictionaryAsync(r => r.Place, ct);
        return [.. first.Select((f, i) => f with { Newest = found.TryGetValue(i + 1, out var row) ? new(row.Id, row.Error, row.Code) : null })];
    }

    private static string ColumnOf(Dimension by) =>
        by == Dimension.User ? "e.user_id"
        : by == Dimension.Key ? "e.key_id::text"
        : by == Dimension.Model ? "coalesce(e.model_requested, e.model_served)"
        : throw new ArgumentException($"Nothing is told of one {by.Name}.", nameof(by));

    private sealed record Row(long Place, Guid Id, string? Error, string? Code);
}

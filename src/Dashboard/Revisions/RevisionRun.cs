using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Prices;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Revisions;

namespace Observability.Dashboard.Revisions;

/// <summary>Takes a revision one page further. The page and the mark behind it are one transaction: a process killed anywhere goes on where it was.</summary>
/// <remarks>Memory holds one page of narrow rows and the bodies of one exchange, however long the range is.</remarks>
/// <param name="db">The tables.</param>
/// <param name="time">The clock.</param>
internal sealed class RevisionRun(ObservabilityDb db, TimeProvider time)
{
    /// <summary>Rows of one page.</summary>
    public const int PageRows = 200;

    private const int DeletedAtOnce = 5000;

    /// <summary>One page of what the revision has to do; nothing when it has nothing to do any more. How many rows were looked at.</summary>
    public async Task<long> StepAsync(Guid id, CancellationToken ct)
    {
        // Both statements of a page must see the same rows. Whoever changes one meanwhile makes the page start over.
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await db.Database.ExecuteSqlAsync($"set local statement_timeout = 0", ct);
        var revision = await db.Revisions.FromSql($"select * from revisions where id = {id} for update").AsTracking().SingleAsync(ct);
        var seen = await StepAsync(revision, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        db.ChangeTracker.Clear();
        return seen;
    }

    /// <summary>Whether there is anything for the job to do in this state.</summary>
    public static IQueryable<Revision> Open(IQueryable<Revision> revisions) => revisions.Where(r =>
        r.State == RevisionState.Waiting || r.State == RevisionState.WorkingOut || r.State == RevisionState.Applying || r.State == RevisionState.Undoing
        || (r.State == RevisionState.Discarded && r.FinishedAt == null));

    private Task<long> StepAsync(Revision revision, CancellationToken ct) => revision switch
    {
        { State: RevisionState.Waiting or RevisionState.WorkingOut } => WorkOutAsync(revision, ct),
        { State: RevisionState.Applying } => ApplyAsync(revision, ct),
        { State: RevisionState.Undoing } => UndoAsync(revision, ct),
        { State: RevisionState.Discarded, FinishedAt: null } => DeleteAsync(revision, ct),
        _ => Task.FromResult(0L),
    };

    private async Task<long> WorkOutAsync(Revision revision, CancellationToken ct)
    {
        if (revision.State == RevisionState.Waiting)
        {
            await BeginAsync(revision, ct);
        }

        var rows = await PageOf(revision).ToListAsync(ct);
        var recalculation = new Recalculation(db, await ProjectPrices.OfAsync(db, revision.ProjectId, ct));
        var (ids, starts, become) = (new List<Guid>(rows.Count), new List<DateTime>(rows.Count), new List<string>(rows.Count));
        foreach (var row in rows)
        {
            if (await recalculation.OfAsync(row, revision.Kind, ct) is { } becomes)
            {
                ids.Add(row.Id);
                starts.Add(row.StartedAt.UtcDateTime);
                become.Add(becomes);
            }
        }

        await using var command = Command(RevisionSql.KeepChanges, revision);
        command.Parameters.Add(new() { Value = ids.ToArray() });
        command.Parameters.Add(new() { Value = starts.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = become.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
        revision.Changed += (long)(await command.ExecuteScalarAsync(ct))!;
        revision.Seen += rows.Count;
        (revision.LastStartedAt, revision.LastId) = rows.Count > 0 ? (rows[^1].StartedAt, rows[^1].Id) : (revision.LastStartedAt, revision.LastId);
        revision.State = rows.Count < PageRows ? RevisionState.Ready : RevisionState.WorkingOut;
        return rows.Count;
    }

    // Ordered just now, or worked out before with prices that hold no longer.
    private async Task BeginAsync(Revision revision, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"delete from revision_changes where revision_id = {revision.Id}", ct);
        await db.RevisionSums.Where(s => s.RevisionId == revision.Id).ExecuteDeleteAsync(ct);
        (revision.Seen, revision.Changed, revision.LastStartedAt, revision.LastId) = (0, 0, null, null);
    }

    private async Task<long> ApplyAsync(Revision revision, CancellationToken ct)
    {
        var page = await WriteAsync(RevisionSql.Apply([.. RowJson.ColumnsOf(db, RowJson.Read)]), revision, ct);
        await RewriteTextsAsync(revision, page, ct);
        revision.Applied += page.Written;
        revision.LeftAlone += page.Seen - page.Written;
        revision.AppliedDifference += page.Difference;
        Finish(revision, page, RevisionState.Applied);
        return page.Seen;
    }

    private async Task<long> UndoAsync(Revision revision, CancellationToken ct)
    {
        var page = await WriteAsync(RevisionSql.Undo([.. RowJson.ColumnsOf(db, RowJson.Read)]), revision, ct);
        revision.Undone += page.Written;
        Finish(revision, page, RevisionState.Undone);
        return page.Seen;
    }

    private async Task<long> DeleteAsync(Revision revision, CancellationToken ct)
    {
        await using var command = Command(RevisionSql.DeleteChanges, revision.Id, DeletedAtOnce);
        var deleted = await command.ExecuteNonQueryAsync(ct);
        revision.FinishedAt = deleted < DeletedAtOnce ? time.GetUtcNow() : null;
        return deleted;
    }

    // What is read anew is searched anew. Undoing leaves it: the words are those of the bytes, whatever the row says of them.
    private async Task RewriteTextsAsync(Revision revision, WrittenPage page, CancellationToken ct)
    {
        if (revision.Kind != RevisionKind.Reread || page.Written == 0)
        {
            return;
        }

        var after = revision.LastStartedAt ?? DateTimeOffset.MinValue;
        var written = await db.Exchanges.FromSql(
            $"""
            select e.* from revision_changes c join exchanges e on e.id = c.exchange_id and e.started_at = c.started_at
            where c.revision_id = {revision.Id} and e.project_id = {revision.ProjectId} and c.outcome = 'applied'
                and (c.started_at, c.exchange_id) > ({after}, {revision.LastId ?? Guid.Empty})
                and (c.started_at, c.exchange_id) <= ({page.LastStartedAt}, {page.LastId})
            """).ToListAsync(ct);
        await new StoredTexts(db).WriteAsync(written, ct);
    }

    private void Finish(Revision revision, WrittenPage page, RevisionState done)
    {
        (revision.LastStartedAt, revision.LastId) = page.Seen > 0 ? (page.LastStartedAt, page.LastId) : (revision.LastStartedAt, revision.LastId);
        if (page.Seen < PageRows)
        {
            revision.State = done;
            revision.FinishedAt = time.GetUtcNow();
        }
    }

    private IQueryable<Exchange> PageOf(Revision revision)
    {
        var rows = db.Exchanges.Where(e => e.ProjectId == revision.ProjectId && e.StartedAt >= revision.StartsAt && e.StartedAt < revision.EndsAt);
        // Without bytes there is nothing to read, and what was known would be lost.
        rows = revision.Kind == RevisionKind.Reread ? rows.Where(e => e.Capture != CaptureVerdict.NotKept) : rows;
        rows = revision.Upstream is { } upstream ? rows.Where(e => e.Upstream == upstream) : rows;
        rows = revision.Format is { } format ? rows.Where(e => e.Format == format) : rows;
        rows = revision.Model is { } model ? OfModel(rows, model) : rows;
        if (revision is { LastStartedAt: { } at, LastId: { } id })
        {
            // The pair decides; the time alone is said again because only that lets PostgreSQL leave partitions out.
            rows = rows.Where(e => e.StartedAt >= at && EF.Functions.GreaterThan(ValueTuple.Create(e.StartedAt, e.Id), ValueTuple.Create(at, id)));
        }

        return rows.OrderBy(e => e.StartedAt).ThenBy(e => e.Id).Take(PageRows);
    }

    private static IQueryable<Exchange> OfModel(IQueryable<Exchange> rows, string model)
    {
        if (!model.EndsWith('*'))
        {
            return rows.Where(e => e.ModelRequested == model || e.ModelServed == model);
        }

        var start = model[..^1];
        return start.Length == 0 ? rows : rows.Where(e => e.ModelRequested!.StartsWith(start) || e.ModelServed!.StartsWith(start));
    }

    private async Task<WrittenPage> WriteAsync(string sql, Revision revision, CancellationToken ct)
    {
        await using var command = Command(sql, revision);
        command.Parameters.Add(new() { Value = (object?)revision.LastStartedAt?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = (object?)revision.LastId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = PageRows });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return reader.GetInt64(0) == 0
            ? new(0, 0, 0, default, default)
            : new(reader.GetInt64(0), reader.GetInt64(1), reader.GetDecimal(2), new DateTimeOffset(reader.GetDateTime(3)), reader.GetGuid(4));
    }

    private NpgsqlCommand Command(string sql, Revision revision) => Command(sql, revision.Id, revision.ProjectId);

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var transaction = (NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction();
        var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }

    private readonly record struct WrittenPage(long Seen, long Written, decimal Difference, DateTimeOffset LastStartedAt, Guid LastId);
}

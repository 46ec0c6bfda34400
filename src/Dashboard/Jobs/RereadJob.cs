using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Upstreams;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Quartz;

namespace Observability.Dashboard.Jobs;

/// <summary>Works off the orders to read again: page by page, each page and the mark behind it in one transaction, so that a restart goes on where it was.</summary>
/// <remarks>Memory holds one page of narrow rows and the bodies of one exchange. What the wire said is never changed, only what was read in it.</remarks>
/// <param name="db">The tables.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where the end of an order is told.</param>
[DisallowConcurrentExecution]
internal sealed partial class RereadJob(ObservabilityDb db, TimeProvider time, ILogger<RereadJob> logger) : IJob
{
    private const int PageRows = 200;

    // Everything a format decides; times, sizes, labels and prices come from elsewhere and stay.
    private static readonly string[] Derived =
    [
        nameof(Exchange.Format), nameof(Exchange.Endpoint), nameof(Exchange.ModelRequested), nameof(Exchange.ModelServed),
        nameof(Exchange.Outcome), nameof(Exchange.Error), nameof(Exchange.Stream), nameof(Exchange.Task), nameof(Exchange.TaskSource),
        nameof(Exchange.User), nameof(Exchange.FinishReason), nameof(Exchange.InputTokens), nameof(Exchange.OutputTokens),
        nameof(Exchange.CacheReadTokens), nameof(Exchange.CacheWriteTokens), nameof(Exchange.ReasoningTokens),
        nameof(Exchange.AudioInputTokens), nameof(Exchange.AudioOutputTokens), nameof(Exchange.UsageSource),
        nameof(Exchange.FirstTokenUs), nameof(Exchange.OutputTokensPerSecond), nameof(Exchange.RequestPreview),
        nameof(Exchange.ResponsePreview), nameof(Exchange.ToolCalls), nameof(Exchange.ProviderRequestId),
    ];

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        while (await db.Rereads.Where(r => r.State == RereadState.Waiting || r.State == RereadState.Running)
            .OrderBy(r => r.CreatedAt).FirstOrDefaultAsync(cancellationToken) is { } reread)
        {
            await WorkOffAsync(reread, cancellationToken);
        }
    }

    private async Task WorkOffAsync(Reread reread, CancellationToken ct)
    {
        try
        {
            while (await ReadPageAsync(reread, ct))
            {
            }

            Finished(reread.Id, reread.Seen, reread.Changed);
        }
#pragma warning disable CA1031 // One order that breaks must not hold up those behind it; it says why, and what it did so far stays.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Broke(e, reread.Id);
            db.ChangeTracker.Clear();
            await db.Rereads.Where(r => r.Id == reread.Id).ExecuteUpdateAsync(
                r => r.SetProperty(x => x.State, RereadState.Failed)
                    .SetProperty(x => x.Error, $"{e.GetType().Name} after {reread.Seen} exchanges; the dashboard's log says more.")
                    .SetProperty(x => x.FinishedAt, time.GetUtcNow()),
                ct);
        }
#pragma warning restore CA1031
    }

    /// <summary>Reads one page; false when it was the last.</summary>
    private async Task<bool> ReadPageAsync(Reread reread, CancellationToken ct)
    {
        var rows = await PageOf(reread).ToListAsync(ct);
        db.ChangeTracker.Clear();
        foreach (var row in rows)
        {
            await ReadAgainAsync(row, ct);
        }

        var changed = db.ChangeTracker.Entries<Exchange>().Count(e => e.State == EntityState.Modified);
        db.Attach(reread);
        reread.Seen += rows.Count;
        reread.Changed += changed;
        (reread.LastStartedAt, reread.LastId) = rows.Count > 0 ? (rows[^1].StartedAt, rows[^1].Id) : (reread.LastStartedAt, reread.LastId);
        reread.State = rows.Count < PageRows ? RereadState.Done : RereadState.Running;
        reread.FinishedAt = reread.State == RereadState.Done ? time.GetUtcNow() : null;
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
        return reread.State != RereadState.Done;
    }

    private IQueryable<Exchange> PageOf(Reread reread)
    {
        // Without bytes there is nothing to read, and what was known would be lost.
        var rows = db.Exchanges.Where(e => e.ProjectId == reread.ProjectId && e.Capture != CaptureVerdict.NotKept
            && e.StartedAt >= reread.StartsAt && e.StartedAt < reread.EndsAt);
        rows = reread.Upstream is { } upstream ? rows.Where(e => e.Upstream == upstream) : rows;
        rows = reread.Format is { } format ? rows.Where(e => e.Format == format) : rows;
        rows = reread.Model is { } model ? rows.Where(e => e.ModelRequested == model || e.ModelServed == model) : rows;
        if (reread is { LastStartedAt: { } at, LastId: { } id })
        {
            rows = rows.Where(e => e.StartedAt >= at
                && EF.Functions.GreaterThan(ValueTuple.Create(e.StartedAt, e.Id), ValueTuple.Create(at, id)));
        }

        return rows.OrderBy(e => e.StartedAt).ThenBy(e => e.Id).Take(PageRows);
    }

    private async Task ReadAgainAsync(Exchange row, CancellationToken ct)
    {
        var bodies = await db.ExchangeBodies.AsNoTracking()
            .SingleOrDefaultAsync(b => b.Id == row.Id && b.StartedAt == row.StartedAt && b.ProjectId == row.ProjectId, ct);
        if (bodies is null)
        {
            return;
        }

        var entry = db.Attach(row);
        var family = await UpstreamFamily.OfAsync(db, row.ProjectId, row.Upstream, ct);
        var read = ExchangeReader.Read(StoredExchange.ToCaptured(row, bodies, family)).Row;
        foreach (var name in Derived)
        {
            var property = entry.Property(name);
            property.CurrentValue = property.Metadata.PropertyInfo!.GetValue(read);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Read {Seen} exchanges again for {Id}: {Changed} rows changed")]
    private partial void Finished(Guid id, long seen, long changed);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reading again broke for {Id}")]
    private partial void Broke(Exception exception, Guid id);
}

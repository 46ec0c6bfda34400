using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Observability.Domain;
using Observability.Domain.Datasets;

namespace Observability.Dashboard.Datasets;

/// <summary>What changing rows takes: the tables, who does it, when, and within which bounds.</summary>
internal sealed class DatasetDesk(ObservabilityDb db, Caller caller, TimeProvider time, IOptions<DatasetsOptions> options)
{
    public ObservabilityDb Db => db;

    public Caller Caller => caller;

    public DatasetsOptions Options => options.Value;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Holds a dataset until what is returned is disposed, so that of rows added at once none takes another's place; null when the project has none of this id.</summary>
    public async Task<HeldDataset?> HoldAsync(Guid id, CancellationToken ct)
    {
        var transaction = await db.Database.BeginTransactionAsync(ct);
        var found = await db.Datasets.FromSql($"select * from datasets where id = {id} and project_id = {caller.ProjectId} for update").AsTracking().ToListAsync(ct);
        if (found is not [var dataset])
        {
            await transaction.DisposeAsync();
            return null;
        }

        var rows = db.DatasetRows.Where(r => r.DatasetId == id);
        return new(this, transaction, dataset, await rows.CountAsync(ct), await rows.MaxAsync(r => (int?)r.Position, ct) ?? 0);
    }
}

/// <summary>A dataset that nobody else changes meanwhile. Without <see cref="CommitAsync"/> nothing of it happened.</summary>
internal sealed class HeldDataset(DatasetDesk desk, IDbContextTransaction transaction, Dataset dataset, int rows, int last) : IAsyncDisposable
{
    private int _rows = rows;
    private int _last = last;

    public Dataset Dataset => dataset;

    /// <summary>How many rows it has, those added included.</summary>
    public int Rows => _rows;

    /// <summary>How many more it takes.</summary>
    public int Room => Math.Max(0, desk.Options.MostRows - _rows);

    /// <summary>Adds a row after all others.</summary>
    /// <param name="content">What it holds; its bounds were looked at.</param>
    /// <param name="copied">Where the rest of it comes from; null = from nowhere.</param>
    public DatasetRow Add(RowContent content, DatasetRow? copied)
    {
        var now = desk.Now;
        var row = new DatasetRow
        {
            Id = Guid.CreateVersion7(now),
            DatasetId = dataset.Id,
            ProjectId = dataset.ProjectId,
            Position = ++_last,
            Request = copied?.Request,
            Upstream = copied?.Upstream,
            Family = copied?.Family,
            Method = copied?.Method,
            Target = copied?.Target,
            Headers = copied?.Headers,
            ExchangeId = copied?.ExchangeId,
        };
        Write(row, content);
        _rows++;
        desk.Db.Add(row);
        return row;
    }

    /// <summary>Writes what a person may write into a row that is tracked.</summary>
    public void Write(DatasetRow row, RowContent content)
    {
        (row.Inputs, row.Note) = (RowInputs.Write(content.Inputs), content.Note);
        row.Expected = content.Expected is { } expected ? StoredText.Required(expected, expected.Length) : null;
        (row.UpdatedAt, row.UpdatedBy) = (desk.Now, desk.Caller.Name);
    }

    /// <summary>Sends what was added so far, so that it need not stay in memory; it can still come to nothing.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        await desk.Db.SaveChangesAsync(ct);
        foreach (var sent in desk.Db.ChangeTracker.Entries<DatasetRow>().ToList())
        {
            sent.State = EntityState.Detached;
        }
    }

    /// <summary>Says who changed the dataset last, and lets it happen.</summary>
    public async Task CommitAsync(CancellationToken ct)
    {
        (dataset.UpdatedAt, dataset.UpdatedBy) = (desk.Now, desk.Caller.Name);
        await desk.Db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => transaction.DisposeAsync();
}

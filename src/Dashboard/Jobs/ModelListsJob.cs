using Npgsql;
using NpgsqlTypes;
using Observability.Domain;
using Quartz;

namespace Observability.Dashboard.Jobs;

/// <summary>Deletes calls for a list of models after <see cref="Settings.ModelListHours"/>: clients make them on every page load, and nobody reads them twice.</summary>
/// <remarks>A batch is one transaction, rows, bodies and texts together: killed anywhere, the next firing goes on.</remarks>
/// <param name="database">Where they are.</param>
/// <param name="settings">How long they are kept.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears how many went.</param>
[DisallowConcurrentExecution]
internal sealed partial class ModelListsJob([PastTheWall] NpgsqlDataSource database, Settings settings, TimeProvider time, ILogger<ModelListsJob> logger) : IJob
{
    /// <summary>Rows of one transaction: well within the five seconds a statement has.</summary>
    public const int BatchRows = 500;

    private const int MaxBatches = 200;

    // Few rows meet this condition and an index holds just them, so that nothing else is read.
    private const string Oldest =
        "select id, started_at from exchanges where endpoint = 'models' and started_at < $1 order by started_at limit $2";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var deleted = 0;
        for (var batch = 0; batch < MaxBatches && await BatchAsync(cancellationToken) is > 0 and var rows; batch++)
        {
            deleted += rows;
        }

        if (deleted > 0)
        {
            Deleted(deleted, settings.ModelListHours);
        }

        context.Result = new JobReport(deleted);
    }

    /// <summary>Deletes the oldest that are due, at most <see cref="BatchRows"/>; returns how many.</summary>
    public async Task<int> BatchAsync(CancellationToken ct)
    {
        var (ids, starts) = (new List<Guid>(BatchRows), new List<DateTime>(BatchRows));
        await using (var command = database.CreateCommand(Oldest))
        {
            command.Parameters.Add(new() { Value = time.GetUtcNow().AddHours(-settings.ModelListHours).UtcDateTime });
            command.Parameters.Add(new() { Value = BatchRows });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                ids.Add(reader.GetGuid(0));
                starts.Add(reader.GetDateTime(1));
            }
        }

        if (ids.Count == 0)
        {
            return 0;
        }

        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Delete("exchange_bodies", ids, starts));
        batch.BatchCommands.Add(Delete("exchange_texts", ids, starts));
        batch.BatchCommands.Add(Delete("exchanges", ids, starts));
        await batch.ExecuteNonQueryAsync(ct);
        return ids.Count;
    }

    // The times let PostgreSQL leave partitions out.
    private static NpgsqlBatchCommand Delete(string table, List<Guid> ids, List<DateTime> starts) =>
        new($"delete from {table} where id = any($1) and started_at = any($2) and started_at between $3 and $4")
        {
            Parameters =
            {
                new() { Value = ids },
                new() { Value = starts, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
                new() { Value = starts[0] },
                new() { Value = starts[^1] },
            },
        };

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Rows} calls for a list of models older than {Hours} hours")]
    private partial void Deleted(int rows, int hours);
}

using Npgsql;
using NpgsqlTypes;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Tests.Live;

/// <summary>What an ingest writes of arrivals and of what runs, by hand, so that a test can stop between its steps.</summary>
internal static class Ingested
{
    /// <summary>Stores exchanges of one project and tells of them, in one commit.</summary>
    public static async Task StoreAsync(NpgsqlDataSource database, IReadOnlyList<ExchangeRecord> exchanges, CancellationToken ct)
    {
        await Some.StoreAsync(database, exchanges, ct);
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await TellAsync(connection, exchanges.Select(e => e.Row), ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Tells of rows that are there, as part of a transaction that is open.</summary>
    public static async Task TellAsync(NpgsqlConnection connection, IEnumerable<Exchange> rows, CancellationToken ct)
    {
        var all = rows.ToList();
        await using var command = new NpgsqlCommand(
            """
            with told as (insert into exchange_arrivals (project_id, ids, started) values ($1, $2, $3))
            select pg_notify('exchanges_arrived', $1::text)
            """,
            connection);
        command.Parameters.Add(new() { Value = all[0].ProjectId });
        command.Parameters.Add(new() { Value = all.Select(r => r.Id).ToArray() });
        command.Parameters.Add(new() { Value = all.Select(r => r.StartedAt.UtcDateTime).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>An ingest that was last heard of at a moment, with a request in flight that will become this row.</summary>
    public static async Task<RunningExchange> RunAsync(NpgsqlDataSource database, Exchange row, DateTimeOffset heard, CancellationToken ct)
    {
        var running = RunningExchange.Of(row, Guid.CreateVersion7());
        await using var db = Some.Db(database);
        db.Add(running);
        db.Add(new Domain.Ingests.IngestInstance { Id = running.InstanceId, Name = "i", StartedAt = heard, SeenAt = heard });
        await db.SaveChangesAsync(ct);
        await NotifyAsync(database, row.ProjectId, ct);
        return running;
    }

    /// <summary>Says that what runs in a project has changed.</summary>
    public static async Task NotifyAsync(NpgsqlDataSource database, Guid project, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select pg_notify('exchanges_running', $1)");
        command.Parameters.Add(new() { Value = project.ToString() });
        await command.ExecuteNonQueryAsync(ct);
    }
}

using Npgsql;
using NpgsqlTypes;
using Observability.Domain.Exchanges;

namespace Observability.Ingest.Spool;

/// <summary>Puts batches of exchanges into PostgreSQL, each in one transaction, over one connection of its own.</summary>
/// <remarks>
/// Synchronous on purpose: it runs on the writer's thread, so that no continuation of it ever lands on a thread that serves sockets.
/// Storing a batch twice is harmless. The primary key is (id, started_at): an id that a producer brings a second time makes a second row
/// unless both started in the same microsecond, and then only the first is kept and the other counted as a duplicate.
/// </remarks>
internal sealed class ExchangeStore(NpgsqlDataSource database, TimeProvider time) : IDisposable
{
    private const int CommandTimeoutSeconds = 30;
    private const int DaysAhead = 7;

    private static readonly string Prepare =
        $"""
        {Staging.Table("arriving_exchanges", "exchanges")}
        {Staging.Table("arriving_bodies", "exchange_bodies")}
        {Staging.Table("arriving_texts", "exchange_texts")}
        -- What is committed leaves the spool: a server that commits by default without writing must write here.
        select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'
        """;

    // Says in the same breath what is new, to lists that show what arrives (docs/decisions/0021).
    private const string InsertRows =
        $"""
        with added as (
                insert into exchanges ({ExchangeCopy.RowColumns}) select {ExchangeCopy.RowColumns} from arriving_exchanges on conflict do nothing
                returning id, started_at, project_id),
             told as (
                insert into exchange_arrivals (project_id, ids, started)
                select project_id, array_agg(id), array_agg(started_at) from added group by project_id)
        select count(*) from added
        """;

    private const string InsertBodies =
        $"insert into exchange_bodies ({ExchangeCopy.BodyColumns}) select {ExchangeCopy.BodyColumns} from arriving_bodies on conflict do nothing";

    private const string InsertTexts =
        $"insert into exchange_texts ({ExchangeCopy.TextColumns}) select {ExchangeCopy.TextColumns} from arriving_texts on conflict do nothing";

    // In the order of their ids, so that two writers never wait for each other crosswise.
    private const string TouchKeys =
        """
        with used as (select key_id, max(started_at) as at from arriving_exchanges group by key_id),
             locked as (
                select keys.id, used.at from keys join used on used.key_id = keys.id
                where last_used_at is null or last_used_at < used.at order by keys.id for no key update of keys)
        update keys set last_used_at = locked.at from locked where keys.id = locked.id
        """;

    // In the order of their keys, for the same reason. Only least and greatest are written, so that a batch may come twice.
    private const string TouchConversations =
        """
        insert into conversations as c (project_id, session, first_at, last_at)
            select project_id, session, min(started_at), max(started_at) from arriving_exchanges
            where session is not null group by project_id, session order by project_id, session
        on conflict (project_id, session) do update set
            first_at = least(c.first_at, excluded.first_at), last_at = greatest(c.last_at, excluded.last_at)
        """;

    // Who an id is, as the newest of the batch that say it; touched only when they say something else, or when what is there is an hour old.
    private const string TouchUsers =
        """
        insert into users as u (project_id, user_id, name, email, role, groups, source, described_at)
            select distinct on (project_id, user_id) project_id, user_id, user_name, user_email, user_role, user_groups, user_source, started_at
            from arriving_exchanges where user_id is not null and (user_name is not null or user_email is not null)
            order by project_id, user_id, started_at desc
        on conflict (project_id, user_id) do update set
            name = excluded.name, email = excluded.email, role = excluded.role, groups = excluded.groups, source = excluded.source,
            described_at = excluded.described_at
        where excluded.described_at > u.described_at
            and (excluded.described_at > u.described_at + interval '1 hour'
                or (excluded.name, excluded.email, excluded.role, excluded.groups, excluded.source)
                    is distinct from (u.name, u.email, u.role, u.groups, u.source))
        """;

    private const string Notify =
        "select pg_notify('exchanges_arrived', project_id::text) from (select distinct project_id from arriving_exchanges) projects";

    private readonly HashSet<DateOnly> _partitions = [];
    private NpgsqlConnection? _connection;

    /// <summary>Stores a batch, all or nothing.</summary>
    /// <param name="records">The rows.</param>
    /// <param name="told">Those of which <see cref="RunningRequests"/> said that they run; null = none.</param>
    /// <returns>How many were new; the others were there already.</returns>
    /// <exception cref="NpgsqlException">The server is away, slow, or refused it: see <see cref="StoreFailure"/>.</exception>
    public int Store(IReadOnlyList<ExchangeRecord> records, RunningIds? told = null)
    {
        try
        {
            var connection = Open();
            MakePartitions(connection, records);
            using var transaction = connection.BeginTransaction();
            Stage(connection, "arriving_exchanges", ExchangeCopy.RowColumns, records, (copy, record) => ExchangeCopy.Write(copy, record.Row));
            Stage(connection, "arriving_bodies", ExchangeCopy.BodyColumns, records, (copy, record) => ExchangeCopy.Write(copy, record.Bodies));
            Stage(connection, "arriving_texts", ExchangeCopy.TextColumns, records, (copy, record) => ExchangeCopy.Write(copy, record.Texts));

            using var move = new NpgsqlBatch(connection, transaction) { Timeout = CommandTimeoutSeconds };
            move.BatchCommands.Add(new(InsertRows));
            move.BatchCommands.Add(new(InsertBodies));
            move.BatchCommands.Add(new(InsertTexts));
            move.BatchCommands.Add(new(TouchKeys));
            move.BatchCommands.Add(new(TouchConversations));
            move.BatchCommands.Add(new(TouchUsers));
            move.BatchCommands.Add(new(Notify));
            if (told is { Ids.Count: > 0 })
            {
                move.BatchCommands.Add(RunningTable.Remove(told));
            }

            var added = (long)move.ExecuteScalar()!;
            FailPoint.Pass(FailPoint.BatchSent);
            transaction.Commit();
            FailPoint.Pass(FailPoint.BatchCommitted);
            return (int)added;
        }
        catch
        {
            Reset();
            throw;
        }
    }

    /// <summary>Whether an exchange with this id is stored, whenever it started.</summary>
    public bool Has(Guid id)
    {
        try
        {
            using var command = new NpgsqlCommand("select exists (select from exchanges where id = $1)", Open()) { CommandTimeout = CommandTimeoutSeconds };
            command.Parameters.Add(new() { Value = id });
            return command.ExecuteScalar() is true;
        }
        catch
        {
            Reset();
            throw;
        }
    }

    /// <summary>Writes what this process says about itself.</summary>
    public void Report(Guid instance, DateTimeOffset startedAt, SpoolState state)
    {
        const string Sql =
            """
            insert into ingest_instances (
                id, name, started_at, seen_at, spool_bytes, max_bytes, open, backlog, begun, ended, rows, duplicates, quarantined, dropped,
                bodies_left_out, problem)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            on conflict (id) do update set (
                name, started_at, seen_at, spool_bytes, max_bytes, open, backlog, begun, ended, rows, duplicates, quarantined, dropped,
                bodies_left_out, problem) = (
                excluded.name, excluded.started_at, excluded.seen_at, excluded.spool_bytes, excluded.max_bytes, excluded.open,
                excluded.backlog, excluded.begun, excluded.ended, excluded.rows, excluded.duplicates, excluded.quarantined,
                excluded.dropped, excluded.bodies_left_out, excluded.problem)
            """;
        try
        {
            using var command = new NpgsqlCommand(Sql, Open()) { CommandTimeout = CommandTimeoutSeconds };
            object[] values =
            [
                instance, Environment.MachineName, startedAt.UtcDateTime, time.GetUtcNow().UtcDateTime,
                state.SpoolBytes, state.MaxBytes, state.Open, state.Backlog, state.Begun, state.Ended, state.Rows, state.Duplicates,
                state.Quarantined, state.Dropped, state.BodiesLeftOut,
            ];
            foreach (var value in values)
            {
                command.Parameters.Add(new() { Value = value });
            }

            command.Parameters.Add(new() { Value = (object?)state.Problem ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            command.ExecuteNonQuery();
        }
        catch
        {
            Reset();
            throw;
        }
    }

    /// <summary>Deletes what every list has seen long ago, but for rows that somebody else is deleting.</summary>
    public void ForgetArrivals()
    {
        const string Sql =
            """
            delete from exchange_arrivals where (project_id, xid) in (
                select project_id, xid from exchange_arrivals where at < now() - interval '5 minutes' limit 10000 for update skip locked)
            """;
        try
        {
            using var command = new NpgsqlCommand(Sql, Open()) { CommandTimeout = CommandTimeoutSeconds };
            command.ExecuteNonQuery();
        }
        catch
        {
            Reset();
            throw;
        }
    }

    /// <summary>Forgets which partitions are there: somebody dropped one.</summary>
    public void ForgetPartitions() => _partitions.Clear();

    /// <inheritdoc/>
    public void Dispose() => Reset();

    private NpgsqlConnection Open()
    {
        if (_connection is not null)
        {
            return _connection;
        }

        var connection = database.OpenConnection();
        try
        {
            using var command = new NpgsqlCommand(Prepare, connection) { CommandTimeout = CommandTimeoutSeconds };
            command.ExecuteNonQuery();
            return _connection = connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Reset()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private static void Stage(NpgsqlConnection connection, string table, string columns, IReadOnlyList<ExchangeRecord> records, Action<NpgsqlBinaryImporter, ExchangeRecord> write)
    {
        using var copy = connection.BeginBinaryImport($"copy {table} ({columns}) from stdin (format binary)");
        copy.Timeout = TimeSpan.FromSeconds(CommandTimeoutSeconds);
        foreach (var record in records)
        {
            write(copy, record);
        }

        copy.Complete();
    }

    // In transactions of their own, before the batch's: a new partition locks its parent, and that should be short.
    private void MakePartitions(NpgsqlConnection connection, IReadOnlyList<ExchangeRecord> records)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var days = records.Select(r => DateOnly.FromDateTime(r.Row.StartedAt.UtcDateTime)).ToHashSet();
        if (!_partitions.Contains(today.AddDays(DaysAhead)))
        {
            days.UnionWith(Enumerable.Range(0, DaysAhead + 1).Select(today.AddDays));
        }

        days.ExceptWith(_partitions);
        foreach (var day in days.Order())
        {
            using var command = new NpgsqlCommand("select make_exchange_partitions($1)", connection) { CommandTimeout = CommandTimeoutSeconds };
            command.Parameters.Add(new() { Value = day });
            command.ExecuteNonQuery();
            _partitions.Add(day);
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using Npgsql;
using Observability.Domain.Exchanges;

namespace Observability.Ingest.Spool;

/// <summary>Tells the database which requests are in flight: those whose BEGIN lies in the log for a moment without an END.</summary>
/// <remarks>
/// A courtesy of the writer's, on its thread, between two batches and never while it is behind. What fails is counted and forgotten; after
/// a rest all is told anew. It has a connection of its own, so that nothing it breaks is the writer's.
/// </remarks>
internal sealed class RunningRequests(Spool spool, NpgsqlDataSource database, TimeProvider time) : IDisposable
{
    private const int MaxRows = 100;
    private const int MaxBytes = 4 << 20;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(30);

    // By serial: what the table may hold. Also what could not be read, so that it is not tried again.
    private readonly Dictionary<long, Guid> _told = [];
    private NpgsqlConnection? _connection;
    private long? _failedAt;

    /// <summary>Takes away what an earlier run of this ingest left.</summary>
    public void Begin() => Try(() => Open());

    /// <summary>Those of a batch that are in the table, to be deleted with the same transaction that stores them.</summary>
    public RunningIds ToldOf(IEnumerable<SpooledExchange> batch) =>
        new(spool.Folder.InstanceId, [.. batch.Where(e => _told.ContainsKey(e.Serial)).Select(e => e.Id)]);

    /// <summary>That transaction is committed.</summary>
    public void Forget(IEnumerable<SpooledExchange> batch)
    {
        foreach (var exchange in batch)
        {
            _told.Remove(exchange.Serial);
        }
    }

    /// <summary>Adds what runs now, and takes away what ended without being stored.</summary>
    public void Tell()
    {
        if (spool.MostRunning > 0 && !(_failedAt is { } at && time.GetElapsedTime(at) < RestAfterFailure))
        {
            Try(TellAll);
        }
    }

    /// <summary>Takes away all of this ingest, unless it is out of reach.</summary>
    public void Dispose()
    {
        if (_connection is not null && _told.Count > 0)
        {
            Try(() => Execute(_connection, RunningTable.RemoveAll(spool.Folder.InstanceId)));
        }

        _connection?.Dispose();
        _connection = null;
    }

    private void TellAll()
    {
        var connection = Open();
        var gone = _told.Where(t => !spool.Reader.IsRunning(t.Key)).ToList();
        if (gone.Count > 0)
        {
            Execute(connection, RunningTable.Remove(new(spool.Folder.InstanceId, [.. gone.Select(g => g.Value)])));
            gone.ForEach(g => _told.Remove(g.Key));
        }

        var fresh = Fresh();
        if (fresh.Count > 0)
        {
            using var transaction = connection.BeginTransaction();
            RunningTable.Copy(connection, fresh, Patience);
            Execute(connection, RunningTable.Add(), RunningTable.Tell(fresh));
            transaction.Commit();
        }
    }

    // Whatever fits into one pass: the next one is a moment away.
    private List<RunningExchange> Fresh()
    {
        var rows = new List<RunningExchange>();
        var bytes = 0L;
        foreach (var (serial, id) in spool.Reader.Running(Moment))
        {
            if (_told.Count >= spool.MostRunning || rows.Count == MaxRows || bytes >= MaxBytes)
            {
                break;
            }

            if (!_told.ContainsKey(serial) && spool.IsOpen(id))
            {
                _told[serial] = id;
                if (spool.Reader.RequestOf(serial) is { } request)
                {
                    bytes += request.Length;
                    rows.Add(RunningExchange.Of(ExchangeReader.ReadRequest(request.ToCaptured()), spool.Folder.InstanceId));
                }
            }
        }

        return rows;
    }

    // What the table holds of this ingest is not known when a connection begins: nothing, after this.
    private NpgsqlConnection Open()
    {
        if (_connection is null)
        {
            _connection = database.OpenConnection();
            Execute(_connection, RunningTable.Prepare(), RunningTable.RemoveAll(spool.Folder.InstanceId));
            _told.Clear();
        }

        return _connection;
    }

    private static void Execute(NpgsqlConnection connection, params ReadOnlySpan<NpgsqlBatchCommand> commands)
    {
        using var batch = new NpgsqlBatch(connection) { Timeout = (int)Patience.TotalSeconds };
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        batch.ExecuteNonQuery();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever goes wrong here, no exchange is lost by it and none may wait for it.")]
    private void Try(Action work)
    {
        try
        {
            work();
            _failedAt = null;
        }
        catch (Exception)
        {
            spool.Counters.RunningErrors.Add();
            _failedAt = time.GetTimestamp();
            _connection?.Dispose();
            _connection = null;
        }
    }
}

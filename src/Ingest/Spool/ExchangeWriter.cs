using System.Diagnostics.CodeAnalysis;
using Npgsql;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Ingest.Operations;
using Observability.Ingest.Prices;

namespace Observability.Ingest.Spool;

/// <summary>Moves exchanges from the spool to PostgreSQL: read, price, COPY, commit, and only then move the bookmark.</summary>
/// <remarks>
/// One thread of its own, synchronous: nothing of it ever runs on the threads that serve sockets. It never gives up: what the
/// server cannot take now is tried again with growing waits; what it can never take goes to quarantine, alone.
/// </remarks>
public sealed partial class ExchangeWriter(Spool spool, NpgsqlDataSource database, CurrentPrices prices, TimeProvider time, ILogger<ExchangeWriter> logger)
    : BackgroundService
{
    private const int MaxRows = 500;
    private const int MaxBytes = 4 << 20;
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly BackoffSchedule _backoff = new(time, Random.Shared);
    private readonly OutageLog _outage = new(time, logger);
    private readonly ExchangeStore _store = new(database, time);
    private readonly RunningRequests _running = new(spool, database, time);
    private readonly List<SpooledExchange> _batch = [];
    private long _reportedAt;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // A batch in the middle of a slow server is not waited for: it is rolled back, and delivered again by the next run.
        await Task.WhenAny(base.StopAsync(cancellationToken), Task.Delay(StopPatience, time, cancellationToken));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _store.Dispose();
        _running.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await WaitForSchemaAsync(stoppingToken);
        await Task.Factory.StartNew(() => Run(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps the schema from being there, capture goes on and the writer tries again.")]
    private async Task WaitForSchemaAsync(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await Schema.MigrateAsync(database, ct);
                Succeeded();
                return;
            }
            catch (SettingException e)
            {
                _outage.Refused(e.Message);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                spool.Counters.WriterErrors.Add();
                _outage.Failed(e.Message, _backoff.FailingSince ?? time.GetUtcNow());
            }

            await Task.Delay(_backoff.Failed(), time, ct);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A host stops when a background service throws; a mistake of the writer must not end somebody's chat.")]
    private void Run(CancellationToken stopping)
    {
        _running.Begin();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var isBehind = Collect(stopping);
                if (TryStoreAll(stopping))
                {
                    spool.Reader.Commit();
                    _batch.Clear();
                    ReportIfDue();
                    if (!isBehind)
                    {
                        _running.Tell();
                    }
                }
            }
            catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
            {
                PauseAfter(e, stopping);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    // As many as are there, waiting a moment for more once there is one: a transaction costs the same for one row and for fifty.
    // True when there may be more than one batch holds.
    private bool Collect(CancellationToken stopping)
    {
        var hasLingered = false;
        var bytes = _batch.Sum(e => e.Length);
        while (_batch.Count < MaxRows && bytes < MaxBytes)
        {
            if (spool.Reader.Next() is { } exchange)
            {
                _batch.Add(exchange);
                bytes += exchange.Length;
            }
            else if (hasLingered || (_batch.Count == 0 && !spool.WaitForEnds(Idle, stopping)))
            {
                return false;
            }
            else
            {
                hasLingered = true;
                stopping.WaitHandle.WaitOne(Linger);
            }
        }

        return true;
    }

    // A part that is refused is halved until the record that is to blame stands alone; a part that fails otherwise is tried again.
    [SuppressMessage("Design", "CA1031", Justification = "The writer must survive whatever a batch does: it waits and tries again, for ever, and says so.")]
    private bool TryStoreAll(CancellationToken stopping)
    {
        var parts = new Stack<List<SpooledExchange>>();
        parts.Push([.. _batch]);
        while (parts.TryPeek(out var part))
        {
            try
            {
                if (part.Count > 0)
                {
                    Store(part);
                }

                parts.Pop();
                Succeeded();
            }
            catch (Exception e) when (StoreFailures.Of(e) == StoreFailure.Refused && part.Count > 1)
            {
                parts.Pop();
                parts.Push(part[(part.Count / 2)..]);
                parts.Push(part[..(part.Count / 2)]);
            }
            catch (Exception e) when (StoreFailures.Of(e) == StoreFailure.Refused && spool.Quarantine.TryTakeRefused(part[0]))
            {
                parts.Pop();
                Quarantined(part[0].Id, e.Message);
            }
            catch (Exception e)
            {
                _store.ForgetPartitions();
                if (PauseAfter(e, stopping))
                {
                    return false;
                }
            }
        }

        return true;
    }

    // True when the host stops meanwhile.
    private bool PauseAfter(Exception failure, CancellationToken stopping)
    {
        spool.Counters.WriterErrors.Add();
        var wait = _backoff.Failed();
        _outage.Failed(failure.Message, _backoff.FailingSince ?? time.GetUtcNow());
        return stopping.WaitHandle.WaitOne(wait);
    }

    private void Succeeded()
    {
        _backoff.Succeeded();
        _outage.Succeeded();
    }

    private void Store(List<SpooledExchange> part)
    {
        var records = new List<ExchangeRecord>(part.Count);
        foreach (var exchange in part)
        {
            // An END alone: its BEGIN is damaged, or went with its segment after the commit, before the bookmark was written.
            if (exchange.Begin is null && _store.Has(exchange.Id))
            {
                spool.Counters.Duplicates.Add();
                continue;
            }

            records.Add(Read(exchange));
        }

        if (records.Count == 0)
        {
            return;
        }

        using var span = Traces.StartBatch(records.Count);
        var added = _store.Store(records, _running.ToldOf(part));
        span?.Stored(added);
        _running.Forget(part);
        spool.Counters.Batches.Add();
        spool.Counters.Rows.Add(added);
        spool.Counters.Duplicates.Add(records.Count - added);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever reading an exchange throws, it is that exchange's fault: quarantined, it does not stop the others.")]
    private ExchangeRecord Read(SpooledExchange exchange)
    {
        try
        {
            return ExchangeReader.Read(exchange.ToCaptured(), prices.Book);
        }
        catch (Exception e)
        {
            throw new InvalidDataException($"Exchange {exchange.Id} cannot be read: {e.Message}", e);
        }
    }

    private void ReportIfDue()
    {
        if (_reportedAt != 0 && time.GetElapsedTime(_reportedAt) < ReportInterval)
        {
            return;
        }

        _reportedAt = time.GetTimestamp();
        try
        {
            _store.Report(spool.Folder.InstanceId, _startedAt, spool.State);
            _store.ForgetArrivals();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
        {
            // Best effort: the next batch will meet the same trouble and wait for its end.
            spool.Counters.WriterErrors.Add();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Quarantined exchange {Id}, which could not be stored: {Reason}")]
    private partial void Quarantined(Guid id, string reason);
}

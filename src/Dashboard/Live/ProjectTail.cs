using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Filters;

namespace Observability.Dashboard.Live;

/// <summary>The one reader of a project's arrivals, whatever the number of lists: each row is loaded once, and every list takes what its filter keeps.</summary>
internal sealed class ProjectTail : IDisposable
{
    // Nobody says that an ingest has fallen silent, nor that the database can be asked again.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    private readonly Guid _project;
    private readonly ExchangeFeed _feed;
    private readonly NpgsqlDataSource _database;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _gone = new();
    private readonly Subscription _reads;
    private readonly ITimer _ticks;
    private volatile ImmutableList<TailSubscription> _lists = [];

    // The snapshot of the last look, and the feed's connection then. Null: nobody looked, so what was stored until now is not told.
    private volatile string? _seen;
    private int _connection;

    public ProjectTail(Guid project, ExchangeFeed feed, NpgsqlDataSource database, TimeProvider time, Action<Exception> failed)
    {
        (_project, _feed, _database, _time, Names) = (project, feed, database, time, new(project));
        var gone = _gone.Token;
        _reads = feed.Watch(project, () => ReadAsync(gone), failed);
        _ticks = time.CreateTimer(static tail => ((ProjectTail)tail!).Look(), this, Tick, Tick);
    }

    /// <summary>Names of the project's keys and users, as the rows in question have them.</summary>
    public FilterNames Names { get; }

    /// <summary>Whether no list is left.</summary>
    public bool IsIdle => _lists.IsEmpty;

    /// <summary>Adds a list; under the lock of whoever keeps the tails.</summary>
    public void Add(TailSubscription list) => _lists = _lists.Add(list);

    /// <summary>Takes one away, likewise.</summary>
    public void Remove(TailSubscription list) => _lists = _lists.Remove(list);

    /// <summary>Looks now, or when the look before is 250 ms ago.</summary>
    public void Look() => _reads.Signal();

    /// <summary>Ends when a list will be told all that is stored from then on.</summary>
    public Task BeginAsync(TailSubscription list, CancellationToken ct)
    {
        if (_seen is not null)
        {
            list.Ready.TrySetResult();
        }

        Look();
        return list.Ready.Task.WaitAsync(ct);
    }

    public void Dispose()
    {
        _ticks.Dispose();
        _reads.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    private ImmutableList<TailSubscription> Awake() => _lists.FindAll(l => !l.IsPaused);

    private async Task ReadAsync(CancellationToken ct)
    {
        if (Awake().IsEmpty)
        {
            _seen = null;
            return;
        }

        try
        {
            await LookAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The last list has gone meanwhile.
        }
        catch (Exception e)
        {
            _lists.ForEach(l => l.Ready.TrySetException(e));
            throw;
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var connection = _feed.Connections;
        var last = connection == _connection ? _seen : null;
        await using var db = new ObservabilityDb(new DbContextOptionsBuilder<ObservabilityDb>().UseNpgsql(_database.CreateConnection(), contextOwnsConnection: true).Options);
        await db.Database.OpenConnectionAsync(ct);
        var wire = (NpgsqlConnection)db.Database.GetDbConnection();

        // What runs is read first: what ends between the two is in both, and counts as arrived.
        var running = await RunningRows.ReadAsync(db, _project, _time.GetUtcNow(), ct);
        var (seen, arrived) = last is null ? (await Arrivals.NowAsync(wire, ct), null) : await Arrivals.SinceAsync(wire, _project, last, ct);

        // After the look: who subscribed while it was under way was promised what it found, and what was found is nobody's who comes later.
        var lists = Awake();
        var rows = await new TailRows(db, _project, arrived ?? []).ReadAsync(lists.Exists(l => l.Match.AsksTexts), lists.Exists(l => l.Match.AsksHeaders), ct);
        running.RemoveAll(r => arrived?.ContainsKey(r.Id) == true);
        var runs = running.ConvertAll(r => (Row: r, Subject: new FilterSubject(r.ToRow())));
        if (lists.Exists(l => l.Match.AsksNames) && rows.Count + runs.Count > 0)
        {
            await Names.ReadAsync(_database, rows.Concat(runs.Select(r => r.Subject)).Select(s => s.Row), ct);
        }

        Tell(lists, rows, runs, isNew: _seen is null, missed: arrived is null);
        (_seen, _connection) = (seen, connection);
        lists.ForEach(l => l.Ready.TrySetResult());
    }

    // To a list that only begins nothing was promised yet: at the first look it has missed nothing.
    private static void Tell(
        ImmutableList<TailSubscription> lists, List<FilterSubject> arrived, List<(RunningExchange, FilterSubject)> running, bool isNew, bool missed) =>
        lists.ForEach(l => l.Offer(arrived, running, missed && !(isNew && !l.Ready.Task.IsCompleted)));
}

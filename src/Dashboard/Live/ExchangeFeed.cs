using System.Collections.Concurrent;
using Npgsql;

namespace Observability.Dashboard.Live;

/// <summary>Tells pages that exchanges of their project arrived: one connection LISTENs for the writer's NOTIFY, everybody here shares it.</summary>
/// <remarks>After a lost connection every subscriber is called once, so that nothing that arrived meanwhile goes unseen.</remarks>
/// <param name="database">Gives the listening connection.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where lost connections and failing subscribers are told.</param>
public sealed partial class ExchangeFeed([PastTheWall] NpgsqlDataSource database, TimeProvider time, ILogger<ExchangeFeed> logger) : BackgroundService
{
    private const string Arrived = "exchanges_arrived";
    private const string Running = "exchanges_running";
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Subscription, Interest> _subscriptions = new();
    private volatile int _connections;

    /// <summary>Whether the connection stands; false while arrivals are found out only after reconnecting.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>How often the connection was made: between two values of it something may have gone unheard.</summary>
    internal int Connections => _connections;

    /// <summary>
    /// Calls <paramref name="changed"/> when exchanges of the project arrived: at most every 250 ms, never twice at the same time,
    /// on no particular thread. Dispose the answer to stop.
    /// </summary>
    public IDisposable Subscribe(Guid projectId, Func<Task> changed) => Add(new(projectId, HearsRunning: false), changed, SubscriberFailed);

    /// <summary>The same, also when what runs has changed; and the answer can be signalled by others.</summary>
    internal Subscription Watch(Guid projectId, Func<Task> changed, Action<Exception> failed) => Add(new(projectId, HearsRunning: true), changed, failed);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.FromSeconds(0.25);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(() => pause = TimeSpan.FromSeconds(0.25), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException e)
            {
                IsConnected = false;
                ConnectionLost(e.Message, pause);
                await Task.Delay(pause, time, stoppingToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private Subscription Add(Interest interest, Func<Task> changed, Action<Exception> failed)
    {
        var subscription = new Subscription(changed, time, failed, s => _subscriptions.TryRemove(s, out _));
        _subscriptions[subscription] = interest;
        return subscription;
    }

    private async Task ListenAsync(Action connected, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        connection.Notification += (_, notice) =>
        {
            if (Guid.TryParse(notice.Payload, out var project))
            {
                Signal(i => i.Project == project && (i.HearsRunning || notice.Channel == Arrived));
            }
        };
        await using (var command = new NpgsqlCommand($"listen {Arrived}; listen {Running}", connection))
        {
            await command.ExecuteNonQueryAsync(ct);
        }

        IsConnected = true;
        Interlocked.Increment(ref _connections);
        connected();
        Signal(_ => true);
        while (true)
        {
            await connection.WaitAsync(ct);
        }
    }

    private void Signal(Func<Interest, bool> concerns)
    {
        foreach (var (subscription, interest) in _subscriptions)
        {
            if (concerns(interest))
            {
                subscription.Signal();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Live updates lost their connection: {Problem} Trying again in {Pause}")]
    private partial void ConnectionLost(string problem, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A page failed to refresh itself")]
    private partial void SubscriberFailed(Exception exception);

    private sealed record Interest(Guid Project, bool HearsRunning);
}

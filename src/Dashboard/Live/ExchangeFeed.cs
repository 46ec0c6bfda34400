using System.Collections.Concurrent;
using Npgsql;

namespace Observability.Dashboard.Live;

/// <summary>Tells pages that exchanges of their project arrived: one connection LISTENs for the writer's NOTIFY, everybody here shares it.</summary>
/// <remarks>After a lost connection every subscriber is called once, so that nothing that arrived meanwhile goes unseen.</remarks>
/// <param name="database">Gives the listening connection.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where lost connections and failing subscribers are told.</param>
public sealed partial class ExchangeFeed(NpgsqlDataSource database, TimeProvider time, ILogger<ExchangeFeed> logger) : BackgroundService
{
    private const string Channel = "exchanges_arrived";
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Subscription, Guid> _subscriptions = new();

    /// <summary>Whether the connection stands; false while arrivals are found out only after reconnecting.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>
    /// Calls <paramref name="changed"/> when exchanges of the project arrived: at most every 250 ms, never twice at the same time,
    /// on no particular thread. Dispose the answer to stop.
    /// </summary>
    public IDisposable Subscribe(Guid projectId, Func<Task> changed)
    {
        var subscription = new Subscription(changed, time, SubscriberFailed, s => _subscriptions.TryRemove(s, out _));
        _subscriptions[subscription] = projectId;
        return subscription;
    }

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

    private async Task ListenAsync(Action connected, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        connection.Notification += (_, notice) =>
        {
            if (Guid.TryParse(notice.Payload, out var project))
            {
                Signal(s => s == project);
            }
        };
        await using (var command = new NpgsqlCommand($"listen {Channel}", connection))
        {
            await command.ExecuteNonQueryAsync(ct);
        }

        IsConnected = true;
        connected();
        Signal(_ => true);
        while (true)
        {
            await connection.WaitAsync(ct);
        }
    }

    private void Signal(Func<Guid, bool> concerns)
    {
        foreach (var (subscription, project) in _subscriptions)
        {
            if (concerns(project))
            {
                subscription.Signal();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Live updates lost their connection: {Problem} Trying again in {Pause}")]
    private partial void ConnectionLost(string problem, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A page failed to refresh itself")]
    private partial void SubscriberFailed(Exception exception);
}

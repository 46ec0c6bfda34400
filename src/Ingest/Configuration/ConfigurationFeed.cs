using System.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;
using Observability.Domain;

namespace Observability.Ingest.Configuration;

/// <summary>Keeps keys and upstreams in step with the database, and serves the last known ones while it does not answer.</summary>
/// <remarks>
/// The host does not wait for the database: the snapshot is in use before the first request, the rest happens here. A wrong master key
/// stops the host (<see cref="Outcome"/>), since credentials stored from now on could never be opened again.
/// </remarks>
/// <param name="database">Where the configuration is stored.</param>
/// <param name="snapshot">Where it is kept for a start without the database.</param>
/// <param name="current">Where it is used.</param>
/// <param name="options">How often to read without being told.</param>
/// <param name="logger">Hears of changes and of trouble.</param>
public sealed partial class ConfigurationFeed(
    ConfigurationDatabase database,
    ConfigurationSnapshot snapshot,
    CurrentConfiguration current,
    IOptions<ConfigurationOptions> options,
    ILogger<ConfigurationFeed> logger) : BackgroundService
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);

    // An import of keys announces each statement: wait until it is quiet, but never so long that a revoked key lives on.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private byte[] _used = [];
    private bool _written;
    private bool _prepared;
    private int _failures;
    private string? _trouble;

    /// <summary>Await it when the host has stopped: it throws what stopped it, if that was us.</summary>
    /// <exception cref="SettingException">The master key is not the one this database was first used with.</exception>
    public Task Outcome => ExecuteTask is { Exception.InnerException: SettingException } refused ? refused : Task.CompletedTask;

    /// <summary>Uses the snapshot, so that the first request already finds its key.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (snapshot.Read() is { } stored)
        {
            current.Use(stored, ConfigurationOrigin.Snapshot);
            UsedSnapshot(stored.Keys.Count, stored.Upstreams.Count);
        }
        else
        {
            // The builtin upstreams and those of the environment are stored nowhere.
            current.Use(StoredConfiguration.Empty, ConfigurationOrigin.None);
        }

        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                if (await PrepareAsync(stoppingToken))
                {
                    await FollowAsync(stoppingToken);
                }
            }
            catch (Exception e) when (e is not SettingException && !stoppingToken.IsCancellationRequested)
            {
                // All of them, since none is a reason to stop the chats that need only what is in memory.
                Note(e);
            }

            await Task.Delay(RetryAfter(_failures++), stoppingToken);
        }
    }

    private static TimeSpan RetryAfter(int failures) =>
        failures < 5 ? FirstRetry * (1 << failures) : LastRetry;

    private void Note(Exception trouble)
    {
        if (trouble is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable })
        {
            // Another, empty database answers at the same address.
            _prepared = false;
        }

        if (!IsNews(trouble.Message))
        {
            return;
        }

        if (trouble is NpgsqlException)
        {
            LostDatabase(trouble.Message);
        }
        else
        {
            Failed(trouble);
        }
    }

    private bool IsNews(string trouble)
    {
        var isNews = trouble != _trouble;
        _trouble = trouble;
        return isNews;
    }

    // Once per process: a newer host may migrate while we run, and its schema still has what we read.
    private async Task<bool> PrepareAsync(CancellationToken ct)
    {
        if (_prepared)
        {
            return true;
        }

        try
        {
            await database.MigrateAsync(ct);
        }
        catch (SettingException e)
        {
            if (IsNews(e.Message))
            {
                RefusedDatabase(e.Message);
            }

            return false;
        }

        await database.CheckMasterKeyAsync(ct);
        return _prepared = true;
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        // First listen, then read: a change in between is heard.
        await using var announcements = await database.ListenAsync(ct);
        while (true)
        {
            await LoadAsync(ct);
            if (_failures > 0)
            {
                FoundDatabase(_failures);
                (_failures, _trouble) = (0, null);
            }

            if (await announcements.WaitAsync(TimeSpan.FromSeconds(options.Value.ReloadSeconds), ct))
            {
                await WaitUntilQuietAsync(announcements, ct);
            }
            else
            {
                // A connection that died silently would never announce anything again. What this swallows is read right after.
                await using var alive = new NpgsqlCommand("select 1", announcements);
                await alive.ExecuteNonQueryAsync(ct);
            }
        }
    }

    private static async Task WaitUntilQuietAsync(NpgsqlConnection announcements, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < LongestWait && await announcements.WaitAsync(Quiet, ct))
        {
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var stored = await database.ReadAsync(ct);

        // With inline completions the rows arrive on a socket's thread; building tables and writing files is not for there.
        await Task.Yield();
        var bytes = ConfigurationSnapshot.Encode(stored);
        if (current.Origin is not ConfigurationOrigin.Database || !bytes.AsSpan().SequenceEqual(_used))
        {
            current.Use(stored, ConfigurationOrigin.Database);
            UsedDatabase(stored.Keys.Count, stored.Upstreams.Count);
            _used = bytes;
            _written = false;
        }

        _written = _written || snapshot.TryWrite(bytes);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Read {Keys} keys and {Upstreams} stored upstreams from the snapshot on disk")]
    private partial void UsedSnapshot(int keys, int upstreams);

    [LoggerMessage(Level = LogLevel.Information, Message = "Read {Keys} keys and {Upstreams} stored upstreams from the database")]
    private partial void UsedDatabase(int keys, int upstreams);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer: {Reason}. Keys and upstreams stay as they are; trying again every few seconds")]
    private partial void LostDatabase(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Could not use the stored configuration. Keys and upstreams stay as they are; trying again every few seconds")]
    private partial void Failed(Exception trouble);

    [LoggerMessage(Level = LogLevel.Information, Message = "The database answered after {Failures} failed attempts")]
    private partial void FoundDatabase(int failures);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database cannot be used: {Reason} Serving the keys and upstreams of the snapshot, if there was one")]
    private partial void RefusedDatabase(string reason);
}

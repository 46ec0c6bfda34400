using System.Diagnostics;
using Observability.Standalone.Hosts;

namespace Observability.Standalone.Postgres;

/// <summary>The embedded PostgreSQL of a run: started again when it dies, stopped when disposed.</summary>
internal sealed class WatchedPostgres : IAsyncDisposable
{
    /// <summary>The login of ingest, which the dashboard's migrations make (migrations/0029).</summary>
    public const string Ingest = "observability_ingest";

    /// <summary>The login of pages and the API, likewise.</summary>
    public const string Pages = "observability_dashboard";

    private const string Name = "postgres";

    private readonly EmbeddedPostgres _postgres;
    private readonly Output _output;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private Task _watch = Task.CompletedTask;

    private WatchedPostgres(EmbeddedPostgres postgres, Output output, TimeProvider time)
    {
        _postgres = postgres;
        _output = output;
        _time = time;
    }

    /// <inheritdoc cref="EmbeddedPostgres.ConnectionString"/>
    public string ConnectionString => _postgres.ConnectionString;

    /// <summary>The same as another user; who is behind the closed folder of the socket needs no password.</summary>
    public string LoginOf(string user) => _postgres.ConnectionString.Replace("Username=postgres", $"Username={user}", StringComparison.Ordinal);

    /// <summary>Finds or fetches PostgreSQL and starts it; returns when it accepts connections.</summary>
    /// <param name="root">Folder of the cluster.</param>
    /// <param name="output">Hears what is done and what the server logs.</param>
    /// <param name="time">The clock of the waits between restarts.</param>
    /// <param name="ct">Gives up the start.</param>
    /// <exception cref="CannotStartException">It cannot be had or started.</exception>
    public static async Task<WatchedPostgres> StartAsync(string root, Output output, TimeProvider time, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        void Say(string text) => output.Say(Name, text);
        var binaries = await PostgresBinaries.FindOrFetchAsync(root, Say, ct);
        var postgres = await EmbeddedPostgres.StartAsync(new() { Root = root, Binaries = binaries, Say = Say }, ct);
        Say($"ready after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s ({binaries})");
        var watched = new WatchedPostgres(postgres, output, time);
        watched._watch = watched.KeepRunningAsync(watched._stop.Token);
        return watched;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        await _postgres.DisposeAsync();
        _stop.Dispose();
    }

    private async Task KeepRunningAsync(CancellationToken ct)
    {
        try
        {
            var schedule = default(RestartSchedule);
            while (true)
            {
                var start = _time.GetTimestamp();
                await _postgres.WaitForExitAsync(ct);
                schedule = schedule.AfterEnd(_time.GetElapsedTime(start));
                _output.Say("run", $"{Name} ended and is started again in {schedule.Wait.TotalSeconds:0.#} s");
                await Task.Delay(schedule.Wait, _time, ct);
                await TryStartAsync(ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopped, as it was asked to.
        }
    }

    private async Task TryStartAsync(CancellationToken ct)
    {
        try
        {
            await _postgres.StartServerAsync(ct);
        }
        catch (CannotStartException e)
        {
            _output.Say(Name, e.Message);
        }
    }
}

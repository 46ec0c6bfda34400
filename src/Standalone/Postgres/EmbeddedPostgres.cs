using System.Diagnostics;
using Observability.Standalone.Processes;

namespace Observability.Standalone.Postgres;

/// <summary>A private PostgreSQL run as a child process: reached over a unix socket only, never over TCP, and gone when we are.</summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan OrderlyStop = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly ClusterSetup _setup;
    private readonly PostgresFolder _folder;
    private readonly PostgresAccount? _account;
    private readonly PostgresPrograms _programs;
    private readonly ParentThread _parent;
    private Process? _server;
    private volatile bool _isSettled;

    private EmbeddedPostgres(ClusterSetup setup, PostgresFolder folder, ParentThread parent)
    {
        _setup = setup;
        _folder = folder;
        _parent = parent;
        _account = PostgresAccount.ToChangeTo();
        _programs = new(setup.Binaries, _account, folder.Root, parent);
    }

    /// <summary>Npgsql connection string of the superuser, for the database <c>postgres</c>.</summary>
    public string ConnectionString => $"Host={_folder.Socket};Port=5432;Username=postgres;Database=postgres";

    /// <summary>The server's process; null when it is not running.</summary>
    public int? ProcessId => _server is { HasExited: false } server ? server.Id : null;

    /// <summary>Makes the cluster where there is none yet and starts the server; returns when it accepts connections.</summary>
    /// <exception cref="CannotStartException">It cannot be started; the message says why and what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(ClusterSetup setup, CancellationToken ct)
    {
        var postgres = new EmbeddedPostgres(setup, new(Path.GetFullPath(setup.Root)), ParentThread.Start());
        try
        {
            await postgres.CreateClusterAsync(ct);
            await postgres.StartServerAsync(ct);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server again after it was stopped or died; returns when it accepts connections.</summary>
    /// <exception cref="CannotStartException">It ended at once, or is not ready after a minute.</exception>
    public async Task StartServerAsync(CancellationToken ct)
    {
        _isSettled = false;
        await StopOrphansAsync(ct);
        _server?.Dispose();
        _server = await _programs.StartServerAsync([.. Arguments()], ct);
        var lastLines = new LastLines();
        _server.OutputDataReceived += (_, line) => Hear(line.Data, lastLines);
        _server.ErrorDataReceived += (_, line) => Hear(line.Data, lastLines);
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
        await WaitUntilReadyAsync(_server, lastLines, ct);
        _isSettled = true;
    }

    /// <summary>Stops the server in order: open transactions are rolled back, everything is written.</summary>
    public async Task StopServerAsync(CancellationToken ct)
    {
        if (ProcessId is not { } id)
        {
            return;
        }

        _isSettled = false;
        UnixCall.Signal(id, UnixCall.SigInt);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(ct);
        late.CancelAfter(OrderlyStop);
        try
        {
            await _server!.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            _setup.Say($"did not stop within {OrderlyStop.TotalSeconds:0} s and is ended at once; it recovers at the next start");
            UnixCall.Signal(id, UnixCall.SigQuit);
            await _server!.WaitForExitAsync(ct);
        }
    }

    /// <summary>Kills the server as a crash would, and waits until it is gone, the children that serve its connections included.</summary>
    public async Task KillServerAsync(CancellationToken ct)
    {
        if (ProcessId is { } id)
        {
            UnixCall.Signal(id, UnixCall.SigKill);
            await _server!.WaitForExitAsync(ct);
            while (ClusterProcesses.Exist(_folder.Cluster))
            {
                await Task.Delay(Poll, ct);
            }
        }
    }

    /// <summary>Ends when the server does; at once when it is not running.</summary>
    public Task WaitForExitAsync(CancellationToken ct) => _server is { } server ? server.WaitForExitAsync(ct) : Task.CompletedTask;

    /// <summary>Stops the server.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopServerAsync(CancellationToken.None);
        _parent.Dispose();
        _server?.Dispose();
        _server = null;
    }

    private async Task CreateClusterAsync(CancellationToken ct)
    {
        _folder.Create(_account);
        await _programs.ReachClusterAsync(ct);
        await _folder.CreateClusterAsync(_programs, _setup.Say, ct);
    }

    private IEnumerable<string> Arguments()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["listen_addresses"] = "",
            ["unix_socket_permissions"] = "0700",
            ["max_connections"] = "200",
            ["shared_buffers"] = "256MB",
            // A question over a year takes a lock on every day's tables and their indexes.
            ["max_locks_per_transaction"] = "256",
            ["log_min_messages"] = "warning",
            ["log_checkpoints"] = "off",
            ["log_line_prefix"] = "",
        };
        foreach (var (name, value) in _setup.Settings)
        {
            settings[name] = value;
        }

        return [.. (string[])["-D", _folder.Cluster, "-k", _folder.Socket], .. settings.SelectMany(s => (string[])["-c", $"{s.Key}={s.Value}"])];
    }

    // A server that outlived a killed parent still owns the cluster, and so do, for a moment, the children of a killed server.
    // A stale pid file is PostgreSQL's own business.
    private async Task StopOrphansAsync(CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        if (PostmasterPidFile.Read(_folder.Cluster) is { } found && found.IsServerOf(_folder.Cluster))
        {
            _setup.Say($"stopping the server of an earlier run (process {found.ProcessId})");
            UnixCall.Signal(found.ProcessId, UnixCall.SigInt);
        }

        while (ClusterProcesses.Exist(_folder.Cluster))
        {
            var waited = Stopwatch.GetElapsedTime(start);
            if (waited > OrderlyStop && PostmasterPidFile.Read(_folder.Cluster) is { } stubborn && stubborn.IsServerOf(_folder.Cluster))
            {
                UnixCall.Signal(stubborn.ProcessId, UnixCall.SigQuit);
            }

            if (waited > Patience)
            {
                throw new CannotStartException($"PostgreSQL of an earlier run still works in {_folder.Cluster}. End it, then start again.");
            }

            await Task.Delay(Poll, ct);
        }
    }

    private async Task WaitUntilReadyAsync(Process server, LastLines lastLines, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        while (PostmasterPidFile.Read(_folder.Cluster) is not { Ready: true } file || file.ProcessId != server.Id)
        {
            if (server.HasExited)
            {
                // The exit is seen before the last lines are read.
                await server.WaitForExitAsync(ct);
                throw new CannotStartException($"PostgreSQL ended at its start (exit code {server.ExitCode}): {lastLines}");
            }

            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new CannotStartException($"PostgreSQL was not ready after {Patience.TotalSeconds:0} s: {lastLines}");
            }

            await Task.Delay(Poll, ct);
        }
    }

    private void Hear(string? line, LastLines lastLines)
    {
        if (line is not { Length: > 0 })
        {
            return;
        }

        lastLines.Add(line);
        // What the server logs of an ordinary start and stop is nobody's news.
        if (_isSettled || !line.StartsWith("LOG:", StringComparison.Ordinal))
        {
            _setup.Say(line);
        }
    }
}

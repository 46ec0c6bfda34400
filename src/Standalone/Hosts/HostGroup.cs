using System.Collections.Concurrent;

namespace Observability.Standalone.Hosts;

/// <summary>The hosts of this run: started, kept running, and stopped together when disposed.</summary>
/// <param name="run">Makes the child process of a program.</param>
/// <param name="output">Hears what happens to them.</param>
/// <param name="time">The clock of the waits between restarts.</param>
internal sealed class HostGroup(Func<HostProgram, HostProcess> run, Output output, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Readiness _readiness = new();
    private readonly ConcurrentQueue<Task> _running = [];

    /// <summary>Starts hosts, all at once, and returns when each says that it is ready.</summary>
    /// <exception cref="BadSettingException">One of them refuses a setting.</exception>
    /// <exception cref="CannotStartException">One of them does not start.</exception>
    public async Task StartAsync(IReadOnlyList<(HostProgram Program, Uri Url)> hosts, CancellationToken ct)
    {
        var watches = hosts.Select(host => Start(host.Program)).ToList();
        var ready = Task.WhenAll(hosts.Select(host => _readiness.WaitAsync(host.Url, text => output.Say(host.Program.Name, text), ct)));
        // A host that gives up ends the wait with its reason.
        await await Task.WhenAny([ready, .. _running]);
        ct.ThrowIfCancellationRequested();
        watches.ForEach(watch => watch.NoteReady());
    }

    /// <summary>Starts a host and keeps it running.</summary>
    public HostWatch Start(HostProgram program)
    {
        var watch = new HostWatch(run(program), output, time);
        _running.Enqueue(watch.KeepRunningAsync(_stop.Token));
        return watch;
    }

    /// <summary>Stops all hosts in order and waits until they are gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var host in _running)
        {
            try
            {
                await host;
            }
            catch (Exception e) when (e is CannotStartException or BadSettingException)
            {
                // Has ended StartAsync already and is on its way to the user.
            }
        }

        _readiness.Dispose();
        _stop.Dispose();
    }
}

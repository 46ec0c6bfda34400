using System.Collections.Concurrent;
using System.Diagnostics;

namespace Observability.Standalone.Processes;

/// <summary>The one thread that starts children which must not outlive us.</summary>
/// <remarks>
/// Linux sends a child's parent-death signal when the <em>thread</em> that forked it ends, not the process. A pool thread retires
/// after some idle seconds and would take the database with it, so this thread starts them all and ends only with us.
/// </remarks>
internal sealed class ParentThread : IDisposable
{
    private readonly BlockingCollection<Action> _requests = [];
    private readonly Thread _thread;

    private ParentThread() => _thread = new(Run) { IsBackground = true, Name = "parent of children" };

    public static ParentThread Start()
    {
        var parent = new ParentThread();
        parent._thread.Start();
        return parent;
    }

    /// <summary>Starts a process from this thread.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be run.</exception>
    public Task<Process> StartAsync(ProcessStartInfo program, CancellationToken ct)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Add(
            () =>
            {
                try
                {
                    started.SetResult(Process.Start(program)!);
                }
                catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
                {
                    started.SetException(e);
                }
            },
            ct);
        return started.Task;
    }

    /// <summary>Ends the thread: children still running get their parent-death signal.</summary>
    public void Dispose()
    {
        _requests.CompleteAdding();
        _thread.Join();
        _requests.Dispose();
    }

    private void Run()
    {
        foreach (var request in _requests.GetConsumingEnumerable())
        {
            request();
        }
    }
}

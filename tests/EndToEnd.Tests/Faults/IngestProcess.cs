using System.Collections.Concurrent;
using System.Diagnostics;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Standalone.Processes;

namespace Observability.EndToEnd.Tests.Faults;

/// <summary>The built ingest as a process of its own, to be stopped and killed.</summary>
internal sealed class IngestProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = [];

    private IngestProcess(Process process) => _process = process;

    /// <summary>Everything it has said so far.</summary>
    public string Text => string.Join('\n', _lines);

    /// <summary>Its process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it is gone.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts one with these environment variables; it does not answer yet when this returns.</summary>
    /// <param name="settings">The variables.</param>
    /// <param name="under">The command that becomes it, given its command line: <c>prlimit --nofile=256</c>; empty = none.</param>
    public static IngestProcess Start(IReadOnlyDictionary<string, string> settings, params string[] under)
    {
        string[] command = [.. under, "dotnet", Path.Combine(RunProcess.BuildOutput("Ingest"), "Observability.Ingest.dll")];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        var ingest = new IngestProcess(process);
        process.OutputDataReceived += (_, line) => ingest.Hear(line.Data);
        process.ErrorDataReceived += (_, line) => ingest.Hear(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return ingest;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        UnixCall.Signal(_process.Id, UnixCall.SigKill);
        await WaitForExitAsync(ct);
    }

    /// <summary>Tells it to stop; returns at once.</summary>
    public void Terminate() => UnixCall.Signal(_process.Id, UnixCall.SigTerm);

    /// <summary>Waits for its end; its exit code.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken ct)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(ct);
        late.CancelAfter(RunProcess.Patience);
        await _process.WaitForExitAsync(late.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Standalone.Processes;

namespace Observability.EndToEnd.Tests.Runs;

/// <summary>A built host as a process of its own, to be killed.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = [];

    private HostProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Everything it has said so far.</summary>
    public string Text => string.Join('\n', _lines);

    /// <summary>Starts one with these environment variables; it does not answer yet when this returns.</summary>
    /// <param name="project">Ingest or Dashboard.</param>
    /// <param name="settings">Its environment.</param>
    /// <param name="program">Another build's program; null = that of this build.</param>
    public static HostProcess Start(string project, IReadOnlyDictionary<string, string> settings, string? program = null)
    {
        var start = new ProcessStartInfo("dotnet", [program ?? Path.Combine(RunProcess.BuildOutput(project), $"Observability.{project}.dll")])
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
        var host = new HostProcess(process);
        process.OutputDataReceived += (_, line) => host.Hear(line.Data);
        process.ErrorDataReceived += (_, line) => host.Hear(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return host;
    }

    /// <summary>kill -9.</summary>
    public Task KillAsync(CancellationToken ct) => EndAsync(UnixCall.SigKill, ct);

    /// <summary>Tells it to stop and waits for it.</summary>
    public Task StopAsync(CancellationToken ct) => EndAsync(UnixCall.SigTerm, ct);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync(CancellationToken.None);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(Text);
        _process.Dispose();
    }

    private async Task EndAsync(int signal, CancellationToken ct)
    {
        UnixCall.Signal(_process.Id, signal);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(ct);
        late.CancelAfter(RunProcess.Patience);
        await _process.WaitForExitAsync(late.Token);
    }

    private void Hear(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
        }
    }
}

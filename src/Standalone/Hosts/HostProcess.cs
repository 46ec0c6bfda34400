using System.Diagnostics;
using Observability.Standalone.Processes;

namespace Observability.Standalone.Hosts;

/// <summary>Runs one of our programs as a child that cannot outlive us, and passes on what it says.</summary>
/// <param name="program">What to run.</param>
/// <param name="parent">Starts it.</param>
/// <param name="output">Hears every line it says.</param>
/// <param name="stop">Stop now, without waiting for running exchanges.</param>
internal sealed class HostProcess(HostProgram program, ParentThread parent, Action<string> output, StopRequest stop)
{
    // A host lets running exchanges end for up to 30 s.
    private static readonly TimeSpan OrderlyStop = TimeSpan.FromSeconds(35);

    public string Name => program.Name;

    /// <summary>Runs it until it ends by itself or <paramref name="ct"/> stops it in order; its exit code.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        using var process = await parent.StartAsync(Command(), ct);
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(process);
        }

        return process.ExitCode;
    }

    private async Task StopAsync(Process process)
    {
        UnixCall.Signal(process.Id, UnixCall.SigTerm);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop.Hurried);
        late.CancelAfter(OrderlyStop);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            UnixCall.Signal(process.Id, UnixCall.SigKill);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private void Hear(string? line)
    {
        if (line is not null)
        {
            output(line);
        }
    }

    // A session of its own, so that Ctrl-C reaches only us and we stop everything in order. setsid and setpriv replace themselves
    // by what they start. The death signal is KILL: a host that drained for half a minute would hold the ports of the next run,
    // and what it had finished is in the spool.
    private ProcessStartInfo Command()
    {
        var command = new ProcessStartInfo("setsid", ["setpriv", "--pdeathsig", "KILL", "--", Dotnet(), program.Assembly, .. program.Arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in program.Environment)
        {
            command.Environment[name] = value;
        }

        return command;
    }

    private static string Dotnet() =>
        Environment.ProcessPath is { } ours && Path.GetFileNameWithoutExtension(ours) == "dotnet" ? ours : "dotnet";
}

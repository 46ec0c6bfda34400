using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Observability.Standalone.Processes;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Standalone;

/// <summary>What <c>./run</c> starts, as a process of its own: the program of src/Standalone, with the hosts that were built beside it.</summary>
internal sealed class RunProcess : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = [];

    private RunProcess(Process process, Uri ingest, Uri dashboard)
    {
        _process = process;
        Ingest = ingest;
        Dashboard = dashboard;
    }

    public Uri Ingest { get; }

    public Uri Dashboard { get; }

    public int Id => _process.Id;

    /// <summary>Everything it has said so far, in order.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    public string Text => string.Join('\n', _lines);

    /// <summary>Starts a run on free ports.</summary>
    public static RunProcess Start(string data, params string[] options) => StartBy([], data, options);

    /// <summary>Starts a run on free ports, by another command: <c>setpriv …</c></summary>
    public static RunProcess StartBy(string[] command, string data, params string[] options)
    {
        var (ingest, dashboard) = (FreePort(), FreePort());
        return StartWith([.. command, "dotnet", Program()], ["--data", data, "--ingest-port", $"{ingest}", "--dashboard-port", $"{dashboard}", .. options], ingest, dashboard);
    }

    /// <summary>Returns when it has said a line that begins so; the line.</summary>
    public async Task<string> WaitForLineAsync(string beginning, CancellationToken ct)
    {
        string? Line() => _lines.FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal));
        await Eventually.HoldsAsync(
            () => Line() is not null || _process.HasExited, Patience, $"it says '{beginning}'; it said:\n{Text}", ct);
        return Line() ?? throw new InvalidOperationException($"It ended without saying '{beginning}'; it said:\n{Text}");
    }

    public Task<string> WaitUntilReadyAsync(CancellationToken ct) => WaitForLineAsync("READY ", ct);

    /// <summary>Waits for its end; its exit code.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken ct)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(ct);
        late.CancelAfter(Patience);
        await _process.WaitForExitAsync(late.Token);
        return _process.ExitCode;
    }

    public Task<int> StopAsync(CancellationToken ct)
    {
        UnixCall.Signal(Id, UnixCall.SigTerm);
        return WaitForExitAsync(ct);
    }

    /// <summary>The process of a host or of PostgreSQL that belongs to this run; null when it is not running.</summary>
    /// <param name="argument">An argument of its command line.</param>
    public int? Child(Func<string, bool> argument) =>
        Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => char.IsAsciiDigit(name![0]) && Parent(name) == Id && Arguments(name).Any(argument))
            .Select(name => (int?)int.Parse(name!, System.Globalization.CultureInfo.InvariantCulture))
            .FirstOrDefault();

    public int? Host(string name) => Child(argument => argument.EndsWith($"/Observability.{name}.dll", StringComparison.Ordinal));

    public int? Postgres() => Child(argument => argument.EndsWith("/postgres", StringComparison.Ordinal));

    /// <summary>Where a project of src was built, in the configuration of these tests.</summary>
    public static string BuildOutput(string project)
    {
        // tests/EndToEnd.Tests/bin/Release/net10.0/ → src/Standalone/bin/Release/net10.0
        var ours = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(SharedCorpora.RepositoryRoot, "src", project, "bin", ours.Parent!.Name, ours.Name);
    }

    /// <summary>What the kernel says about a process; "" when there is none.</summary>
    public static string Stat(int process) => Read($"/proc/{process}/stat");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static RunProcess StartWith(string[] command, string[] options, int ingest, int dashboard)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(command[0], [.. command[1..], .. options])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                WorkingDirectory = "/",
            },
        };
        var run = new RunProcess(process, new($"http://127.0.0.1:{ingest}"), new($"http://127.0.0.1:{dashboard}"));
        process.OutputDataReceived += (_, line) => run.Hear(line.Data);
        process.ErrorDataReceived += (_, line) => run.Hear(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return run;
    }

    private static string Program() => Path.Combine(BuildOutput("Standalone"), "Observability.Standalone.dll");

    /// <summary>A loopback port nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }

    private static string[] Arguments(string process) => Read($"/proc/{process}/cmdline").Split('\0');

    private static int Parent(string process) => Parent(int.Parse(process, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The parent of a process; 0 when there is none.</summary>
    // 1234 (name with ) and spaces) S 1 …: the parent is the second field after the last parenthesis
    public static int Parent(int process)
    {
        var stat = Stat(process);
        return stat.Length == 0 ? 0 : int.Parse(stat[(stat.LastIndexOf(')') + 1)..].Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private void Hear(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Observability.Testing;

namespace Observability.Benchmarks.Tailing;

/// <summary>What live lists cost and how soon they know: a load through the real proxy, spool and writer, each round once without lists and once with three.</summary>
internal sealed class TailBench
{
    public const string Usage =
        """
        Usage: --tail [--scenario plain-1k-open] [--seconds 20] [--rounds 3] [--browser no]
        The default is 500 requests a second; streams-200 has many that run for seconds. --browser yes: three tabs of Chromium on a whole
        dashboard, counted from the moment an exchange began to the frame with its row, so only for scenarios whose answers take no time.
        """;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(3);

    private readonly Scenario _scenario;
    private readonly double _seconds;
    private readonly int _rounds;
    private readonly bool _isBrowser;
    private readonly StringBuilder _told = new();
    private readonly List<(LoadResult Without, LoadResult With)> _loads = [];

    private TailBench(Scenario scenario, double seconds, int rounds, bool isBrowser) =>
        (_scenario, _seconds, _rounds, _isBrowser) = (scenario, seconds, rounds, isBrowser);

    /// <summary>Reads the command line; null when it makes no sense.</summary>
    public static TailBench? Parse(IReadOnlyList<string> args) =>
        Flags.Read(args, ("--scenario", "plain-1k-open"), ("--seconds", "20"), ("--rounds", "3"), ("--browser", "no")) is { } given
            && Scenario.All.FirstOrDefault(s => s.Name == given["--scenario"]) is { } scenario
            && double.TryParse(given["--seconds"], CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            && int.TryParse(given["--rounds"], CultureInfo.InvariantCulture, out var rounds) && rounds > 0
            && given["--browser"] is "yes" or "no"
            ? new(scenario, seconds, rounds, given["--browser"] == "yes")
            : null;

    /// <summary>Measures and tells.</summary>
    public async Task<string> RunAsync(CancellationToken ct)
    {
        var folder = TestFolders.Create();
        try
        {
            var port = ChildProcess.FreePort();
            await using var mock = await ChildProcess.StartAsync(
                port, Environment.ProcessPath!, ["--mock", port.ToString(CultureInfo.InvariantCulture)], new Dictionary<string, string>(), ct);
            await using var ingest = await Ingest.StartAsync(folder, port, ct);
            var target = new Target("ours", ingest.Process.Port, $"/mock/{ingest.Key}/chat/completions", ingest.Process.Id);
            await LoadAsync(target, WarmUp, ct);
            for (var round = 0; round < _rounds; round++)
            {
                var without = await LoadAsync(target, TimeSpan.FromSeconds(_seconds), ct);
                var (heard, with) = _isBrowser ? await TabsAsync(ingest, folder, target, ct) : await ListsAsync(ingest, target, ct);
                _loads.Add((without, with));
                await TellAsync(round, heard);
            }

            return Print();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<(TailHeard Heard, LoadResult With)> ListsAsync(Ingest ingest, Target target, CancellationToken ct)
    {
        using var lists = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["--tail-lists", ingest.Database, ingest.Project.ToString()])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await SaidAsync(lists, ct);
        await LoadAsync(target, WarmUp, ct);
        await lists.StandardInput.WriteLineAsync();
        await SaidAsync(lists, ct);
        var with = await LoadAsync(target, TimeSpan.FromSeconds(_seconds), ct);
        await lists.StandardInput.WriteLineAsync();
        var heard = JsonSerializer.Deserialize<TailHeard>(await SaidAsync(lists, ct))!;
        await lists.WaitForExitAsync(ct);
        return (heard, with);
    }

    private async Task<(TailHeard Heard, LoadResult With)> TabsAsync(Ingest ingest, string folder, Target target, CancellationToken ct)
    {
        await using var tabs = await TailTabs.StartAsync(ingest, folder, ct);
        await LoadAsync(target, WarmUp, ct);
        await tabs.BeginAsync();
        var with = await LoadAsync(target, TimeSpan.FromSeconds(_seconds), ct);
        return (await tabs.HeardAsync(), with);
    }

    private async Task TellAsync(int round, TailHeard heard)
    {
        // What it did after the load, in the pause, is counted with it.
        var cores = heard.CpuSeconds / _seconds;
        for (var tab = 0; tab < heard.Tabs.Count; tab++)
        {
            _told.Append(CultureInfo.InvariantCulture, $"| {round + 1} | {tab + 1} | {heard.Tabs[tab]} | {cores:0.00} | {heard.Mebibytes} |\n");
        }

        await Console.Error.WriteLineAsync(_told.ToString());
    }

    private static async Task<string> SaidAsync(Process lists, CancellationToken ct) =>
        await lists.StandardOutput.ReadLineAsync(ct) ?? throw new InvalidOperationException("The process of the lists ended.");

    // And a pause, until what went through is stored.
    private async Task<LoadResult> LoadAsync(Target target, TimeSpan time, CancellationToken ct)
    {
        var result = await new Load(target.Port, target.Request(_scenario), _scenario).RunAsync(time, ct);
        using var timer = new PeriodicTimer(Settle);
        await timer.WaitForNextTickAsync(ct);
        return result;
    }

    private string Print()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{_scenario.Says}; {_rounds} rounds of {_seconds} s. Delays in ms {(_isBrowser ? "from the first byte of the request to the row being drawn" : "from the last byte to the list being told")}.\n\n");
        text.Append("| round | list | told | batches | missed | most running | p50 | p95 | p99 | cores | MiB |\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n").Append(_told);
        text.Append("\nThe proxy, µs from the intended start to the last byte:\n\n| round | p50 without | with | ratio | p99 without | with | ratio | answered |\n|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        for (var round = 0; round < _loads.Count; round++)
        {
            var (without, with) = (Of(_loads[round].Without), Of(_loads[round].With));
            text.Append(CultureInfo.InvariantCulture, $"| {round + 1} | {without.P50:0} | {with.P50:0} | {with.P50 / without.P50:0.00} | {without.P99:0} | {with.P99:0} | {with.P99 / without.P99:0.00} | {with.Answered:#,0} |\n");
        }

        return text.ToString();
    }

    private Measurement Of(LoadResult load) => Measurement.Of(_scenario.Name, "ours", 0, load, TimeSpan.Zero, TimeSpan.Zero, 0);
}

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
        Usage: --tail [--scenario plain-1k-open] [--seconds 20] [--rounds 3]
        The default is 500 requests a second; streams-200 has many that run for seconds.
        """;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(3);

    private readonly Scenario _scenario;
    private readonly double _seconds;
    private readonly int _rounds;
    private readonly StringBuilder _told = new();
    private readonly List<(LoadResult Without, LoadResult With)> _loads = [];
    private readonly List<double> _cores = [];

    private TailBench(Scenario scenario, double seconds, int rounds) => (_scenario, _seconds, _rounds) = (scenario, seconds, rounds);

    /// <summary>Reads the command line; null when it makes no sense.</summary>
    public static TailBench? Parse(IReadOnlyList<string> args) =>
        Flags.Read(args, ("--scenario", "plain-1k-open"), ("--seconds", "20"), ("--rounds", "3")) is { } given
            && Scenario.All.FirstOrDefault(s => s.Name == given["--scenario"]) is { } scenario
            && double.TryParse(given["--seconds"], CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            && int.TryParse(given["--rounds"], CultureInfo.InvariantCulture, out var rounds) && rounds > 0
            ? new(scenario, seconds, rounds)
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
                await RoundAsync(round, ingest, target, without, ct);
            }

            return Print();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task RoundAsync(int round, Ingest ingest, Target target, LoadResult without, CancellationToken ct)
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
        var start = Stopwatch.GetTimestamp();
        var with = await LoadAsync(target, TimeSpan.FromSeconds(_seconds), ct);
        var elapsed = Stopwatch.GetElapsedTime(start);
        await lists.StandardInput.WriteLineAsync();
        var heard = JsonSerializer.Deserialize<TailHeard>(await SaidAsync(lists, ct))!;
        await lists.WaitForExitAsync(ct);
        _loads.Add((without, with));
        _cores.Add(heard.CpuSeconds / elapsed.TotalSeconds);
        for (var tab = 0; tab < heard.Tabs.Count; tab++)
        {
            _told.Append(CultureInfo.InvariantCulture, $"| {round + 1} | {tab + 1} | {heard.Tabs[tab]} | {_cores[^1]:0.00} | {heard.Mebibytes} |\n");
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
        text.Append(CultureInfo.InvariantCulture, $"{_scenario.Says}; {_rounds} rounds of {_seconds} s. Delays in ms from the last byte to the list being told.\n\n");
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

using System.Globalization;
using Observability.Testing;

namespace Observability.Benchmarks;

/// <summary>The mock upstream and what stands in front of it, measured in rounds: every scenario on every target, the order turned by one each round.</summary>
internal sealed class Bench : IAsyncDisposable
{
    /// <summary>Background work (spool to PostgreSQL) is paid within this time and counted.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2.5);

    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    // Continuations run on the socket threads: two hand-offs less, the same for every target.
    private static readonly Dictionary<string, string> InlineSockets = new() { ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1" };

    private readonly Arguments _arguments;
    private readonly string _folder;
    private readonly Stack<IAsyncDisposable> _parts = new();
    private readonly List<Target> _targets = [];
    private Ingest? _ingest;
    private long _through;
    private long _rowsAtStart;

    private Bench(Arguments arguments, string folder) => (_arguments, _folder) = (arguments, folder);

    public static async Task<Bench> StartAsync(Arguments arguments, CancellationToken ct)
    {
        var bench = new Bench(arguments, TestFolders.Create());
        try
        {
            await bench.StartPartsAsync(ct);
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    public async Task<Measurements> MeasureAsync(CancellationToken ct)
    {
        foreach (var target in _targets)
        {
            foreach (var scenario in _arguments.Scenarios)
            {
                var warm = await new Load(target.Port, target.Request(scenario), scenario).RunAsync(WarmUp, ct);
                _through += target.Name == "ours" ? warm.Samples.Count : 0;
                if (!warm.Samples.Any(s => s.IsWhole))
                {
                    throw new InvalidOperationException($"{target.Name} answers nothing as it should: {scenario.Name} on port {target.Port}, {target.Path}.");
                }
            }
        }

        await DrainAsync(ct);
        _through = 0;
        _rowsAtStart = await RowsAsync(ct);
        var all = new List<Measurement>();
        for (var round = 0; round < _arguments.Rounds; round++)
        {
            foreach (var scenario in _arguments.Scenarios)
            {
                foreach (var target in _targets.Skip(round % _targets.Count).Concat(_targets.Take(round % _targets.Count)))
                {
                    all.Add(await MeasureAsync(scenario, target, round, ct));
                    await Console.Error.WriteLineAsync(all[^1].ToString());
                }
            }
        }

        return new(all, await RowsAsync(ct) - _rowsAtStart);
    }

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartPartsAsync(CancellationToken ct)
    {
        var port = ChildProcess.FreePort();
        var mock = await ChildProcess.StartAsync(
            port, Environment.ProcessPath!, ["--mock", port.ToString(CultureInfo.InvariantCulture)], InlineSockets, ct);
        _parts.Push(mock);
        foreach (var name in _arguments.Targets)
        {
            _targets.Add(await TargetAsync(name, port, ct));
        }
    }

    private async Task<Target> TargetAsync(string name, int mockPort, CancellationToken ct)
    {
        switch (name)
        {
            case "nginx":
                var nginx = await Nginx.StartAsync(_folder, mockPort, ct);
                _parts.Push(nginx);
                return new(name, nginx.Port, "/v1/chat/completions", nginx.Id);
            case "ours":
                _ingest = await Ingest.StartAsync(_folder, mockPort, ct);
                _parts.Push(_ingest);
                return new(name, _ingest.Process.Port, $"/mock/{_ingest.Key}/chat/completions", _ingest.Process.Id);
            default:
                return new(name, mockPort, "/v1/chat/completions", null);
        }
    }

    private async Task<Measurement> MeasureAsync(Scenario scenario, Target target, int round, CancellationToken ct)
    {
        var postgres = target.Name == "ours" ? Ingest.PostgresId : null;
        var (cpu, postgresCpu) = (Cpu(target.ProcessId), Cpu(postgres));
        var result = await new Load(target.Port, target.Request(scenario), scenario).RunAsync(TimeSpan.FromSeconds(_arguments.Seconds), ct);
        var pss = target.ProcessId is { } id ? ProcessTree.PssMebibytes(id) : 0;
        _through += target.Name == "ours" ? result.Samples.Count : 0;
        await DrainAsync(ct);
        return Measurement.Of(scenario.Name, target.Name, round, result, Cpu(target.ProcessId) - cpu, Cpu(postgres) - postgresCpu, pss);
    }

    private static TimeSpan Cpu(int? process) => process is { } id ? ProcessTree.Cpu(id) : TimeSpan.Zero;

    private async Task<long> RowsAsync(CancellationToken ct) => _ingest is null ? 0 : await _ingest.RowsAsync(ct);

    // Settles, and goes on until what went through is stored: the next measurement must not pay for this one.
    private async Task DrainAsync(CancellationToken ct)
    {
        for (var waited = TimeSpan.Zero; waited < MostPatience; waited += Settle)
        {
            await WaitAsync(Settle, ct);
            if (await RowsAsync(ct) - _rowsAtStart >= _through)
            {
                return;
            }
        }
    }

    private static async Task WaitAsync(TimeSpan time, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync(ct);
    }
}

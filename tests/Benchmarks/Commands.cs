using System.Globalization;
using Observability.Benchmarks.Asking;
using Observability.Benchmarks.Seeding;
using Observability.Benchmarks.Tailing;

namespace Observability.Benchmarks;

/// <summary>What the first word of the command line asks for.</summary>
internal static class Commands
{
    private const int Misused = 2;

    /// <summary>Does it; the process's exit code.</summary>
    public static async Task<int> RunAsync(string[] args, CancellationToken ct)
    {
        switch (args)
        {
            case ["--reading", var corpus]:
                return await SayAsync(ReadingBench.Run(corpus));
            case ["--mock", var port]:
                await MockUpstream.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), ct);
                return 0;
            case ["--seed", ..]:
                return SeedArguments.Parse(args, TimeProvider.System.GetUtcNow()) is { } seed
                    ? await new Seeder(seed).RunAsync(ct) ? 0 : 1
                    : await RefuseAsync(SeedArguments.Usage);
            case ["--dashboard", .. var rest]:
                return QuestionBench.Parse(rest) is { } questions ? await SayAsync(await questions.RunAsync(ct)) : await RefuseAsync(QuestionBench.Usage);
            case ["--explorer", .. var rest]:
                return ExplorerBench.Parse(rest) is { } explorer ? await SayAsync(await explorer.RunAsync(ct)) : await RefuseAsync(ExplorerBench.Usage);
            case ["--rollup", .. var rest]:
                return RollupBench.Parse(rest) is { } rollup ? await SayAsync(await rollup.RunAsync(ct)) : await RefuseAsync(RollupBench.Usage);
            case ["--tail", .. var rest]:
                return TailBench.Parse(rest) is { } tail ? await SayAsync(await tail.RunAsync(ct)) : await RefuseAsync(TailBench.Usage);
            case ["--tail-lists", var database, var project]:
                await TailLists.RunAsync(database, project, ct);
                return 0;
            case ["--drawn", ..]:
                return DrawnBench.Parse(args) is { } drawn ? await SayAsync(await drawn.RunAsync()) : await RefuseAsync(DrawnBench.Usage);
            default:
                return Arguments.Parse(args) is { } arguments ? await LoadAsync(arguments, ct) : await RefuseAsync(Arguments.Usage);
        }
    }

    private static async Task<int> LoadAsync(Arguments arguments, CancellationToken ct)
    {
        await using var bench = await Bench.StartAsync(arguments, ct);
        return await SayAsync(Report.Print(arguments, await bench.MeasureAsync(ct)));
    }

    private static async Task<int> SayAsync(string report)
    {
        await Console.Out.WriteLineAsync(report);
        return 0;
    }

    private static async Task<int> RefuseAsync(string usage)
    {
        await Console.Error.WriteLineAsync(usage);
        return Misused;
    }
}

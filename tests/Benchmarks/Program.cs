using System.Runtime.InteropServices;
using Observability.Benchmarks;
using Observability.Benchmarks.Seeding;

// What it measures and how to read it: docs/performance.md.
//   dotnet run -c Release --project tests/Benchmarks -- --reading ../shared/corpora/wire
//   dotnet run -c Release --project tests/Benchmarks -- --seed 100000 --database "Host=…;Database=…"
//   dotnet run -c Release --project tests/Benchmarks -- --scenario plain-1k,sse --seconds 5 --rounds 3 --targets direct,nginx,ours
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
if (args is ["--reading", var corpus])
{
    await Console.Out.WriteLineAsync(ReadingBench.Run(corpus));
    return 0;
}

try
{
    if (args is ["--mock", var port])
    {
        await MockUpstream.RunAsync(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture), stop.Token);
        return 0;
    }

    if (args is ["--seed", ..])
    {
        if (SeedArguments.Parse(args, TimeProvider.System.GetUtcNow()) is { } seed)
        {
            return await new Seeder(seed).RunAsync(stop.Token) ? 0 : 1;
        }

        await Console.Error.WriteLineAsync(SeedArguments.Usage);
        return 2;
    }

    if (Arguments.Parse(args) is not { } arguments)
    {
        await Console.Error.WriteLineAsync(Arguments.Usage);
        return 2;
    }

    await using var bench = await Bench.StartAsync(arguments, stop.Token);
    await Console.Out.WriteLineAsync(Report.Print(arguments, await bench.MeasureAsync(stop.Token)));
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

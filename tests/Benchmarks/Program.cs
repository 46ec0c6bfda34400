using System.Runtime.InteropServices;
using Observability.Benchmarks;

// What it measures and how to read it: docs/performance.md.
//   dotnet run -c Release --project tests/Benchmarks -- --reading ../shared/corpora/wire
//   dotnet run -c Release --project tests/Benchmarks -- --seed 100000 --database "Host=…;Database=…"
//   dotnet run -c Release --project tests/Benchmarks -- --rollup --database "Host=…;Database=…"
//   dotnet run -c Release --project tests/Benchmarks -- --dashboard --database "Host=…;Database=…"
//   dotnet run -c Release --project tests/Benchmarks -- --explorer --database "Host=…;Database=…"
//   dotnet run -c Release --project tests/Benchmarks -- --tail --seconds 20 --rounds 3
//   dotnet run -c Release --project tests/Benchmarks -- --drawn http://127.0.0.1:8788/ --email … --password …
//   dotnet run -c Release --project tests/Benchmarks -- --scenario plain-1k,sse --seconds 5 --rounds 3 --targets direct,nginx,ours
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    return await Commands.RunAsync(args, stop.Token);
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

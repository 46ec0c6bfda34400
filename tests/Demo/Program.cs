using System.Runtime.InteropServices;
using Observability.Demo;
using Observability.Domain;
using Observability.Testing.FakeProvider;

// The demo of ./run --demo: a fake provider and people who use it through the real proxy. It never touches the database.
// What it reads from its environment, and the upstreams the ingest must know: DemoOptions.
using var stop = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
try
{
    if (args is ["--make-key", var file])
    {
        await KeyFile.MakeAsync(file, stop.Token);
        return 0;
    }

    var options = DemoOptions.From(Settings.FromEnvironment());
    await using var provider = await FakeProvider.StartAsync(options.Provider(), stop.Token);
    using var ingest = new IngestClient(options.IngestUrl, options.WriteKey);
    await Console.Out.WriteLineAsync($"Fake provider on {provider.BaseUrl}, traffic through {options.IngestUrl}.");
    var end = await new TrafficGenerator(ingest, TimeProvider.System).RunAsync(stop.Token);
    await Console.Out.WriteLineAsync(end);
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}
catch (Exception e) when (e is SettingException or IOException)
{
    await Console.Error.WriteLineAsync($"The demo cannot start: {e.Message}");
    return 1;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

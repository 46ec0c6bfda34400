using System.Runtime.InteropServices;
using Observability.Standalone;

// ./run: one command for one machine. Exit code 0 = told to stop, 1 = something is in the way, 2 = an option or setting is wrong.
var output = new Output(Console.Out);
using var stop = new StopRequest();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, stop.Hear);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, stop.Hear);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, stop.Hear);
try
{
    if (args.Contains("--help"))
    {
        await Console.Out.WriteAsync(CommandLine.Help);
        return 0;
    }

    var settings = CommandLine.Parse(args, Environment.GetEnvironmentVariable);
    await new Supervisor(settings, output, TimeProvider.System, stop).RunAsync(stop.Requested);
    return 0;
}
catch (OperationCanceledException) when (stop.Requested.IsCancellationRequested)
{
    return 0;
}
catch (BadSettingException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
catch (CannotStartException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

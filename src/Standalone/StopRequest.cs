using System.Runtime.InteropServices;

namespace Observability.Standalone;

/// <summary>What SIGTERM, Ctrl-C and a closed terminal ask for: once to stop in order, twice to stop now.</summary>
internal sealed class StopRequest : IDisposable
{
    private readonly CancellationTokenSource _requested = new();
    private readonly CancellationTokenSource _hurried = new();

    /// <summary>Stop in order: let running exchanges end.</summary>
    public CancellationToken Requested => _requested.Token;

    /// <summary>Stop now: it was asked for a second time.</summary>
    public CancellationToken Hurried => _hurried.Token;

    public void Hear(PosixSignalContext signal)
    {
        signal.Cancel = true;
        (_requested.IsCancellationRequested ? _hurried : _requested).Cancel();
    }

    public void Dispose()
    {
        _requested.Dispose();
        _hurried.Dispose();
    }
}

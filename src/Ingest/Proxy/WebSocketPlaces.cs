using Microsoft.Extensions.Options;

namespace Observability.Ingest.Proxy;

/// <summary>Counts the WebSocket connections there are, so that one too many is refused before its upstream hears of it.</summary>
/// <remarks>The web server's own limit speaks up only when the upstream has agreed already, and then with an exception.</remarks>
internal sealed class WebSocketPlaces(IOptions<ProxyOptions> options)
{
    private int _taken;

    /// <summary>A place, free again when it is disposed; null when all <see cref="ProxyOptions.MaxWebSockets"/> are taken.</summary>
    public IDisposable? TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= options.Value.MaxWebSockets)
        {
            return new Place(this);
        }

        Interlocked.Decrement(ref _taken);
        return null;
    }

    private sealed class Place(WebSocketPlaces places) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref places._taken);
    }
}

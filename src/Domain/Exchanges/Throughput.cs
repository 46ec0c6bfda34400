using Observability.Domain.Formats;

namespace Observability.Domain.Exchanges;

/// <summary>How fast an answer was generated.</summary>
internal static class Throughput
{
    // Closer together, the pieces came in one burst, and the rate would be the network's.
    private static readonly TimeSpan ShortestStream = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Output tokens per second: of the decoding time the provider reports, else of the time between first and last content.
    /// Null when the tokens or the time are unknown.
    /// </summary>
    public static double? Of(Reading reading, TimeSpan? first, TimeSpan? last)
    {
        if (reading.Usage?.Output is not > 0)
        {
            return null;
        }

        var time = reading.ProviderTimings?.Decode is { } decode && decode > TimeSpan.Zero ? decode
            : last - first is { } between && between >= ShortestStream ? between
            : (TimeSpan?)null;
        return time is { } known ? reading.Usage.Output / known.TotalSeconds : null;
    }
}

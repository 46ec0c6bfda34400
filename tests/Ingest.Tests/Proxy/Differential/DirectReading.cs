namespace Observability.Ingest.Tests.Proxy.Differential;

/// <summary>What stands in the bytes of a connection.</summary>
/// <param name="Requests">The whole requests, in order.</param>
/// <param name="Rest">What follows them.</param>
/// <param name="Fault">Why what follows is malformed; null when it is not.</param>
/// <param name="Consumed">How many bytes the whole requests take.</param>
internal sealed record DirectReading(IReadOnlyList<DirectRequest> Requests, Rest Rest, string? Fault, int Consumed);

/// <summary>What follows the last whole request.</summary>
internal enum Rest
{
    Nothing,

    /// <summary>A request that has not come to its end.</summary>
    Unfinished,

    /// <summary>Something that no strict server takes.</summary>
    Malformed,
}

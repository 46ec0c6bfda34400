namespace Observability.Dashboard.Exchanges;

/// <summary>What a list of exchanges keeps: the state of the page, and its URL.</summary>
/// <param name="From">Started at or after; null = from the beginning.</param>
/// <param name="To">Started before; null = until now.</param>
/// <param name="OldestFirst">Order by start, oldest first instead of newest first.</param>
public sealed record ExchangeFilter(DateTimeOffset? From, DateTimeOffset? To, bool OldestFirst)
{
    /// <summary>Everything, newest first.</summary>
    public static ExchangeFilter All { get; } = new(null, null, false);
}

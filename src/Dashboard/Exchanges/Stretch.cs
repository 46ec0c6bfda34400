namespace Observability.Dashboard.Exchanges;

/// <summary>A stretch of time, its start included and its end not; both in UTC.</summary>
/// <param name="From">Start.</param>
/// <param name="To">End.</param>
internal readonly record struct Stretch(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => From >= To;
}

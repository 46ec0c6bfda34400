namespace Observability.Dashboard.Conversations;

/// <summary>What a list of conversations keeps.</summary>
/// <param name="From">Last heard of at or after; null = from the beginning.</param>
/// <param name="To">Begun before; null = until now.</param>
/// <param name="User">Those in which this user (by id) took part; null = everybody's.</param>
public sealed record ConversationFilter(DateTimeOffset? From, DateTimeOffset? To, string? User)
{
    /// <summary>Everything.</summary>
    public static ConversationFilter All { get; } = new(null, null, null);
}

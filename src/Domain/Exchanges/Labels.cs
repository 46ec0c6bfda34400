namespace Observability.Domain.Exchanges;

/// <summary>What the producer said about an exchange in its headers: who, in which session, for what.</summary>
/// <remarks>All text is decoded (percent-encoding, UTF-8) and null when absent, empty or a template that was not filled in.</remarks>
/// <param name="User">The end user's id: <c>Helicone-User-Id</c>, else Open WebUI's e-mail or user id.</param>
/// <param name="UserName">The end user's display name.</param>
/// <param name="Session">The session or chat the exchange belongs to.</param>
/// <param name="Task">The background task the producer named; null for an ordinary call or when it said nothing.</param>
/// <param name="PromptId">The prompt template it came from.</param>
/// <param name="Properties">Free properties, by lower-cased name.</param>
public sealed record Labels(
    string? User, string? UserName, string? Session, string? Task, string? PromptId, IReadOnlyDictionary<string, string> Properties)
{
    /// <summary>The producer said nothing.</summary>
    public static Labels None { get; } = new(null, null, null, null, null, new Dictionary<string, string>(StringComparer.Ordinal));
}

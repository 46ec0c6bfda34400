namespace Observability.Domain.Exchanges;

/// <summary>What the producer said about an exchange in its headers: who, in which session, for what.</summary>
/// <remarks>
/// All text is decoded (percent-encoding, UTF-8) and null when absent, empty or a template that was not filled in; a task alone may be empty.
/// </remarks>
/// <param name="User">The end user's id: <c>Helicone-User-Id</c>, else Open WebUI's e-mail or user id.</param>
/// <param name="UserName">The end user's display name.</param>
/// <param name="Session">The session or chat the exchange belongs to.</param>
/// <param name="Task">The background task the producer named; empty when it said that this is none (an empty header); null when it said nothing.</param>
/// <param name="PromptId">The prompt template it came from.</param>
/// <param name="Properties">Free properties, by lower-cased name.</param>
public sealed record Labels(
    string? User, string? UserName, string? Session, string? Task, string? PromptId, IReadOnlyDictionary<string, string> Properties)
{
    /// <summary>The end user's e-mail address.</summary>
    public string? UserEmail { get; init; }

    /// <summary>The end user's role where the producer knows roles, such as <c>admin</c>.</summary>
    public string? UserRole { get; init; }

    /// <summary>Names of the groups the end user is in.</summary>
    public IReadOnlyList<string> UserGroups { get; init; } = [];

    /// <summary>How we know the end user; null when nobody was named.</summary>
    public IdentitySource? UserSource { get; init; }

    /// <summary>The producer's id of the message that this answer becomes.</summary>
    public string? MessageId { get; init; }

    /// <summary>The producer's id of the user's message it answers.</summary>
    public string? UserMessageId { get; init; }

    /// <summary>The producer's id of the message that the user's message follows.</summary>
    public string? ParentMessageId { get; init; }

    /// <summary>The producer said nothing.</summary>
    public static Labels None { get; } = new(null, null, null, null, null, new Dictionary<string, string>(StringComparer.Ordinal));
}

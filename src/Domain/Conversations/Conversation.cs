namespace Observability.Domain.Conversations;

/// <summary>When a conversation (the exchanges of one session) began and was last heard of. What happened in it is in its exchanges.</summary>
public sealed class Conversation
{
    /// <summary>Its project.</summary>
    public Guid ProjectId { get; set; }

    /// <summary>Session or chat id.</summary>
    public string Session { get; set; } = "";

    /// <summary>Start of its first exchange.</summary>
    public DateTimeOffset FirstAt { get; set; }

    /// <summary>Start of its last exchange.</summary>
    public DateTimeOffset LastAt { get; set; }
}

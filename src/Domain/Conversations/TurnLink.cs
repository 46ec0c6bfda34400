namespace Observability.Domain.Conversations;

/// <summary>How the place of a turn in its conversation is known.</summary>
public enum TurnLink
{
    /// <summary>It has no history: the conversation starts with it.</summary>
    Start,

    /// <summary>The producer names the message it follows.</summary>
    MessageIds,

    /// <summary>What assistants said in its history is what they said up to the turn before.</summary>
    Words,

    /// <summary>Only by time: its history was shortened or changed on the way, or the turn before was not captured.</summary>
    Time,
}

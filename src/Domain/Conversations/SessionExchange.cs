namespace Observability.Domain.Conversations;

/// <summary>One exchange of a session, as narrow as the order of a conversation needs it.</summary>
public sealed record SessionExchange
{
    /// <summary>Kinds of call that ask a model to speak, and so can be turns: <c>exchanges.endpoint</c>.</summary>
    public static IReadOnlyList<string> SpeakingEndpoints { get; } = ["chat", "responses", "generate", "completions", "invoke", "runs"];

    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Arrival of the request.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Until the answer was whole.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Kind of call.</summary>
    public string Endpoint { get; init; } = "chat";

    /// <summary>Background task it served; null for none.</summary>
    public string? Task { get; init; }

    /// <summary>Model asked for.</summary>
    public string? Model { get; init; }

    /// <summary>Whether the answer asks the client to run tools.</summary>
    public bool CallsTools { get; init; }

    /// <summary>See <see cref="ThreadHashes.History"/>.</summary>
    public long? History { get; init; }

    /// <summary>See <see cref="ThreadHashes.Thread"/>.</summary>
    public long? Thread { get; init; }

    /// <summary>See <see cref="ThreadHashes.Prompt"/>.</summary>
    public long? Prompt { get; init; }

    /// <summary>The producer's id of the message that the answer becomes.</summary>
    public string? MessageId { get; init; }

    /// <summary>The producer's id of the user's message it answers.</summary>
    public string? UserMessageId { get; init; }

    /// <summary>The producer's id of the message that the user's message follows.</summary>
    public string? ParentMessageId { get; init; }

    /// <summary>The exchange it was made for, when a relay in between came through us too.</summary>
    public Guid? HopOf { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset EndedAt => StartedAt + Duration;

    /// <summary>Whether a person asked a model: no background task, no list of models, no embedding.</summary>
    public bool IsTurn => Task is null && SpeakingEndpoints.Contains(Endpoint);
}

namespace Observability.Domain.Runs;

/// <summary>How far a <see cref="Run"/> is.</summary>
public enum RunState
{
    /// <summary>Ordered; nothing was sent yet.</summary>
    Waiting,

    /// <summary>Its calls are being sent.</summary>
    Running,

    /// <summary>It sends nothing until somebody resumes it. What is under way ends.</summary>
    Paused,

    /// <summary>The next call might cost more than the cap leaves. It can be resumed with a higher one.</summary>
    Capped,

    /// <summary>Every item is settled or refused.</summary>
    Finished,

    /// <summary>It sends nothing any more; what was not sent stays unsent.</summary>
    Cancelled,
}

/// <summary>What a person decides about a <see cref="Run"/>.</summary>
public enum RunDecision
{
    /// <summary>Send nothing until it is resumed.</summary>
    Pause,

    /// <summary>Go on.</summary>
    Resume,

    /// <summary>Send nothing any more.</summary>
    Cancel,
}

namespace Observability.Domain.Formats;

/// <summary>Why generation ended, in one small set for all providers.</summary>
public enum FinishKind
{
    /// <summary>The answer was done, or met a stop sequence.</summary>
    Stop,

    /// <summary>A limit of tokens or of context cut it.</summary>
    Length,

    /// <summary>The model waits for tools.</summary>
    ToolCalls,

    /// <summary>A filter or a guardrail stopped it.</summary>
    ContentFilter,

    /// <summary>The model declined.</summary>
    Refusal,

    /// <summary>It was cancelled or aborted.</summary>
    Cancelled,

    /// <summary>It failed.</summary>
    Error,

    /// <summary>It goes on in another call.</summary>
    Paused,

    /// <summary>Something this version does not know; the provider's own word says what.</summary>
    Other,
}

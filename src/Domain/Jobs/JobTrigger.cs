namespace Observability.Domain.Jobs;

/// <summary>Why a job was run.</summary>
public enum JobTrigger
{
    /// <summary>Its time had come.</summary>
    Scheduled,

    /// <summary>Somebody asked for it.</summary>
    Manual,

    /// <summary>The run before it failed or was lost.</summary>
    Retry,
}

namespace Observability.Domain.Jobs;

/// <summary>A job that fires no more until it is resumed. Whoever asks for a run still gets it.</summary>
public sealed class JobPause
{
    /// <summary>Name of the job.</summary>
    public string Job { get; set; } = "";

    /// <summary>Since when.</summary>
    public DateTimeOffset PausedAt { get; set; }

    /// <summary>E-mail of the account or name of the key that paused it.</summary>
    public string PausedBy { get; set; } = "";
}

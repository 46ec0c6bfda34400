namespace Observability.Standalone.Hosts;

/// <summary>How long to wait before a process that ended is started again: twice as long each time, up to half a minute.</summary>
/// <param name="EndsInARow">How often it ended without having run for a while; 0 before the first time.</param>
internal readonly record struct RestartSchedule(int EndsInARow)
{
    /// <summary>Who has run for this long has recovered: its next end counts as the first.</summary>
    public static readonly TimeSpan Recovered = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Time to wait before the next start; zero before the first.</summary>
    public TimeSpan Wait => EndsInARow switch
    {
        0 => TimeSpan.Zero,
        > 6 => Longest,
        _ => First * (1 << (EndsInARow - 1)),
    };

    /// <summary>The schedule after the process has ended once more.</summary>
    /// <param name="ran">How long it had run.</param>
    public RestartSchedule AfterEnd(TimeSpan ran) => new(ran >= Recovered ? 1 : EndsInARow + 1);
}

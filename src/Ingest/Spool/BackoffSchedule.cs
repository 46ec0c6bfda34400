namespace Observability.Ingest.Spool;

/// <summary>How long to wait after each failure in a row: twice as long every time, from 0.1 to 30 seconds, never giving up.</summary>
/// <param name="time">The clock.</param>
/// <param name="random">Spreads several processes over the second half of each wait, so that they do not come back all at once.</param>
internal sealed class BackoffSchedule(TimeProvider time, Random random)
{
    private const double FirstSeconds = 0.1;
    private const double LongestSeconds = 30;

    private int _failures;

    /// <summary>When the present row of failures began; null when the last attempt succeeded.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>Notes a failure.</summary>
    /// <returns>How long to wait before the next attempt.</returns>
    public TimeSpan Failed()
    {
        FailingSince ??= time.GetUtcNow();
        var longest = Math.Min(LongestSeconds, FirstSeconds * Math.Pow(2, Math.Min(_failures++, 30)));
        return TimeSpan.FromSeconds(longest * (0.5 + (random.NextDouble() / 2)));
    }

    /// <summary>Notes a success: the next failure is a first one again.</summary>
    public void Succeeded()
    {
        _failures = 0;
        FailingSince = null;
    }
}

namespace Observability.Dashboard.Jobs;

/// <summary>How long a job that failed is left alone.</summary>
internal static class Backoff
{
    private const double Scatter = 0.2;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Twice as long after each try, from five seconds to ten minutes; a fifth more or less, so that what failed together does not come back together.</summary>
    /// <param name="attempt">The try that failed, from 1.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan After(int attempt, double chance)
    {
        // Beyond the twentieth power the number has long passed the limit.
        var wait = Math.Min(First.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 20)), Longest.TotalSeconds);
        return TimeSpan.FromSeconds(wait * (1 - Scatter + (2 * Scatter * chance)));
    }
}

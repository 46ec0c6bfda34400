using System.Diagnostics;

namespace Observability.Testing;

/// <summary>Waits for conditions that come true by the work of others, with a deadline instead of a sleep.</summary>
public static class Eventually
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    /// <summary>Returns when <paramref name="condition"/> is true.</summary>
    /// <exception cref="TimeoutException">It was not true before the deadline; the message is <paramref name="claim"/>.</exception>
    public static Task HoldsAsync(Func<bool> condition, TimeSpan deadline, string claim, CancellationToken ct) =>
        HoldsAsync(() => Task.FromResult(condition()), deadline, claim, ct);

    /// <inheritdoc cref="HoldsAsync(Func{bool}, TimeSpan, string, CancellationToken)"/>
    public static async Task HoldsAsync(Func<Task<bool>> condition, TimeSpan deadline, string claim, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Poll);
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > deadline)
            {
                throw new TimeoutException($"Not within {deadline.TotalSeconds:0.#} s: {claim}");
            }

            await timer.WaitForNextTickAsync(ct);
        }
    }
}

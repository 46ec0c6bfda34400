using Microsoft.Extensions.Options;

namespace Observability.Dashboard.Replays;

/// <summary>How often one account or key may send: so many calls within any minute. Counted by each dashboard for itself; safe from any thread.</summary>
/// <param name="options">How many.</param>
/// <param name="time">The clock.</param>
internal sealed class SendLimit(IOptions<ReplayOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(Guid Project, string Who), Queue<long>> _sent = [];

    /// <summary>How many a minute has room for.</summary>
    public int CallsPerMinute => options.Value.CallsPerMinute;

    /// <summary>Counts one more call; or, where the minute is full, how long until it has room again, and nothing is counted.</summary>
    public TimeSpan? Take(Caller caller)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            Forget(now);
            var who = (caller.ProjectId, caller.AccountId?.ToString() ?? caller.Name);
            if (!_sent.TryGetValue(who, out var times))
            {
                _sent[who] = times = [];
            }

            if (times.Count >= CallsPerMinute)
            {
                return Window - time.GetElapsedTime(times.Peek(), now);
            }

            times.Enqueue(now);
            return null;
        }
    }

    // Whoever has sent nothing for a minute takes no room.
    private void Forget(long now)
    {
        foreach (var (who, times) in _sent)
        {
            while (times.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) >= Window)
            {
                times.Dequeue();
            }

            if (times.Count == 0)
            {
                _sent.Remove(who);
            }
        }
    }
}

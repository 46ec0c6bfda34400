using System.Collections.Concurrent;

namespace Observability.Ingest.Spool;

/// <summary>Ids of calls that are sent once: who brings one of them again is told so, and no upstream hears of it. Safe from any thread.</summary>
/// <remarks>Bounded by <see cref="SpoolOptions.SentCalls"/> and <see cref="SpoolOptions.SentFor"/>: the oldest is forgotten first.</remarks>
/// <param name="options">The bounds.</param>
/// <param name="time">The monotonic clock.</param>
internal sealed class SentCalls(SpoolOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, long> _ids = new();
    private readonly ConcurrentQueue<(Guid Id, long At)> _oldestFirst = new();

    /// <summary>How many are known.</summary>
    public int Count => _ids.Count;

    /// <summary>Takes an id for a call that is about to be sent. False: another call had it; of two at the same time one has it.</summary>
    public bool TryTake(Guid id)
    {
        Forget();
        var now = time.GetTimestamp();
        if (!_ids.TryAdd(id, now))
        {
            return false;
        }

        _oldestFirst.Enqueue((id, now));
        return true;
    }

    private void Forget()
    {
        while (_oldestFirst.TryPeek(out var oldest)
            && (_ids.Count >= options.SentCalls || time.GetElapsedTime(oldest.At) >= options.SentFor)
            && _oldestFirst.TryDequeue(out oldest))
        {
            _ids.TryRemove(oldest.Id, out _);
        }
    }
}

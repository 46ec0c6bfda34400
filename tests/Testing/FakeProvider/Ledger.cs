using System.Collections.Concurrent;

namespace Observability.Testing.FakeProvider;

/// <summary>What the provider was asked and what it sent: the other side of the conservation law. Safe from any thread.</summary>
public sealed class Ledger
{
    private readonly ConcurrentDictionary<long, LedgerEntry> _entries = new();
    private long _count;

    /// <summary>Every request so far, in order of arrival.</summary>
    public IReadOnlyList<LedgerEntry> Entries => [.. _entries.Values.OrderBy(e => e.Number)];

    /// <summary>Requests that arrived.</summary>
    public long Arrived => Interlocked.Read(ref _count);

    /// <summary>Requests that were answered to the end.</summary>
    public int Finished => _entries.Values.Count(e => e.End == LedgerEnd.Finished);

    /// <summary>Requests that still run.</summary>
    public int Running => _entries.Values.Count(e => e.End is null);

    /// <summary>The requests that carried <paramref name="nonce"/>: more than one means that something was sent twice.</summary>
    public IReadOnlyList<LedgerEntry> Find(string nonce) => [.. Entries.Where(e => e.Nonce == nonce)];

    internal LedgerEntry Open(string method, string target, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var entry = new LedgerEntry(Interlocked.Increment(ref _count), method, target, headers);
        _entries[entry.Number] = entry;
        return entry;
    }

    internal void Update(long number, Func<LedgerEntry, LedgerEntry> change) => _entries[number] = change(_entries[number]);
}

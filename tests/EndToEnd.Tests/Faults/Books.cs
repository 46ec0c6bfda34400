using Observability.Testing.FakeProvider;

namespace Observability.EndToEnd.Tests.Faults;

/// <summary>The conservation law: what the clients, the provider and PostgreSQL say of the same calls must agree.</summary>
/// <param name="Calls">What the clients saw, every call they sent.</param>
/// <param name="Ledger">What the provider saw.</param>
/// <param name="Rows">What is stored.</param>
internal sealed record Books(IReadOnlyList<Call> Calls, IReadOnlyList<LedgerEntry> Ledger, IReadOnlyList<StoredRow> Rows)
{
    /// <summary>Ids of the calls that reached the provider, those it got only the head of included.</summary>
    public IReadOnlyList<Guid> Reached => [.. Ledger.Select(IdOf)];

    public IReadOnlyList<Guid> Stored => [.. Rows.Select(r => r.Id)];

    private static Guid IdOf(LedgerEntry entry) => Guid.Parse(entry.Headers.Single(h => h.Key == "X-Nonce").Value);

    /// <summary>Nothing was sent, seen or stored twice, and nothing is stored that nobody sent.</summary>
    public void NothingIsThereTwiceOrFromNowhere()
    {
        Assert.Empty(Reached.GroupBy(id => id).Where(g => g.Count() > 1).Select(g => g.Key));
        Assert.Empty(Stored.GroupBy(id => id).Where(g => g.Count() > 1).Select(g => g.Key));
        Assert.Empty(Stored.Except(Calls.Select(c => c.Id)));
    }

    /// <summary>What a client got to the end is stored whole, byte for byte what client and provider exchanged.</summary>
    public void WhatAClientGotToTheEndIsStoredWhole()
    {
        var finished = Calls.Where(c => c.IsFinished).Select(c => new StoredRow(c.Id, "completed", "kept", c.RequestSha256, c.ResponseSha256!, 0));
        Assert.Equal(finished.OrderBy(r => r.Id), RowsOf(Calls.Where(c => c.IsFinished)));
        WhatAClientGotIsWhatTheProviderSent();
    }

    /// <summary>The request is on record before the provider sees it, so a kill at any moment leaves at least that.</summary>
    public void WhatReachedTheProviderHasARow() => Assert.Empty(Reached.Except(Stored));

    /// <summary>
    /// The end is on record before the client has the last bytes: in between a kill may fall, and then the row knows more than the client.
    /// </summary>
    public void WhatDidNotEndIsInterrupted()
    {
        var calls = Calls.ToDictionary(c => c.Id);
        var broken = Rows.Where(r => !calls[r.Id].IsFinished).ToList();
        Assert.All(broken, row => Assert.Contains(row.Outcome, (string[])["interrupted", "completed"]));
        Assert.All(broken, row => Assert.Equal(calls[row.Id].RequestSha256, row.RequestSha256));
    }

    /// <summary>The law after a kill, and what there is to say about it in the report.</summary>
    public void HoldAfterKills(string what)
    {
        NothingIsThereTwiceOrFromNowhere();
        WhatAClientGotToTheEndIsStoredWhole();
        WhatReachedTheProviderHasARow();
        WhatDidNotEndIsInterrupted();
        See($"{what}; {Calls.Count} calls, {Calls.Count(c => c.IsFinished)} finished: 0 lost, 0 twice, 0 altered; {Rows.Count(r => r.Outcome == "interrupted")} interrupted on record");
    }

    /// <summary>What goes into docs/reliability.md.</summary>
    public static void See(string what) => TestContext.Current.TestOutputHelper?.WriteLine("Seen: " + what);

    /// <summary>The proxy changed no byte of any call that came to its end.</summary>
    public void WhatAClientGotIsWhatTheProviderSent()
    {
        var seen = Ledger.ToDictionary(IdOf, e => (e.RequestSha256, e.ResponseSha256));
        Assert.All(Calls.Where(c => c.IsFinished), call => Assert.Equal((call.RequestSha256, call.ResponseSha256), seen[call.Id]));
    }

    private IEnumerable<StoredRow> RowsOf(IEnumerable<Call> calls)
    {
        var ids = calls.Select(c => c.Id).ToHashSet();
        return Rows.Where(r => ids.Contains(r.Id)).OrderBy(r => r.Id);
    }
}

using Observability.Testing;

namespace Observability.EndToEnd.Tests.Faults;

[Collection(nameof(Alone))]
public sealed class KillTests
{
    private const int Kills = 10;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_ten_times_under_load_it_loses_no_call_and_stores_none_twice()
    {
        Assert.SkipWhen(Quick.IsOn, Quick.Reason);
        await using var database = await TestDatabase.CreateAsync(Ct);
        await using var site = await Site.CreateAsync(database, Ct);
        await site.StartIngestAsync();
        await site.WaitUntilItServesAsync(Ct);

        var load = Load.Start(site.Producer, Ct);
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var dice = new Random(seed);
        for (var i = 0; i < Kills; i++)
        {
            await site.WaitForAnswersAsync(dice.Next(1, 60), Ct);
            await site.Ingest!.KillAsync(Ct);
            await site.StartIngestAsync();
        }

        await site.WaitForAnswersAsync(20, Ct);
        await load.StopAsync();
        await site.DrainAsync(Ct);

        // Once more in order, so that whatever would be delivered again after a start is there, too.
        Assert.Equal(0, await site.StopIngestAsync(Ct));
        await site.StartIngestAsync();
        await site.WaitUntilItServesAsync(Ct);
        await site.DrainAsync(Ct);

        var books = new Books(site.Producer.Calls, site.Provider.Ledger.Entries, await site.RowsAsync(Ct));
        books.NothingIsThereTwiceOrFromNowhere();
        books.WhatAClientGotToTheEndIsStoredWhole();
        WhatReachedTheProviderHasARow(books);
        WhatDidNotEndIsInterrupted(books);
    }

    // The request is on record before the provider sees it, so a kill at any moment leaves at least that.
    private static void WhatReachedTheProviderHasARow(Books books) => Assert.Empty(books.Reached.Except(books.Stored));

    // The end is on record before the client has the last bytes: in between a kill may fall, and then the row knows more than the client.
    private static void WhatDidNotEndIsInterrupted(Books books)
    {
        var calls = books.Calls.ToDictionary(c => c.Id);
        var broken = books.Rows.Where(r => !calls[r.Id].IsFinished).ToList();
        Assert.NotEmpty(broken);
        Assert.All(broken, row => Assert.Contains(row.Outcome, (string[])["interrupted", "completed"]));
        Assert.All(broken, row => Assert.Equal(calls[row.Id].RequestSha256, row.RequestSha256));
        Assert.Contains(broken, row => row.Outcome == "interrupted");
    }
}

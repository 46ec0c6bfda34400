using System.Net;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Faults;

/// <summary>A proxy with few file handles, or with little memory, and more to do than they allow.</summary>
[Collection(nameof(Alone))]
public sealed class ScarceTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Site _site = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Quick.IsOn, Quick.Reason);
        _database = await TestDatabase.CreateAsync(Ct);
        _site = await Site.CreateAsync(_database, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    [Trait("Fault", "F-12")]
    public async Task Without_file_handles_new_calls_are_told_to_come_again_running_ones_end_and_it_recovers()
    {
        _site.Under = ["sh", "-c", "ulimit -n 1024 && exec \"$0\" \"$@\""];
        await _site.StartIngestAsync();
        await _site.WaitUntilItServesAsync(Ct);
        await _site.DrainAsync(Ct);

        // Two handles each.
        var calls = await Task.WhenAll(Enumerable.Range(0, 600).Select(_ => _site.Producer.AskAsync(Question.Slow with { Tokens = 60 }, Ct)));
        Assert.All(calls, call => Assert.True(
            call.IsFinished || call.Status is HttpStatusCode.ServiceUnavailable or null, $"{call.Status} {call.Error}"));
        Assert.Contains(calls, call => call.IsFinished);
        Assert.Contains(calls, call => call.Status == HttpStatusCode.ServiceUnavailable);

        await _site.WaitUntilItServesAsync(Ct);
        await _site.DrainAsync(Ct);
        Assert.Equal(0, await _site.StopIngestAsync(Ct));
        await _site.StartIngestAsync();
        await _site.WaitUntilItServesAsync(Ct);
        await _site.DrainAsync(Ct);
        var books = new Books(_site.Producer.Calls, _site.Provider.Ledger.Entries, await _site.RowsAsync(Ct));
        books.NothingIsThereTwiceOrFromNowhere();
        books.WhatAClientGotToTheEndIsStoredWhole();
        Books.See($"1024 handles, 600 streams at once: {calls.Count(c => c.IsFinished)} ended whole and are kept, {calls.Count(c => c.Status == HttpStatusCode.ServiceUnavailable)} were told 503 and when to come again, {calls.Count(c => c.Status is null)} were not connected; then it served as before");
    }

    [Fact]
    [Trait("Fault", "F-13")]
    public async Task With_little_memory_and_many_large_bodies_every_call_is_served_and_less_of_them_is_kept()
    {
        // Each takes some two mebibytes on its way, which no limit of ours can spare it: the heap has room for those, and for a tenth of the bodies.
        var count = Thorough.Or(20, 100);
        var megabytes = Thorough.Or(256, 512);
        await _site.StartIngestAsync(("DOTNET_GCHeapHardLimit", $"{megabytes << 20:X}"));
        await _site.WaitUntilItServesAsync(Ct);
        await _site.DrainAsync(Ct);

        var large = Question.Short with { Padding = 20_000_000 };
        var calls = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(() => _site.Producer.AskAsync(large, Ct), Ct)));
        Assert.All(calls, call => Assert.True(call.IsFinished, $"{call.Status} {call.Error}"));
        await _site.DrainAsync(Ct);
        Assert.False(_site.Ingest!.HasExited);
        var rows = await _site.RowsAsync(Ct);
        var books = new Books(_site.Producer.Calls, _site.Provider.Ledger.Entries, rows);
        books.NothingIsThereTwiceOrFromNowhere();
        books.WhatAClientGotIsWhatTheProviderSent();
        var of = calls.Select(c => c.Id).ToHashSet();
        Assert.Equal(count, rows.Count(r => of.Contains(r.Id)));

        // Cut short or not, a row knows the whole's hash.
        var seen = calls.ToDictionary(c => c.Id, c => (c.RequestSha256, c.ResponseSha256));
        Assert.All(rows.Where(r => of.Contains(r.Id)), r => Assert.Equal((seen[r.Id], "completed", "truncated"), ((r.RequestSha256, r.ResponseSha256), r.Outcome, r.Capture)));
        Books.See($"{count} bodies of 20 MB at once in {megabytes} MB of heap: all answered, {count} rows, each with size and SHA-256 of the whole");
    }
}

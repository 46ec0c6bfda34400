using System.Net;
using Observability.Domain.Keys;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Standalone.Processes;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Faults;

[Collection(nameof(Alone))]
public sealed class DatabaseOutageTests : IAsyncLifetime
{
    private const int SigCont = 18;
    private const int SigStop = 19;

    private TestServer _server = null!;
    private TestDatabase _database = null!;
    private Site _site = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Quick.IsOn, Quick.Reason);
        _server = await TestServer.StartDurableAsync(Ct);
        _database = await _server.CreateDatabaseAsync(Ct);
        _site = await Site.CreateAsync(_database, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _database.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    [Trait("Fault", "F-15")]
    public async Task While_the_database_is_away_no_call_fails_and_afterwards_every_row_is_there_once()
    {
        await _site.StartIngestAsync();
        await _site.WaitUntilItServesAsync(Ct);
        var load = Load.Start(_site.Producer, Ct);
        await _site.WaitForAnswersAsync(40, Ct);

        await _server.StopServerAsync(Ct);
        // Eight seconds' worth; five minutes' when there is time.
        await _site.WaitForAnswersAsync(Thorough.Or(320, 12_000), Ct);
        Assert.NotEqual(0, (await _site.Producer.MetricsAsync(Ct))["observability_writer_errors_total"]);
        await StartServerAsync();

        await _site.WaitForAnswersAsync(40, Ct);
        Assert.All(await load.StopAsync(), call => Assert.True(call.IsFinished, $"{call.Status} {call.Error}"));
        await _site.DrainAsync(Ct);
        EveryAnswerHasItsRow(await _site.RowsAsync(Ct));
    }

    [Fact]
    [Trait("Fault", "F-15")]
    public async Task Started_without_the_database_it_knows_its_keys_and_keeps_the_calls_until_it_comes()
    {
        await _site.StartIngestAsync();
        await _site.WaitUntilItServesAsync(Ct);
        Assert.Equal(0, await _site.StopIngestAsync(Ct));
        await _server.StopServerAsync(Ct);

        await _site.StartIngestAsync();
        await Eventually.HoldsAsync(() => _site.Producer.IsUpAsync(Ct), RunProcess.Patience, "ingest answers", Ct);
        var calls = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _site.Producer.AskAsync(Question.Short, Ct)));
        Assert.All(calls, call => Assert.True(call.IsFinished, $"{call.Status} {call.Error}"));
        var seen = _site.Provider.Ledger.Arrived;
        var stranger = await _site.Producer.AskAsync(Question.Short, KeyText.Generate(KeyKind.Write).Value, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.Status);
        Assert.Equal(seen, _site.Provider.Ledger.Arrived);

        await StartServerAsync();
        await _site.DrainAsync(Ct);
        EveryAnswerHasItsRow(await _site.RowsAsync(Ct));
    }

    [Fact]
    [Trait("Fault", "F-08")]
    public async Task With_a_full_spool_the_chat_goes_on_and_what_is_not_kept_is_counted_exactly()
    {
        await _site.StartIngestAsync(("Spool__MaxBytes", "1048576"));
        await _site.WaitUntilItServesAsync(Ct);
        await _site.DrainAsync(Ct);
        await _server.StopServerAsync(Ct);

        await Parallel.ForAsync(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Ct }, async (_, ct) =>
        {
            var call = await _site.Producer.AskAsync(Question.Short with { Padding = 8_000 }, ct);
            Assert.True(call.IsFinished, $"{call.Status} {call.Error}");
        });

        await StartServerAsync();
        await EmptySpoolAsync();
        await _site.DrainAsync(Ct);
        var metrics = await _site.Producer.MetricsAsync(Ct);
        var rows = await _site.RowsAsync(Ct);
        var finished = _site.Producer.Calls.Where(c => c.IsFinished).ToList();
        Assert.Equal("kept", rows.Single(r => r.Id == finished[^1].Id).Capture);
        var books = new Books(_site.Producer.Calls, _site.Provider.Ledger.Entries, rows);
        books.NothingIsThereTwiceOrFromNowhere();
        books.WhatAClientGotIsWhatTheProviderSent();

        Counted("observability_spool_dropped_total{reason=\"spool_full\"}", finished.Count - rows.Count);
        Assert.Equal(finished.Count - rows.Count, metrics.Sum("observability_spool_dropped_total"));
        Counted("observability_spool_bodies_left_out_total", rows.Sum(r => r.BodiesMissing));
        Assert.Equal(rows.Count, metrics["observability_writer_rows_total"]);
        Assert.All(
            (string[])["observability_spool_ends_lost_total", "observability_writer_quarantined_total", "observability_writer_duplicates_total"],
            name => Assert.Equal(0, metrics[name]));

        // With its bodies or without, a row knows the size and the hash of what passed.
        var seen = finished.ToDictionary(c => c.Id, c => (c.RequestSha256, c.ResponseSha256));
        Assert.All(rows, r => Assert.Equal(seen[r.Id], (r.RequestSha256, r.ResponseSha256)));
        Assert.All(rows, r => Assert.Equal(("completed", r.BodiesMissing == 0 ? "kept" : "not_kept"), (r.Outcome, r.Capture)));

        void Counted(string series, long expected)
        {
            Assert.NotEqual(0, expected);
            Assert.Equal(expected, metrics[series]);
        }
    }

    [Fact]
    [Trait("Fault", "F-17")]
    public async Task A_database_that_hangs_accepts_without_an_answer_or_crawls_holds_up_no_call()
    {
        await _site.StartIngestAsync();
        await _site.WaitUntilItServesAsync(Ct);
        var load = Load.Start(_site.Producer, Ct);
        await _site.WaitForAnswersAsync(20, Ct);

        // Every session of ingest hangs, and so does whoever would answer a new one: the kernel still accepts it.
        var hung = await StopProcessesAsync();
        try
        {
            await _site.WaitForAnswersAsync(Thorough.Or(160, 1_600), Ct);
            if (Thorough.IsOn)
            {
                await Eventually.HoldsAsync(
                    async () => (await _site.Producer.MetricsAsync(Ct))["observability_writer_errors_total"] > 0, RunProcess.Patience, "a command is given up", Ct);
            }
        }
        finally
        {
            hung.ForEach(process => UnixCall.Signal(process, SigCont));
        }

        await _site.ExecuteAsync("""
            create function crawl() returns trigger language plpgsql as $$ begin perform pg_sleep(2); return null; end $$;
            create trigger crawl before insert on exchanges for each statement execute function crawl()
            """, Ct);
        await _site.WaitForAnswersAsync(Thorough.Or(120, 1_200), Ct);
        await _site.ExecuteAsync("drop trigger crawl on exchanges", Ct);

        Assert.All(await load.StopAsync(), call => Assert.True(call.IsFinished, $"{call.Status} {call.Error}"));
        await _site.DrainAsync(Ct);
        EveryAnswerHasItsRow(await _site.RowsAsync(Ct));
    }

    private async Task<List<int>> StopProcessesAsync()
    {
        var processes = new List<int>();
        await using (var command = _database.DataSource.CreateCommand(
            "select pid from pg_stat_activity where application_name = 'observability-ingest' union all select pg_backend_pid()"))
        await using (var rows = await command.ExecuteReaderAsync(Ct))
        {
            while (await rows.ReadAsync(Ct))
            {
                processes.Add(rows.GetInt32(0));
            }
        }

        // The last one is ours, and tells who its parent is.
        processes[^1] = RunProcess.Parent(processes[^1]);
        Assert.True(processes.Count > 1, "ingest has no session");
        processes.ForEach(process => UnixCall.Signal(process, SigStop));
        return processes;
    }

    // Everything kept has its row, and there is room for whole exchanges again.
    private Task EmptySpoolAsync() => Eventually.HoldsAsync(
        async () => await _site.Producer.MetricsAsync(Ct) is var metrics
            && metrics["observability_writer_rows_total"] == _site.Producer.Finished - metrics.Sum("observability_spool_dropped_total")
            && metrics["observability_spool_bytes"] < 512 << 10,
        RunProcess.Patience, "every call that was not dropped has its row", Ct);

    private async Task StartServerAsync()
    {
        await _server.StartServerAsync(Ct);
        _database.DataSource.Clear();
    }

    private void EveryAnswerHasItsRow(IReadOnlyList<StoredRow> rows)
    {
        var books = new Books(_site.Producer.Calls, _site.Provider.Ledger.Entries, rows);
        books.NothingIsThereTwiceOrFromNowhere();
        books.WhatAClientGotToTheEndIsStoredWhole();
        Assert.Equal(books.Calls.Count(c => c.IsFinished), rows.Count);
        Books.See($"{books.Calls.Count} calls, {books.Calls.Count(c => c.IsFinished)} finished, {rows.Count} rows: 0 lost, 0 twice, 0 altered");
    }
}

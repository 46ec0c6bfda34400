using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Datasets;
using Observability.Dashboard.Exchanges;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Tests.Datasets;

/// <summary>Rows made from exchanges, and what becomes of them.</summary>
public sealed class CopiedExchangesTests(DatasetHost host) : IClassFixture<DatasetHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_holds_what_was_asked_and_answered_and_the_request_to_the_byte()
    {
        var request = """{ "model":"gpt-4o-mini", "n": 1.0, "messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"How far is the moon?"}] }"""u8.ToArray();
        var exchange = await StoreAsync(Some.Exchange(host.Project, Some.Noon, request));
        var dataset = await host.DatasetAsync("Moon");

        var added = await AddAsync(dataset, exchange.Id);

        var row = Assert.Single(await host.RowsAsync(dataset));
        Assert.Equal((1, 0, 0), (added.Added, added.WithoutText, added.WithoutRequest));
        Assert.Equal("""{"system":"Be brief.","input":"How far is the moon?"}""", row.Inputs);
        Assert.Equal(("384,400 km.", exchange.Id, 1), (row.Expected, row.ExchangeId, row.Version));
        Assert.Equal(
            (System.Text.Encoding.UTF8.GetString(request), "openai", "openai", "POST", "/v1/chat/completions"),
            (row.Request, row.Upstream, row.Family, row.Method, row.Target));
        Assert.Equal("application/json", StoredHeaders.Decode(row.Headers)["Content-Type"]);
    }

    [Fact]
    public async Task Adding_the_same_exchanges_again_adds_nothing()
    {
        var exchanges = new[] { await StoreAsync(Some.Exchange(host.Project, Some.Noon)), await StoreAsync(Some.Exchange(host.Project, Some.Noon.AddHours(-1))) };
        var dataset = await host.DatasetAsync("Twice");

        await AddAsync(dataset, exchanges[0].Id);
        var again = await AddAsync(dataset, exchanges[0].Id, exchanges[1].Id);

        Assert.Equal((1, 1), (again.Added, again.LeftOut[CopyGap.AlreadyThere]));
        Assert.Equal([exchanges[0].Id, exchanges[1].Id], (await host.RowsAsync(dataset)).Select(r => r.ExchangeId!.Value));
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_and_what_can_only_be_sent_again_is_kept_as_its_request()
    {
        var opaque = Some.Exchange(host.Project, Some.Noon, """{"knob":7}"""u8.ToArray(), "done"u8.ToArray());
        (opaque.Row.Path, opaque.Row.Format) = ("/v1/strange", "openai.unknown");
        var nothing = Some.Exchange(host.Project, Some.Noon.AddSeconds(1), "plain"u8.ToArray());
        nothing.Row.Path = "/v1/strange";
        var dropped = Some.Exchange(host.Project, Some.Noon.AddSeconds(2));
        var aborted = Some.Exchange(host.Project, Some.Noon.AddSeconds(3));
        aborted.Row.Outcome = ExchangeOutcome.ClientAborted;
        var cut = Some.Exchange(host.Project, Some.Noon.AddSeconds(4));
        (cut.Row.RequestBytes, cut.Row.Capture) = (cut.Row.RequestBytes + 9, CaptureVerdict.Truncated);
        await Some.StoreAsync(host.Host.Database.DataSource, [opaque, nothing, dropped, aborted, cut], Ct);
        await ForgetBodiesAsync(dropped.Row.Id);
        var dataset = await host.DatasetAsync("Odd");

        var added = await AddAsync(dataset, opaque.Row.Id, nothing.Row.Id, dropped.Row.Id, aborted.Row.Id, cut.Row.Id);

        Assert.Equal((3, 1, 1), (added.Added, added.WithoutText, added.WithoutRequest));
        Assert.Equal([(CopyGap.NoBodies, 1), (CopyGap.NothingAsked, 1)], added.LeftOut.Select(g => (g.Key, g.Value)).Order());
        Assert.Equal(
            [("{}", """{"knob":7}""", null), ("""{"input":"How far is the moon?"}""", "yes", null), ("""{"input":"How far is the moon?"}""", null, "384,400 km.")],
            (await host.RowsAsync(dataset)).Select(r => (r.Inputs, r.Request is { Length: > 20 } ? "yes" : r.Request, r.Expected)));
    }

    [Fact]
    public async Task Everything_a_filter_keeps_comes_in_portions_the_oldest_first_until_the_dataset_is_full()
    {
        var rows = Enumerable.Range(0, 520).Select(i => Some.Exchange(host.Project, Some.Noon.AddDays(40).AddMinutes(i * 4))).ToList();
        rows.ForEach(r => r.Row.User = "filtered");
        await Some.StoreAsync(host.Host.Database.DataSource, rows, Ct);
        var (dataset, full) = (await host.DatasetAsync("Filtered"), await host.DatasetAsync("Full"));
        await FillAsync(full, 9_999);

        var (sum, portions) = await AddAllAsync(dataset);
        var (last, _) = await AddAllAsync(full);

        Assert.Equal((520, true, false), (sum.Added, portions > 1, sum.IsFull));
        Assert.Equal(rows.Select(r => r.Row.Id), (await host.RowsAsync(dataset)).Select(r => r.ExchangeId!.Value));
        Assert.Equal((1, true), (last.Added, last.IsFull));
    }

    [Fact]
    public async Task Rows_outlive_what_retention_drops_and_go_with_what_is_erased()
    {
        var (kept, erased) = (await StoreAsync(Some.Exchange(host.Project, Some.Noon)), await StoreAsync(Some.Exchange(host.Project, Some.Noon.AddYears(-3))));
        var dataset = await host.DatasetAsync("Copies");
        await AddAsync(dataset, kept.Id, erased.Id);
        var copy = (await host.RowsAsync(dataset)).Single(r => r.ExchangeId == erased.Id);
        await host.SendAsync(host.Anna, new DuplicateRow(dataset, copy.Id));

        await ForgetBodiesAsync(kept.Id);
        await using (var db = Some.Db(host.Host.Database.DataSource))
        {
            await db.Exchanges.Where(e => e.Id == erased.Id).ExecuteDeleteAsync(Ct);
        }

        Assert.Equal([kept.Id], (await host.RowsAsync(dataset)).Select(r => r.ExchangeId!.Value));
    }

    [Fact]
    public async Task Exchanges_of_another_project_are_not_found_and_its_datasets_neither()
    {
        var (theirs, ours) = (await StoreAsync(Some.Exchange(host.Stranger.ProjectId, Some.Noon)), await StoreAsync(Some.Exchange(host.Project, Some.Noon)));
        var dataset = await host.DatasetAsync("Walls");

        Assert.Equal(0, (await AddAsync(dataset, theirs.Id)).Added);
        Assert.Null(await host.SendAsync(host.Stranger, AddExchanges.Of(dataset, [ours.Id])));
        Assert.Empty(await host.RowsAsync(dataset));
    }

    private async Task<Exchange> StoreAsync(ExchangeRecord exchange)
    {
        await Some.StoreAsync(host.Host.Database.DataSource, [exchange], Ct);
        return exchange.Row;
    }

    private async Task<AddedExchanges> AddAsync(Guid dataset, params Guid[] ids) => (await host.SendAsync(host.Anna, AddExchanges.Of(dataset, ids)))!;

    private async Task<(AddedExchanges Sum, int Portions)> AddAllAsync(Guid dataset)
    {
        var message = AddExchanges.Of(dataset, ExchangeFilter.All with { User = "filtered" });
        var (sum, portions) = (AddedExchanges.None, 0);
        do
        {
            sum = sum.And((await host.SendAsync(host.Anna, message))!);
            message = message with { Place = sum.Next };
            portions++;
        }
        while (sum.Next is not null);
        return (sum, portions);
    }

    private async Task ForgetBodiesAsync(Guid id)
    {
        await using var db = Some.Db(host.Host.Database.DataSource);
        await db.ExchangeBodies.Where(b => b.Id == id).ExecuteDeleteAsync(Ct);
    }

    private async Task FillAsync(Guid dataset, int rows)
    {
        await using var command = host.Host.Database.DataSource.CreateCommand(
            """
            insert into dataset_rows (id, dataset_id, project_id, position, inputs, note, version, updated_at, updated_by)
            select gen_random_uuid(), $1, $2, i, '{"input":"x"}', '', 1, now(), '' from generate_series(1, $3) i
            """);
        command.Parameters.Add(new() { Value = dataset });
        command.Parameters.Add(new() { Value = host.Project });
        command.Parameters.Add(new() { Value = rows });
        await command.ExecuteNonQueryAsync(Ct);
    }
}

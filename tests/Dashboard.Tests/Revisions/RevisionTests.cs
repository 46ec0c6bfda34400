using Microsoft.EntityFrameworkCore;
using Npgsql;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;
using Observability.Domain.Revisions;
using Observability.Domain.Upstreams;

namespace Observability.Dashboard.Tests.Revisions;

/// <summary>Pricing and reading again: worked out, looked at, applied, undone.</summary>
public sealed class RevisionTests : IAsyncLifetime
{
    // 3 and 7 in the last digits, so that a rounded or reordered sum would show.
    private const string Rates = """{"input":0.1500003,"output":0.6000007}""";

    private RevisionDesk _desk = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _desk = await RevisionDesk.OpenAsync(Ct);

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task The_preview_is_what_applying_does_to_the_last_digit()
    {
        await _desk.StoreAsync(450, Unpriced, Ct);
        await _desk.PriceAsync("gpt-4o-mini", Rates, Ct);
        var before = await _desk.RowsAsync(Ct);
        var revision = await _desk.OrderAsync(RevisionKind.Reprice, "gpt-4o-mini", Ct);
        await _desk.WorkOffAsync(Ct);

        var preview = await _desk.PreviewAsync(revision.Id, Ct);
        Assert.Equal((RevisionState.Ready, 450L, 450L), (preview.Revision.State, preview.Revision.Seen, preview.Revision.Changed));
        Assert.Equal((0m, 450L, 0L), (preview.Total.CostBefore, preview.Total.UnpricedBefore, preview.Total.UnpricedAfter));
        Assert.Equal(before, await _desk.RowsAsync(Ct));

        await _desk.DecideAsync(revision.Id, RevisionDecision.Apply, Ct);
        await _desk.WorkOffAsync(Ct);
        var applied = await _desk.PreviewAsync(revision.Id, Ct);
        Assert.Equal((RevisionState.Applied, 450L, 0L), (applied.Revision.State, applied.Revision.Applied, applied.Revision.LeftAlone));
        Assert.Equal(preview.Total.CostAfter, decimal.Parse((await _desk.AskAsync("select sum(cost_usd)::text from exchanges", Ct))!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(preview.Total.CostAfter, applied.Revision.AppliedDifference);
        Assert.Equal(preview.Total.CostAfter, Expected(450));
    }

    [Fact]
    public async Task Every_split_adds_up_to_the_total_with_the_others_as_one_line()
    {
        await _desk.StoreAsync(60, (i, row) =>
        {
            Unpriced(i, row);
            row.User = i % 20 == 19 ? null : $"user-{i % 20}";
            row.ModelServed = $"gpt-4o-mini-{i % 3}";
        }, Ct);
        await _desk.PriceAsync("gpt-4o-mini*", Rates, Ct);
        var revision = await _desk.OrderAsync(RevisionKind.Reprice, null, Ct);
        await _desk.WorkOffAsync(Ct);

        var preview = await _desk.PreviewAsync(revision.Id, Ct);
        Assert.Equal((3, 20), (preview.Models.Parts, preview.Users.Parts));
        Assert.Null(preview.Models.Others);
        Assert.Equal(Dashboard.Revisions.OneRevision.Top, preview.Users.Top.Count);
        foreach (var split in new[] { preview.Models, preview.Users })
        {
            var lines = split.Others is { } others ? [.. split.Top, others] : split.Top;
            Assert.Equal(preview.Total.Changes, lines.Sum(l => l.Changes));
            Assert.Equal(preview.Total.CostAfter, lines.Sum(l => l.CostAfter));
            Assert.Equal(preview.Total.UnpricedBefore, lines.Sum(l => l.UnpricedBefore));
        }
    }

    [Theory]
    [InlineData(RevisionKind.Reprice)]
    [InlineData(RevisionKind.Reread)]
    public async Task Undoing_leaves_every_column_of_every_row_byte_for_byte_as_it_was(RevisionKind kind)
    {
        await _desk.StoreAsync(30, (i, row) =>
        {
            // Noughts at the end, odd fractions and JSON of another order are values too, and must come back.
            row.CostUsd = i % 2 == 0 ? 0.50000m : null;
            row.Pricing = i % 2 == 0 ? PricingState.Priced : PricingState.Unpriced;
            row.CostBreakdown = i % 3 == 0 ? """{"usd":0.500,"lines":[],"note":"\u00e9 \" \\ 月"}""" : null;
            row.OutputTokensPerSecond = i / 3.0;
            row.ToolCalls = i % 5 == 0 ? ["a, b", "c\"d", ""] : [];
            row.InputTokens = null;
            row.ResponsePreview = "{},\"\\ é 月";
        }, Ct);
        await _desk.PriceAsync("gpt-4o-mini", Rates, Ct);
        var before = await _desk.RowsAsync(Ct);

        var revision = await _desk.ApplyAsync(kind, null, Ct);
        Assert.NotEqual(before, await _desk.RowsAsync(Ct));
        await _desk.DecideAsync(revision, RevisionDecision.Undo, Ct);
        await _desk.WorkOffAsync(Ct);

        Assert.Equal(before, await _desk.RowsAsync(Ct));
        var undone = (await _desk.PreviewAsync(revision, Ct)).Revision;
        Assert.Equal((RevisionState.Undone, undone.Applied), (undone.State, undone.Undone));
        Assert.True(undone.Undone > 0);
    }

    [Fact]
    public async Task A_job_killed_after_any_page_is_gone_on_with_by_the_next()
    {
        await _desk.StoreAsync(450, Unpriced, Ct);
        await _desk.PriceAsync("gpt-4o-mini", Rates, Ct);
        var revision = await _desk.OrderAsync(RevisionKind.Reprice, null, Ct);
        await _desk.RoundAsync(Ct);
        var half = (await _desk.PreviewAsync(revision.Id, Ct)).Revision;
        Assert.Equal((RevisionState.WorkingOut, 200L, 200L), (half.State, half.Seen, half.Changed));
        await KilledInTheMiddleAsync();
        await _desk.WorkOffAsync(Ct);
        Assert.Equal((450L, Expected(450)), ((await _desk.PreviewAsync(revision.Id, Ct)).Total.Changes, (await _desk.PreviewAsync(revision.Id, Ct)).Total.CostAfter));

        await _desk.DecideAsync(revision.Id, RevisionDecision.Apply, Ct);
        await _desk.RoundAsync(Ct);
        Assert.Equal("200", await _desk.AskAsync("select count(*) from exchanges where pricing = 'priced'", Ct));
        await KilledInTheMiddleAsync();
        await _desk.WorkOffAsync(Ct);
        Assert.Equal("450", await _desk.AskAsync("select count(*) from exchanges where pricing = 'priced'", Ct));

        await _desk.DecideAsync(revision.Id, RevisionDecision.Undo, Ct);
        await _desk.RoundAsync(Ct);
        await KilledInTheMiddleAsync();
        await _desk.WorkOffAsync(Ct);
        var done = (await _desk.PreviewAsync(revision.Id, Ct)).Revision;
        Assert.Equal((RevisionState.Undone, 450L, 450L, 0L), (done.State, done.Applied, done.Undone, done.LeftAlone));
    }

    [Fact]
    public async Task Rows_that_changed_meanwhile_are_left_alone_and_counted()
    {
        var rows = await _desk.StoreAsync(10, Unpriced, Ct);
        await _desk.PriceAsync("gpt-4o-mini", Rates, Ct);
        var revision = await _desk.OrderAsync(RevisionKind.Reprice, null, Ct);
        await _desk.WorkOffAsync(Ct);
        await using var db = Some.Db(_desk.Source);
        await db.Exchanges.Where(e => e.Id == rows[3].Id).ExecuteUpdateAsync(e => e.SetProperty(x => x.CostUsd, 42m), Ct);
        await db.Exchanges.Where(e => e.Id == rows[4].Id).ExecuteDeleteAsync(Ct);

        await _desk.DecideAsync(revision.Id, RevisionDecision.Apply, Ct);
        await _desk.WorkOffAsync(Ct);
        var applied = (await _desk.PreviewAsync(revision.Id, Ct)).Revision;
        Assert.Equal((8L, 2L), (applied.Applied, applied.LeftAlone));
        Assert.Equal(42m, (await db.Exchanges.SingleAsync(e => e.Id == rows[3].Id, Ct)).CostUsd);

        await db.Exchanges.Where(e => e.Id == rows[5].Id).ExecuteUpdateAsync(e => e.SetProperty(x => x.CostUsd, 43m), Ct);
        await _desk.DecideAsync(revision.Id, RevisionDecision.Undo, Ct);
        await _desk.WorkOffAsync(Ct);
        Assert.Equal(7L, (await _desk.PreviewAsync(revision.Id, Ct)).Revision.Undone);
        Assert.Equal([42m, 43m], await db.Exchanges.Where(e => e.CostUsd != null).OrderBy(e => e.CostUsd).Select(e => e.CostUsd!.Value).ToListAsync(Ct));
    }

    [Fact]
    public async Task What_was_stored_opaque_is_read_again_and_what_is_out_of_range_or_without_bytes_is_left_alone()
    {
        await _desk.StoreAsync(450, (i, row) =>
        {
            Opaque(row);
            row.RequestPreview = row.ResponsePreview = null;
            row.Capture = i == 7 ? CaptureVerdict.NotKept : CaptureVerdict.Kept;
            row.StartedAt = i == 8 ? Some.Noon.AddDays(2) : row.StartedAt;
        }, Ct);
        await _desk.PriceAsync("gpt-4o-mini", Rates, Ct);
        var revision = await _desk.ApplyAsync(RevisionKind.Reread, null, Ct);

        await using var db = Some.Db(_desk.Source);
        var preview = await _desk.PreviewAsync(revision, Ct);
        // The one moved to another day after its bytes were stored has none there.
        Assert.Equal((448L, 448L), (preview.Revision.Seen, preview.Revision.Applied));
        Assert.Equal(448, await db.Exchanges.CountAsync(e => e.Format == "openai.chat" && e.InputTokens == 12 && e.ModelRequested == "gpt-4o-mini" && e.CostUsd != null, Ct));
        Assert.Equal(2, await db.Exchanges.CountAsync(e => e.Format == "opaque" && e.InputTokens == null, Ct));
        Assert.Equal(448, await db.ExchangeTexts.CountAsync(t => t.Input == "how far is the moon?" && t.Output == "384,400 km.", Ct));
        Assert.Contains(preview.Columns, c => c is { Name: "input_tokens", Changes: 448 });
        Assert.Equal(448, await db.Exchanges.CountAsync(e => e.Format == "openai.chat" && e.DurationUs == 1_234_567 && e.UserName == "Anna", Ct));
    }

    [Fact]
    public async Task What_redaction_let_go_was_read_before_it_went_and_is_not_read_again()
    {
        await _desk.StoreAsync(3, (_, row) =>
        {
            Opaque(row);
            (row.Redaction, row.InputTokens) = (Domain.Redaction.RedactionMode.Metadata, 7);
        }, Ct);
        await _desk.AskAsync("update exchange_bodies set request_body = '', response_body = ''", Ct);
        var revision = await _desk.ApplyAsync(RevisionKind.Reread, null, Ct);

        await using var db = Some.Db(_desk.Source);
        Assert.Equal(0, (await _desk.PreviewAsync(revision, Ct)).Revision.Applied);
        Assert.Equal(3, await db.Exchanges.CountAsync(e => e.Format == "opaque" && e.InputTokens == 7, Ct));
    }

    [Fact]
    public async Task A_preview_is_worked_out_anew_when_the_prices_change_under_it()
    {
        await _desk.StoreAsync(250, Unpriced, Ct);
        await _desk.PriceAsync("gpt-4o-mini", Rates, Ct);
        var ready = await _desk.OrderAsync(RevisionKind.Reprice, null, Ct);
        await _desk.WorkOffAsync(Ct);
        var begun = await _desk.OrderAsync(RevisionKind.Reprice, null, Ct);
        await _desk.RoundAsync(Ct);

        await using var db = Some.Db(_desk.Source);
        var price = await db.Prices.SingleAsync(Ct);
        var saved = await new Dashboard.Prices.SavePriceHandler(db, _desk.Admin, TimeProvider.System)
            .Handle(new(price.Id, price.Model, null, null, null, """{"input":1,"output":0}""", null), Ct);
        Assert.Null(saved.Refusal);
        Assert.Contains("waiting cannot be applied", (await _desk.DecideAsync(ready.Id, RevisionDecision.Apply, Ct)).Refusal, StringComparison.Ordinal);
        await _desk.WorkOffAsync(Ct);
        foreach (var id in new[] { ready.Id, begun.Id })
        {
            var preview = await _desk.PreviewAsync(id, Ct);
            Assert.Equal((250L, 250L, 250L), (preview.Revision.Seen, preview.Revision.Changed, preview.Total.Changes));
            Assert.Equal(Enumerable.Range(0, 250).Sum(i => (1000m + i) / 1_000_000m), preview.Total.CostAfter);
        }
    }

    [Fact]
    public async Task A_revision_that_breaks_says_so_and_goes_on_when_it_is_told_to()
    {
        await _desk.StoreAsync(3, Unpriced, Ct);
        await _desk.PriceAsync("gpt-4o-mini", Rates, Ct);
        await using var db = Some.Db(_desk.Source);
        db.Add(new Upstream { Id = Guid.CreateVersion7(), ProjectId = _desk.Project, Name = "lab", BaseUrl = "no address", Format = "openai", Source = "dashboard", UpdatedAt = Some.Noon });
        await db.SaveChangesAsync(Ct);
        var revision = await _desk.OrderAsync(RevisionKind.Reprice, null, Ct);
        await _desk.WorkOffAsync(Ct);
        var broken = (await _desk.PreviewAsync(revision.Id, Ct)).Revision;
        Assert.Equal((RevisionState.Failed, RevisionState.WorkingOut), (broken.State, broken.FailedIn!.Value));
        Assert.Contains("what was done until then stays", broken.Error, StringComparison.Ordinal);
        Assert.Contains("cannot be applied", (await _desk.DecideAsync(revision.Id, RevisionDecision.Apply, Ct)).Refusal, StringComparison.Ordinal);

        await db.Upstreams.ExecuteDeleteAsync(Ct);
        Assert.Null((await _desk.DecideAsync(revision.Id, RevisionDecision.Retry, Ct)).Refusal);
        await _desk.WorkOffAsync(Ct);
        var mended = (await _desk.PreviewAsync(revision.Id, Ct)).Revision;
        Assert.Equal((RevisionState.Ready, 3L, null), (mended.State, mended.Changed, mended.Error));
    }

    [Fact]
    public async Task A_preview_that_broke_half_way_and_is_tried_again_knows_only_the_prices_of_now()
    {
        await _desk.StoreAsync(250, Unpriced, Ct);
        await _desk.PriceAsync("gpt-4o-mini", Rates, Ct);
        var revision = await _desk.OrderAsync(RevisionKind.Reprice, null, Ct);
        await _desk.RoundAsync(Ct);
        await using var db = Some.Db(_desk.Source);
        db.Add(new Upstream { Id = Guid.CreateVersion7(), ProjectId = _desk.Project, Name = "lab", BaseUrl = "no address", Format = "openai", Source = "dashboard", UpdatedAt = Some.Noon });
        await db.SaveChangesAsync(Ct);
        await _desk.WorkOffAsync(Ct);
        var broken = (await _desk.PreviewAsync(revision.Id, Ct)).Revision;
        Assert.Equal((RevisionState.Failed, 200L), (broken.State, broken.Seen));

        await db.Upstreams.ExecuteDeleteAsync(Ct);
        var price = await db.Prices.SingleAsync(Ct);
        Assert.Null((await new Dashboard.Prices.SavePriceHandler(db, _desk.Admin, TimeProvider.System)
            .Handle(new(price.Id, price.Model, null, null, null, """{"input":1,"output":0}""", null), Ct)).Refusal);
        Assert.Null((await _desk.DecideAsync(revision.Id, RevisionDecision.Retry, Ct)).Refusal);
        await _desk.WorkOffAsync(Ct);
        var preview = await _desk.PreviewAsync(revision.Id, Ct);
        Assert.Equal((RevisionState.Ready, 250L, 250L), (preview.Revision.State, preview.Revision.Seen, preview.Total.Changes));
        Assert.Equal(Enumerable.Range(0, 250).Sum(i => (1000m + i) / 1_000_000m), preview.Total.CostAfter);
    }

    [Fact]
    public async Task A_discarded_revision_changes_nothing_and_keeps_nothing()
    {
        await _desk.StoreAsync(10, Unpriced, Ct);
        await _desk.PriceAsync("gpt-4o-mini", Rates, Ct);
        var before = await _desk.RowsAsync(Ct);
        var revision = await _desk.OrderAsync(RevisionKind.Reprice, null, Ct);
        await _desk.WorkOffAsync(Ct);
        await _desk.DecideAsync(revision.Id, RevisionDecision.Discard, Ct);
        await _desk.WorkOffAsync(Ct);
        Assert.Equal("0", await _desk.AskAsync("select count(*) from revision_changes", Ct));
        Assert.Equal(before, await _desk.RowsAsync(Ct));
        Assert.Contains("discarded cannot be applied", (await _desk.DecideAsync(revision.Id, RevisionDecision.Apply, Ct)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_projects_rows_are_never_seen()
    {
        var theirs = await RevisionDesk.AddProjectAsync(_desk.Source, "two", Ct);
        await Some.StoreAsync(_desk.Source, [Some.Exchange(theirs, Some.Noon.AddMinutes(1))], Ct);
        await _desk.StoreAsync(2, Unpriced, Ct);
        await _desk.PriceAsync("gpt-4o-mini", Rates, Ct);
        var revision = await _desk.ApplyAsync(RevisionKind.Reprice, null, Ct);
        Assert.Equal(2L, (await _desk.PreviewAsync(revision, Ct)).Revision.Seen);
        await using var db = Some.Db(_desk.Source);
        Assert.Equal(0.0000054m, (await db.Exchanges.SingleAsync(e => e.ProjectId == theirs, Ct)).CostUsd);

        var stranger = new Caller(theirs, Access.Admin, "eve") { SeesBodies = true };
        Assert.Null(await new Dashboard.Revisions.OneRevisionHandler(db, stranger, Settings.From(new Dictionary<string, string>())).Handle(new(revision), Ct));
        Assert.Null((await new Dashboard.Revisions.DecideRevisionHandler(db, stranger, TimeProvider.System).Handle(new(revision, RevisionDecision.Undo), Ct)).Revision);
        Assert.Empty(await new Dashboard.Audit.ListAuditHandler(db, stranger).Handle(new(revision), Ct));
    }

    [Fact]
    public async Task Every_decision_is_in_the_audit_log_which_nobody_can_change()
    {
        await _desk.StoreAsync(2, Unpriced, Ct);
        await _desk.PriceAsync("gpt-4o-mini", Rates, Ct);
        var revision = await _desk.ApplyAsync(RevisionKind.Reprice, null, Ct);
        await _desk.DecideAsync(revision, RevisionDecision.Undo, Ct);
        await using var db = Some.Db(_desk.Source);
        var entries = await new Dashboard.Audit.ListAuditHandler(db, _desk.Admin).Handle(new(revision), Ct);
        Assert.Equal(["revision.undone", "revision.applied", "revision.ordered"], entries.Select(e => e.What));
        Assert.All(entries, e => Assert.Equal("anna@example.com", e.Who));

        foreach (var sql in new[] { "update audit_log set who = 'nobody'", "delete from audit_log", "truncate audit_log" })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => _desk.AskAsync(sql, Ct));
            Assert.Contains("for good", refused.MessageText, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_column_is_read_again_or_is_said_to_stay()
    {
        string[] stay =
        [
            "Id", "StartedAt", "ProjectId", "KeyId", "Upstream", "Method", "Path", "Status", "Capture", "CaptureReason", "UserName", "Session", "Properties", "PromptId",
            "DurationUs", "ConnectUs", "FirstByteUs", "OverheadUs", "RequestBytes", "ResponseBytes", "CacheStatus", "Retries", "ReplayOf", "Client",
            "Alterations", "Redaction", "Masked", "HopOf", "Relayed", "UserEmail", "UserRole", "UserGroups", "MessageId", "UserMessageId", "ParentMessageId",
            "Rating", "Tags", "Scores", "Comments",
        ];
        Assert.Equal(typeof(Exchange).GetProperties().Select(p => p.Name).Order(), stay.Concat(Dashboard.Revisions.RowJson.Read).Order());
    }

    // A page that is begun and never committed: the connection is cut, PostgreSQL rolls it back.
    private async Task KilledInTheMiddleAsync()
    {
        await using var connection = await _desk.Source.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await using var command = new NpgsqlCommand("update revision_changes set outcome = 'applied'; update revisions set seen = 0, changed = 0, last_id = null", connection, transaction);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static decimal Expected(int rows) =>
        Enumerable.Range(0, rows).Sum(i => ((1000m + i) * 0.1500003m / 1_000_000m) + ((10m + i) * 0.6000007m / 1_000_000m));

    private static void Unpriced(int i, Exchange row) =>
        (row.InputTokens, row.OutputTokens, row.CostUsd, row.CostBreakdown, row.Pricing, row.UnpricedReason) =
        (1000 + i, 10 + i, null, null, PricingState.Unpriced, "There is no price for it.");

    private static void Opaque(Exchange row)
    {
        (row.Format, row.Endpoint, row.ModelRequested, row.ModelServed) = ("opaque", "other", null, null);
        (row.InputTokens, row.OutputTokens, row.UsageSource) = (null, null, UsageSource.None);
        (row.CostUsd, row.CostBreakdown, row.Pricing) = (null, null, PricingState.Unpriced);
    }
}

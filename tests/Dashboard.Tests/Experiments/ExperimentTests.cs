using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Datasets;
using Observability.Dashboard.Experiments;
using Observability.Dashboard.Runs;
using Observability.Domain.Scoring;

namespace Observability.Dashboard.Tests.Experiments;

/// <summary>Experiments from their order to their figures, against a real database.</summary>
public sealed class ExperimentTests(ExperimentHost host) : IClassFixture<ExperimentHost>
{
    private static readonly ScoringRule SaysWhatIsExpected = new() { Kind = RuleKind.Contains, Name = "right", IgnoreCase = true };
    private static readonly ScoringRule IsCheap = new() { Kind = RuleKind.CostBelow, Name = "cheap", Limit = 0.01m };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_copies_what_it_compares_so_that_nothing_changed_later_falsifies_it()
    {
        var dataset = await host.DatasetAsync("copies", ("How deep is the sea?", "11 km"));
        var version = await host.VersionAsync("copies", "Be brief.");
        var run = await host.OrderAsync(Order(dataset, [new(null, version, null, null), new(null, version, null, "fern")]));
        await host.SendAsync(host.Anna, new DeleteDataset(dataset));

        Assert.Equal("""{"model":"moss","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"How deep is the sea?"}]}""", ExperimentHost.TextOf(await host.CallAsync(run, 1)));
        var second = await host.CallAsync(run, 2);
        Assert.Contains("\"fern\"", ExperimentHost.TextOf(second), StringComparison.Ordinal);
        Assert.Equal(("copies@1", "copies@1 · fern"), (second.Draft!.PromptId, second.Draft.Properties["variant"]));
    }

    [Fact]
    public async Task Answers_are_scored_as_they_settle_and_a_failed_call_passes_nothing()
    {
        var dataset = await host.DatasetAsync("scores", ("How deep is the sea?", "11 km"), ("How far is the moon?", "384,400 km"));
        var version = await host.VersionAsync("scores", "Be brief.");
        var run = await host.OrderAsync(Order(dataset, [new("old", version, null, null), new("new", version, null, "fern")]) with { Rules = [SaysWhatIsExpected, IsCheap] });
        await host.SettleAsync(run, 1, "About 11 KM.");
        await host.SettleAsync(run, 2, "Very deep.");
        await host.SettleAsync(run, 3, "384,400 km");
        await host.SettleAsync(run, 4, null);
        await host.FinishAsync(run);

        var detail = (await host.SendAsync(host.Viewer, new OneExperiment(run.Id)))!;
        var (old, changed) = (detail.Figures[0], detail.Figures[1]);
        Assert.Equal((2, 2, 0, 0.002m), (old.Answers, old.Settled, old.Failed, old.KnownUsd));
        Assert.Equal((1.0, 2), (old.Measured[0].Mean, old.Measured[0].Passed));
        Assert.Equal((2, 1, 0.001m), (changed.Settled, changed.Failed, changed.KnownUsd));
        Assert.Equal((0.0, 1), (changed.Measured[0].Mean, changed.Measured[0].Rows));
        Assert.Equal((1.0, 1), (changed.Measured[1].Mean, changed.Measured[1].Rows));
        Assert.Equal([1, 2], detail.Worse.Keys.Order());
        Assert.All(detail.Comparisons!, c => Assert.Contains(c.Finding, (Finding[])[Finding.TooFew, Finding.Same, Finding.NothingToCompare]));
    }

    [Fact]
    public async Task A_judge_waits_for_its_answer_and_a_verdict_that_cannot_be_read_is_no_score()
    {
        var dataset = await host.DatasetAsync("judged", ("How deep is the sea?", "11 km"), ("How far is the moon?", null), ("Who are you?", null));
        var version = await host.VersionAsync("judged", "Be brief.");
        var run = await host.OrderAsync(Order(dataset, [new(null, version, null, null)]) with { Judge = new("fake", "judge-1", Judge.DefaultPrompt) });
        Assert.Equal(6, run.Total);
        Assert.Equal(RunCall.NotYet, await host.CallAsync(run, 4));

        await host.SettleAsync(run, 1, "It is \"11 km\".");
        await host.SettleAsync(run, 2, "Far.");
        await host.SettleAsync(run, 3, null);
        var asked = ExperimentHost.TextOf(await host.CallAsync(run, 4));
        Assert.Contains("How deep is the sea?", asked, StringComparison.Ordinal);
        Assert.Contains("11 km", asked, StringComparison.Ordinal);
        Assert.Equal("judge-1", JsonSerializer.Deserialize<JsonElement>(asked).GetProperty("model").GetString());
        Assert.Contains("(none was given)", ExperimentHost.TextOf(await host.CallAsync(run, 5)), StringComparison.Ordinal);
        Assert.Contains("no text", (await host.CallAsync(run, 6)).Refusal, StringComparison.Ordinal);

        await host.SettleAsync(run, 4, """{"score": 0.75, "reason": "nearly"}""");
        await host.SettleAsync(run, 5, "I like it.");
        var cells = (await host.SendAsync(host.Viewer, new ListCells(run.Id, null, 10)))!.Cells;
        Assert.Equal([0.75, null, null], cells.Select(c => c.JudgeScore));
        Assert.All(cells, c => Assert.NotNull(c.JudgeReason));
        Assert.Equal(2, (await host.SendAsync(host.Viewer, new OneExperiment(run.Id)))!.Figures[0].Unreadable);
    }

    [Fact]
    public async Task Another_project_has_none_of_it_and_who_may_not_send_may_not_order()
    {
        var dataset = await host.DatasetAsync("private", ("Who are you?", null));
        var version = await host.VersionAsync("private", "Be brief.");
        var order = Order(dataset, [new(null, version, null, null)]);
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => host.SendAsync(host.Viewer, new OrderExperiment(order)));
        Assert.NotNull((await host.SendAsync(host.Stranger, new OrderExperiment(order))).Refusal);

        var run = await host.OrderAsync(order);
        Assert.Null(await host.SendAsync(host.Stranger, new OneExperiment(run.Id)));
        Assert.Null(await host.SendAsync(host.Stranger, new ExperimentGrid(run.Id, [1])));
        Assert.Null(await host.SendAsync(host.Stranger, new OneCell(run.Id, 1)));
        Assert.Null(await host.SendAsync(host.Stranger, new ListCells(run.Id, null, 10)));
        Assert.Equal(new ScoredByHand(null, null), await host.SendAsync(host.Stranger, new ScoreByHand(run.Id, 1, 1, null)));
        Assert.Null(await host.SendAsync(host.Stranger, new FindRegressionSet("private")));
        Assert.Empty((await host.SendAsync(host.Stranger, new ListExperiments(null))).Experiments);
        Assert.Contains(run.Id, (await host.SendAsync(host.Viewer, new ListExperiments(null))).Experiments.Select(e => e.Run.Id));
    }

    [Fact]
    public async Task A_person_scores_an_answer_and_the_audit_log_says_who()
    {
        var run = await OneAnswerAsync("hand");
        Assert.NotNull((await host.SendAsync(host.Viewer, new ScoreByHand(run, 1, 1.5, null))).Refusal);
        Assert.NotNull((await host.SendAsync(host.Viewer, new ScoreByHand(run, 1, double.NaN, null))).Refusal);
        await host.SendAsync(host.Viewer, new ScoreByHand(run, 1, 0.5, " half "));

        var cell = (await host.SendAsync(host.Viewer, new OneCell(run, 1)))!;
        Assert.Equal((0.5, "half", "vera@example.com"), (cell.Cell.HandScore, cell.Cell.HandComment, cell.Cell.HandBy));
        Assert.Equal(("Deep.", "11 km"), (cell.Answer, cell.Expected));
        await using var db = host.Db();
        Assert.Equal("vera@example.com", await db.AuditLog.Where(a => a.What == "experiment.scored" && a.Subject == run.ToString()).Select(a => a.Who).SingleAsync(Ct));

        await host.SendAsync(host.Viewer, new ScoreByHand(run, 1, null, null));
        Assert.Null((await host.SendAsync(host.Viewer, new OneCell(run, 1)))!.Cell.HandBy);
    }

    [Fact]
    public async Task Who_erases_a_request_erases_what_was_said_of_it_and_the_numbers_stay()
    {
        var run = await OneAnswerAsync("erased");
        await using (var db = host.Db())
        {
            var exchange = (await host.SendAsync(host.Viewer, new OneCell(run, 1)))!.Cell.ExchangeId;
            await db.ExperimentRows.Where(r => r.ExperimentId == run).ExecuteUpdateAsync(set => set.SetProperty(r => r.ExchangeId, exchange), Ct);
            await db.Exchanges.Where(e => e.Id == exchange).ExecuteDeleteAsync(Ct);
        }

        var cell = (await host.SendAsync(host.Viewer, new OneCell(run, 1)))!;
        Assert.Equal((null, null, null, 0), (cell.Cell.Preview, cell.Answer, cell.Expected, cell.Inputs.Count));
        Assert.Equal([new RuleScore(0, false, "")], cell.Scores!);
        Assert.True((await host.SendAsync(host.Viewer, new ExperimentGrid(run, [1])))![0].Erased);
    }

    [Fact]
    public async Task A_regression_set_is_where_the_next_order_for_the_prompt_begins()
    {
        var dataset = await host.DatasetAsync("regression", ("How deep is the sea?", "11 km"));
        var first = await host.VersionAsync("regression", "Be brief.");
        var second = await host.VersionAsync("regression", "Be very brief.");
        await using var db = host.Db();
        var prompt = await db.Prompts.Where(p => p.Name == "regression").Select(p => p.Id).SingleAsync(Ct);
        Assert.Equal((null, first, second), (await host.SendAsync(host.Anna, new FindRegressionSet("regression"))) is { } before ? (before.DatasetId, before.Against, before.Latest) : default);

        await host.OrderAsync(Order(dataset, [new(null, first, null, null), new(null, second, null, null)]) with { Rules = [SaysWhatIsExpected], RegressionSetOf = prompt });
        var start = (await host.SendAsync(host.Anna, new FindRegressionSet("regression")))!;
        Assert.Equal(dataset, start.DatasetId);
        Assert.Equal([SaysWhatIsExpected], start.Rules);
    }

    [Fact]
    public async Task An_estimate_tells_what_it_knows_and_what_it_does_not()
    {
        var dataset = await host.DatasetAsync("estimate", ("How deep is the sea?", null), ("Who are you?", null));
        var version = await host.VersionAsync("estimate", "Be brief.");
        var priced = Some.Exchange(host.Project, TimeProvider.System.GetUtcNow());
        (priced.Row.Upstream, priced.Row.ModelRequested, priced.Row.CostUsd) = ("fake", "known-model", 0.02m);
        await Some.StoreAsync(host.Host.Database.DataSource, [priced], Ct);
        var estimate = (await host.SendAsync(host.Viewer, new EstimateExperiment(
            Order(dataset, [new("a", version, null, "known-model"), new("b", version, null, "new-model"), new("c", null, null, null)]) with { Repetitions = 2 }))).Estimate!;
        Assert.Equal((12, 0.08m, 8), (estimate.Calls, estimate.Usd, estimate.UnknownCalls));
        Assert.Contains("no request", estimate.Parts[2].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_an_order_is_said_and_nothing_is_ordered()
    {
        var dataset = await host.DatasetAsync("wrong", ("Who are you?", null));
        var version = await host.VersionAsync("wrong", "Be brief.");
        var order = Order(dataset, [new("a", version, null, null)]);
        (ExperimentOrder Order, string Says)[] wrong =
        [
            (order with { DatasetId = Guid.CreateVersion7() }, "no such dataset"),
            (order with { Variants = [] }, "1 to 8 variants"),
            (order with { Variants = [new("a", version, null, null), new("A", version, null, "fern")] }, "Two variants"),
            (order with { Variants = [new("a", Guid.CreateVersion7(), null, null)] }, "no such version"),
            (order with { Variants = [new("a", version, "gone", null)] }, "no upstream “gone”"),
            (order with { Baseline = 1 }, "baseline"),
            (order with { Repetitions = 6 }, "1 to 5 times"),
            (order with { Rules = [SaysWhatIsExpected, SaysWhatIsExpected] }, "Two rules"),
            (order with { Rules = [new() { Kind = RuleKind.Regex, Name = "r", Text = "(" }] }, "cannot be used"),
            (order with { Judge = new("gone", "m", Judge.DefaultPrompt) }, "no upstream “gone”"),
            (order with { Judge = new("fake", "m", "{{answer") }, "cannot be used"),
            (order with { Limits = new(1, 0, null) }, "1"),
            (order with { Name = " " }, "name"),
        ];
        foreach (var (one, says) in wrong)
        {
            var refusal = (await host.SendAsync(host.Anna, new OrderExperiment(one))).Refusal;
            Assert.Contains(says, refusal, StringComparison.Ordinal);
        }

        await using var db = host.Db();
        Assert.Equal(0, await db.Experiments.CountAsync(e => e.DatasetId == dataset, Ct));
    }

    [Fact]
    public async Task Programs_order_look_and_score_and_a_read_key_may_only_look()
    {
        var dataset = await host.DatasetAsync("api", ("How deep is the sea?", "11 km"));
        var version = await host.VersionAsync("api", "Be brief.");
        var body = new
        {
            name = "by api",
            dataset_id = dataset,
            cap_usd = 1,
            variants = new[] { new { prompt_version_id = version } },
            rules = new[] { new { kind = "contains", name = "right" } },
            judge = new { upstream = "fake", model = "judge-1" },
        };
        using var reader = host.Host.Client(host.Host.ReadKey);
        using var admin = host.Host.Client(host.Host.AdminKey);
        using var refused = await reader.PostAsJsonAsync("/api/v1/experiments", body, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var estimated = await reader.PostAsJsonAsync("/api/v1/experiments/estimate", body, Ct);
        Assert.Equal(2, (await estimated.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("calls").GetInt32());
        using var ordered = await admin.PostAsJsonAsync("/api/v1/experiments", body, Ct);
        Assert.Equal(HttpStatusCode.Accepted, ordered.StatusCode);
        var id = (await ordered.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("experiment").GetProperty("id").GetGuid();

        using var scored = await admin.PutAsJsonAsync($"/api/v1/experiments/{id}/cells/1/score", new { score = 1, comment = "good" }, Ct);
        Assert.Equal(HttpStatusCode.NoContent, scored.StatusCode);
        var cells = await reader.GetFromJsonAsync<JsonElement>($"/api/v1/experiments/{id}/cells?limit=1", Ct);
        Assert.Equal((1.0, JsonValueKind.Null), (cells.GetProperty("data")[0].GetProperty("hand_score").GetDouble(), cells.GetProperty("next_after").ValueKind));
        var one = await reader.GetFromJsonAsync<JsonElement>($"/api/v1/experiments/{id}", Ct);
        Assert.Equal("api@1", one.GetProperty("variants")[0].GetProperty("prompt").GetString());
        using var cancelled = await admin.PostAsync(new Uri($"/api/v1/experiments/{id}/cancel", UriKind.Relative), null, Ct);
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        using var unknown = await reader.GetAsync($"/api/v1/experiments/{Guid.CreateVersion7()}/cells", Ct);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private static ExperimentOrder Order(Guid dataset, IReadOnlyList<VariantChoice> variants) =>
        new() { Name = "Try it", DatasetId = dataset, Variants = variants, Limits = new(1, 1, null) };

    private async Task<Guid> OneAnswerAsync(string name)
    {
        var dataset = await host.DatasetAsync(name, ("How deep is the sea?", "11 km"));
        var run = await host.OrderAsync(Order(dataset, [new(null, await host.VersionAsync(name, "Be brief."), null, null)]) with { Rules = [SaysWhatIsExpected] });
        await host.SettleAsync(run, 1, "Deep.");
        return run.Id;
    }
}

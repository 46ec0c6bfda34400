using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Runs;
using Observability.Domain;
using Observability.Domain.Datasets;
using Observability.Domain.Exchanges;
using Observability.Domain.Experiments;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;
using Observability.Domain.Runs;
using Observability.Domain.Scoring;

namespace Observability.Dashboard.Experiments;

/// <summary>Sends the calls of experiments: first every answer, then, of those that are judged, every verdict; each is scored when it is settled.</summary>
internal sealed class ExperimentRun(ObservabilityDb db, AnswerReading answers, ExperimentPlanner planner, TimeProvider time) : RunKind
{
    /// <summary>Its name.</summary>
    public const string KindName = "experiment";

    private const int PreviewLength = 400;

    /// <inheritdoc/>
    public override string Name => KindName;

    /// <inheritdoc/>
    public override async Task<RunCall> CallOfAsync(Run run, RunItem item, CancellationToken ct)
    {
        var experiment = await db.Experiments.SingleAsync(e => e.Id == run.Id, ct);
        var upstreams = await planner.UpstreamsAsync(ct);
        var variants = StoredParts.VariantsOf(experiment);
        if (JudgedBy(experiment, variants.Count, item) is { } judged)
        {
            return await AskJudgeAsync(experiment, judged, upstreams, ct);
        }

        var cell = await db.ExperimentCells.SingleAsync(c => c.ExperimentId == run.Id && c.Position == item.Position, ct);
        var row = await RowAsync(cell, ct);
        var (draft, refusal) = VariantCall.Of(variants[cell.Variant], row, upstreams);
        if (draft is null)
        {
            await RefusedAsync(cell, refusal!, ct);
            return RunCall.Refused(refusal!);
        }

        return RunCall.Of(draft with { Properties = With(draft.Properties, ("variant", variants[cell.Variant].Name), ("role", "answer")) });
    }

    /// <inheritdoc/>
    public override async Task<string?> SettledAsync(Run run, RunItem item, Exchange? row, CancellationToken ct)
    {
        var experiment = await db.Experiments.SingleAsync(e => e.Id == run.Id, ct);
        if (JudgedBy(experiment, StoredParts.VariantsOf(experiment).Count, item) is { } judged)
        {
            await JudgeAsync(run.Id, judged, (item, row), ct);
        }
        else
        {
            await ScoreAsync(experiment, item, row, ct);
        }

        return null;
    }

    // The items of the judge stand behind those of the answers, in the same order.
    private static int? JudgedBy(Experiment experiment, int variants, RunItem item)
    {
        var cells = experiment.RowCount * variants * experiment.Repetitions;
        return item.Position > cells ? item.Position - cells : null;
    }

    // An answer is always claimed before its verdict, so what is waited for here is under way or over.
    private async Task<RunCall> AskJudgeAsync(Experiment experiment, int position, Replays.UpstreamChoices upstreams, CancellationToken ct)
    {
        var cell = await db.ExperimentCells.SingleAsync(c => c.ExperimentId == experiment.Id && c.Position == position, ct);
        if (cell.SettledAt is null)
        {
            return RunCall.NotYet;
        }

        var (text, _) = cell is { ExchangeId: { } id, ExchangeStartedAt: { } at } ? await answers.OfAsync(id, at, ct) : (null, false);
        if (text is null)
        {
            return await NotJudgedAsync(cell, "There is no text of an answer to judge.", ct);
        }

        var row = await RowAsync(cell, ct);
        var judge = StoredParts.JudgeOf(experiment.Judge)!;
        var (draft, refusal) = judge.CallFor(new(InputOf(row), row.Expected, text), upstreams.Find(judge.Upstream));
        return draft is null
            ? await NotJudgedAsync(cell, refusal!, ct)
            : RunCall.Of(draft with { Properties = With(draft.Properties, ("role", "judge")) });
    }

    private async Task ScoreAsync(Experiment experiment, RunItem item, Exchange? row, CancellationToken ct)
    {
        var (text, cut) = row is null ? (null, false) : await answers.OfAsync(row, ct);
        var cell = await db.ExperimentCells.AsTracking().SingleAsync(c => c.ExperimentId == experiment.Id && c.Position == item.Position, ct);
        var answer = AnswerOf(row, (await RowAsync(cell, ct)).Expected) with { Text = text, Cut = cut };
        (cell.ExchangeId, cell.ExchangeStartedAt, cell.Outcome) = (item.ExchangeId, row?.StartedAt, row?.Outcome);
        cell.Problem = row is null ? "The answer's row never came." : AnswerReading.Completed(row) ? null : StoredText.Of(row.Error, StoredText.MaxSentence) ?? EnumNames.NameOf(row.Outcome);
        cell.Preview = text is null ? null : StoredText.OneLine(text, PreviewLength);
        cell.Scores = StoredParts.Of(StoredParts.RulesOf(experiment.Rules).Select(r => r.Score(answer)).Select(s => s with { Reason = StoredText.Required(s.Reason, 500) }));
        (cell.LatencyUs, cell.FirstTokenUs, cell.InputTokens, cell.OutputTokens) = (row?.DurationUs, row?.FirstTokenUs, row?.InputTokens, row?.OutputTokens);
        cell.CostUsd = row is { Pricing: PricingState.NotBilled } ? 0 : row?.CostUsd;
        cell.EstimatedCostUsd = cell.CostUsd is null ? row?.EstimatedCostUsd : null;
        cell.SettledAt = time.GetUtcNow();
        await db.SaveChangesAsync(ct);
    }

    // A call that failed fast and cost nothing must not pass for a fast and cheap answer: of it nothing is known.
    private static ScoredAnswer AnswerOf(Exchange? row, string? expected) => row is null || !AnswerReading.Completed(row) ? new() { Expected = expected } : new()
    {
        Expected = expected,
        Latency = TimeSpan.FromMicroseconds(row.DurationUs),
        CostUsd = row.Pricing == PricingState.NotBilled ? 0 : row.CostUsd,
        OutputTokens = row.UsageSource == UsageSource.Provider ? row.OutputTokens : null,
        FinishReason = row.FinishReason,
        Finish = row.Finish,
    };

    private async Task JudgeAsync(Guid experiment, int position, (RunItem Item, Exchange? Row) judged, CancellationToken ct)
    {
        var verdict = judged.Row is null ? new(null, "The judge's answer never came.")
            : AnswerReading.Completed(judged.Row) ? JudgeVerdict.Read((await answers.OfAsync(judged.Row, ct)).Text)
            : new(null, "The judge failed: " + (judged.Row.Error ?? EnumNames.NameOf(judged.Row.Outcome)));
        var cell = await db.ExperimentCells.AsTracking().SingleAsync(c => c.ExperimentId == experiment && c.Position == position, ct);
        (cell.JudgeExchangeId, cell.JudgeScore, cell.JudgedAt) = (judged.Item.ExchangeId, verdict.Score, time.GetUtcNow());
        cell.JudgeReason = StoredText.Of(verdict.Reason, StoredText.MaxSentence);
        await db.SaveChangesAsync(ct);
    }

    private async Task RefusedAsync(ExperimentCell cell, string why, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var problem = StoredText.Required(why, StoredText.MaxSentence);
        await db.ExperimentCells.Where(c => c.ExperimentId == cell.ExperimentId && c.Position == cell.Position)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Problem, problem).SetProperty(c => c.SettledAt, now), ct);
    }

    private async Task<RunCall> NotJudgedAsync(ExperimentCell cell, string why, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await db.ExperimentCells.Where(c => c.ExperimentId == cell.ExperimentId && c.Position == cell.Position)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.JudgeReason, why).SetProperty(c => c.JudgedAt, now), ct);
        return RunCall.Refused(why);
    }

    private Task<ExperimentRow> RowAsync(ExperimentCell cell, CancellationToken ct) =>
        db.ExperimentRows.SingleAsync(r => r.ExperimentId == cell.ExperimentId && r.Position == cell.RowPosition, ct);

    private static string InputOf(ExperimentRow row) => RowInputs.Read(row.Inputs) switch
    {
        [] => row.Request ?? "",
        [var only] => only.Value,
        var several => string.Join("\n\n", several.Select(i => $"{i.Key}:\n{i.Value}")),
    };

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> properties, params (string Name, string Value)[] more)
    {
        var all = new Dictionary<string, string>(properties, StringComparer.Ordinal);
        foreach (var (name, value) in more)
        {
            all[name] = value;
        }

        return all;
    }
}

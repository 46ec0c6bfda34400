using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Observability.Dashboard.Prompts;
using Observability.Dashboard.Replays;
using Observability.Dashboard.Runs;
using Observability.Domain;
using Observability.Domain.Datasets;
using Observability.Domain.Experiments;
using Observability.Domain.Prompts;

namespace Observability.Dashboard.Experiments;

/// <summary>An order with everything it names found and frozen.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Variants">What is compared.</param>
/// <param name="Upstreams">The upstreams there are.</param>
internal sealed record ExperimentPlan(Dataset Dataset, int Rows, IReadOnlyList<Variant> Variants, UpstreamChoices Upstreams)
{
    /// <summary>Calls that ask for answers.</summary>
    public int AnswersOf(ExperimentOrder order) => Rows * Variants.Count * order.Repetitions;

    /// <summary>All calls, those of the judge included.</summary>
    public int CallsOf(ExperimentOrder order) => AnswersOf(order) * (order.Judge is null ? 1 : 2);
}

/// <summary>Finds what an order names, and says what is wrong with it.</summary>
internal sealed class ExperimentPlanner(ObservabilityDb db, Caller caller, IOptions<RunsOptions> options)
{
    /// <summary>The plan, or a sentence that says why there is none.</summary>
    public async Task<(ExperimentPlan? Plan, string? Refusal)> PlanAsync(ExperimentOrder order, CancellationToken ct)
    {
        if (Refuse(order) is { } wrong)
        {
            return (null, wrong);
        }

        if (await db.Datasets.SingleOrDefaultAsync(d => d.Id == order.DatasetId && d.ProjectId == caller.ProjectId, ct) is not { } dataset)
        {
            return (null, ExperimentRefusalsText.NoDataset);
        }

        var rows = await db.DatasetRows.CountAsync(r => r.DatasetId == dataset.Id && r.ProjectId == caller.ProjectId, ct);
        var upstreams = await UpstreamsAsync(ct);
        var variants = new List<Variant>();
        foreach (var choice in order.Variants)
        {
            var (variant, refusal) = await FreezeAsync(choice, upstreams, ct);
            if (variant is null)
            {
                return (null, refusal);
            }

            variants.Add(variant);
        }

        var plan = new ExperimentPlan(dataset, rows, variants, upstreams);
        return Refuse(plan, order) is { } refused ? (null, refused) : (plan, null);
    }

    /// <summary>The upstreams of the project.</summary>
    public async Task<UpstreamChoices> UpstreamsAsync(CancellationToken ct)
    {
        var rows = await db.Upstreams.Where(u => u.ProjectId == null || u.ProjectId == caller.ProjectId).ToListAsync(ct);
        return new([.. rows.OrderBy(u => u.ProjectId is null).DistinctBy(u => u.Name).OrderBy(u => u.Name, StringComparer.Ordinal).Select(u => UpstreamChoice.Of(u, []))]);
    }

    private static string? Refuse(ExperimentOrder order)
    {
        if (order.Variants.Count is 0 or > Experiment.MaxVariants)
        {
            return Say(ExperimentRefusalsText.VariantsOutOfRange, Experiment.MaxVariants);
        }

        if (order.Rules.Count > Experiment.MaxRules)
        {
            return Say(ExperimentRefusalsText.TooManyRules, Experiment.MaxRules);
        }

        if (order.Rules.GroupBy(r => r.Name.Trim(), StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            return Say(ExperimentRefusalsText.RuleTwice, twice.Key);
        }

        return order.Rules.Select(RuleWords.Refusal).FirstOrDefault(r => r is not null)
            ?? (order.Repetitions is < 1 or > Experiment.MaxRepetitions ? Say(ExperimentRefusalsText.RepetitionsOutOfRange, Experiment.MaxRepetitions)
                : order.Baseline < 0 || order.Baseline >= order.Variants.Count ? ExperimentRefusalsText.NoBaseline
                : order.Limits.Refusal() ?? (order.Judge is { } judge ? Refuse(judge) : null));
    }

    private static string? Refuse(Judge judge) =>
        judge.Model.Trim().Length == 0 ? ExperimentRefusalsText.NoJudgeModel
        : judge.Prompt.Trim().Length is 0 or > Judge.MaxPrompt ? Say(ExperimentRefusalsText.JudgePromptLength, Judge.MaxPrompt)
        : Judge.Fault(judge.Prompt) is { } fault ? Say(ExperimentRefusalsText.JudgePrompt, fault)
        : null;

    private string? Refuse(ExperimentPlan plan, ExperimentOrder order) =>
        plan.Rows == 0 ? Say(ExperimentRefusalsText.NoRows, plan.Dataset.Name)
        : plan.Rows > Experiment.MaxRows ? Say(ExperimentRefusalsText.TooManyRows, plan.Dataset.Name, plan.Rows, Experiment.MaxRows)
        : plan.CallsOf(order) > options.Value.MaxItems ? Say(ExperimentRefusalsText.TooManyCalls, plan.CallsOf(order), options.Value.MaxItems)
        : plan.Variants.GroupBy(v => v.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice ? Say(ExperimentRefusalsText.VariantTwice, twice.Key)
        : order.Judge is { } judge && plan.Upstreams.Find(judge.Upstream) is null ? Say(ExperimentRefusalsText.NoUpstream, judge.Upstream)
        : order.RegressionSetOf is { } prompt && plan.Variants.All(v => v.Prompt?.PromptId != prompt) ? ExperimentRefusalsText.NotOfThisPrompt
        : null;

    private async Task<(Variant? Variant, string? Refusal)> FreezeAsync(VariantChoice choice, UpstreamChoices upstreams, CancellationToken ct)
    {
        var (upstream, model) = (NotEmpty(choice.Upstream), NotEmpty(choice.Model));
        if (upstream is not null && upstreams.Find(upstream) is null)
        {
            return (null, Say(ExperimentRefusalsText.NoUpstream, upstream));
        }

        var (prompt, refusal) = choice.PromptVersionId is { } id ? await FreezeAsync(id, ct) : (null, null);
        if (refusal is not null)
        {
            return (null, refusal);
        }

        var named = NotEmpty(choice.Name) ?? string.Join(" · ", new[] { prompt?.Reference ?? "as captured", model, upstream }.OfType<string>());
        return (new(StoredText.Required(named, 100), prompt, upstream, model), null);
    }

    // With its partials as their labels are now: moving a label later must not change what is under way.
    private async Task<(FrozenPrompt? Prompt, string? Refusal)> FreezeAsync(Guid versionId, CancellationToken ct)
    {
        var version = await db.PromptVersions.SingleOrDefaultAsync(v => v.Id == versionId && v.ProjectId == caller.ProjectId, ct);
        if (version is not { Upstream: { } upstream, Family: { } family, Target: { } target })
        {
            return (null, version is null ? ExperimentRefusalsText.NoVersion : ExperimentRefusalsText.Partial);
        }

        var whole = await PromptPartials.ExpandAsync(db, caller.ProjectId, (version.Body, TemplateForm.Json), ct);
        if (whole.Template is not { } template)
        {
            return (null, PromptWords.Of(whole.Problem!));
        }

        var name = await db.Prompts.Where(p => p.Id == version.PromptId).Select(p => p.Name).SingleAsync(ct);
        return (new(
            version.PromptId, version.Id, new PromptReference(name, version.Number, null).ToString(), upstream, family, target,
            StringsJson.Strings(version.Headers), template.Print(), PromptValues.Over(StringsJson.Strings(version.Defaults), whole.Defaults)), null);
    }

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Say(string sentence, params object[] values) => string.Format(CultureInfo.CurrentCulture, sentence, values);
}

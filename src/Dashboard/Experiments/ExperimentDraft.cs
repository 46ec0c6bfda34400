using Observability.Domain.Scoring;

namespace Observability.Dashboard.Experiments;

/// <summary>An order while somebody fills it in.</summary>
public sealed class ExperimentDraft
{
    /// <summary>What it is to be called.</summary>
    public string Name { get; set; } = "";

    /// <summary>The dataset; null = none is chosen yet.</summary>
    public Guid? DatasetId { get; set; }

    /// <summary>What is compared.</summary>
    public IList<VariantDraft> Variants { get; } = [new(), new()];

    /// <summary>The rules.</summary>
    public IList<RuleDraft> Rules { get; } = [];

    /// <summary>Whether a model judges.</summary>
    public bool Judged { get; set; }

    /// <summary>Upstream of the judge.</summary>
    public string JudgeUpstream { get; set; } = "";

    /// <summary>The judge.</summary>
    public string JudgeModel { get; set; } = "";

    /// <summary>What the judge is asked.</summary>
    public string JudgePrompt { get; set; } = Judge.DefaultPrompt;

    /// <summary>Place of the variant the others are compared with.</summary>
    public int Baseline { get; set; }

    /// <summary>Answers to a row by a variant.</summary>
    public int Repetitions { get; set; } = 1;

    /// <summary>What it may cost, US dollars.</summary>
    public decimal CapUsd { get; set; } = 5;

    /// <summary>Calls at once.</summary>
    public int Concurrency { get; set; } = 4;

    /// <summary>Calls begun in a minute; null = as many as that brings.</summary>
    public int? PerMinute { get; set; }

    /// <summary>Why, for the audit log.</summary>
    public string? Why { get; set; }

    /// <summary>The prompt whose regression set it becomes; null = of none.</summary>
    public Guid? RegressionSetOf { get; set; }

    /// <summary>The order; null while no dataset is chosen.</summary>
    public ExperimentOrder? ToOrder() => DatasetId is not { } dataset ? null : new()
    {
        Name = Name,
        DatasetId = dataset,
        Variants = [.. Variants.Select(v => new VariantChoice(v.Name, v.PromptVersionId, v.Upstream, v.Model))],
        Baseline = Baseline,
        Rules = [.. Rules.Select(r => r.ToRule())],
        Judge = Judged ? new(JudgeUpstream, JudgeModel.Trim(), JudgePrompt) : null,
        Repetitions = Repetitions,
        Limits = new(CapUsd, Concurrency, PerMinute),
        Why = Why,
        RegressionSetOf = RegressionSetOf,
    };
}

/// <summary>A variant while somebody fills it in.</summary>
public sealed class VariantDraft
{
    /// <summary>Its name; empty = after what it is.</summary>
    public string? Name { get; set; }

    /// <summary>The version of a prompt; null = each row's own request.</summary>
    public Guid? PromptVersionId { get; set; }

    /// <summary>Another upstream; empty = as it is.</summary>
    public string? Upstream { get; set; }

    /// <summary>Another model; empty = as it is.</summary>
    public string? Model { get; set; }
}

/// <summary>A rule while somebody fills it in.</summary>
public sealed class RuleDraft
{
    /// <summary>What it asks.</summary>
    public RuleKind Kind { get; set; } = RuleKind.Contains;

    /// <summary>Its name; empty = after what it asks.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its text; empty = what the row expects, where the kind has use for that.</summary>
    public string Text { get; set; } = "";

    /// <summary>Its bound.</summary>
    public decimal? Limit { get; set; }

    /// <summary>Whether letters of either case are the same.</summary>
    public bool IgnoreCase { get; set; }

    /// <summary>Whether white space around is left aside.</summary>
    public bool Trim { get; set; } = true;

    /// <summary>A rule to go on with.</summary>
    public static RuleDraft Of(ScoringRule rule) => new()
    {
        Kind = rule.Kind,
        Name = rule.Name,
        Text = rule.Text ?? "",
        Limit = rule.Limit,
        IgnoreCase = rule.IgnoreCase,
        Trim = rule.Trim,
    };

    /// <summary>The rule; what its kind has no use for is left out.</summary>
    public ScoringRule ToRule()
    {
        var texts = ScoringRule.MayExpect(Kind);
        return new()
        {
            Kind = Kind,
            Name = string.IsNullOrWhiteSpace(Name) ? RuleWords.Kind(Kind) : Name.Trim(),
            Text = ScoringRule.IsBound(Kind) || Kind == RuleKind.JsonValid || (texts && Text.Length == 0) ? null : Text,
            Limit = ScoringRule.IsBound(Kind) || Kind == RuleKind.Similarity ? Limit : null,
            IgnoreCase = IgnoreCase && (texts || Kind == RuleKind.Regex),
            Trim = Trim && texts,
        };
    }
}

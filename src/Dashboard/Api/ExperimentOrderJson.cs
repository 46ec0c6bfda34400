using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Experiments;
using Observability.Dashboard.Runs;
using Observability.Domain;
using Observability.Domain.Scoring;

namespace Observability.Dashboard.Api;

/// <summary>What is to be compared, over what, how it is scored, and what it may cost.</summary>
internal sealed record ExperimentOrderJson(string Name, Guid DatasetId, IReadOnlyList<VariantChoiceJson> Variants, decimal CapUsd)
{
    /// <summary>Place of the variant the others are compared with, from 0.</summary>
    public int Baseline { get; init; }

    public IReadOnlyList<RuleJson> Rules { get; init; } = [];

    /// <summary>The model that judges; null = none does.</summary>
    public JudgeJson? Judge { get; init; }

    /// <summary>Answers to a row by a variant, 1 to 5.</summary>
    public int Repetitions { get; init; } = 1;

    /// <summary>Calls at once, 1 to 32.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Calls begun in a minute; null = as many as that brings.</summary>
    public int? PerMinute { get; init; }

    /// <summary>Why, for the audit log.</summary>
    public string? Why { get; init; }

    /// <summary>The prompt whose regression set dataset, rules and judge become; null = of none.</summary>
    public Guid? RegressionSetOf { get; init; }

    public bool TryRead([NotNullWhen(true)] out ExperimentOrder? order, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        order = null;
        if (Rules.FirstOrDefault(r => EnumNames.Parse<RuleKind>(r.Kind) is null) is { } unknown)
        {
            problem = ApiProblems.Invalid($"kind is '{unknown.Kind}'; it must be one of {string.Join(", ", EnumNames.All<RuleKind>())}.");
            return false;
        }

        order = new()
        {
            Name = Name,
            DatasetId = DatasetId,
            Variants = [.. Variants.Select(v => new VariantChoice(v.Name, v.PromptVersionId, v.Upstream, v.Model))],
            Baseline = Baseline,
            Rules = [.. Rules.Select(r => r.ToRule())],
            Judge = Judge is { } judge ? new(judge.Upstream, judge.Model, judge.Prompt ?? Experiments.Judge.DefaultPrompt) : null,
            Repetitions = Repetitions,
            Limits = new RunLimits(CapUsd, Concurrency, PerMinute),
            Why = Why,
            RegressionSetOf = RegressionSetOf,
        };
        problem = null;
        return true;
    }
}

/// <summary>A variant: a version of a prompt, or (null) each row's own request; with another upstream or model where they are given.</summary>
internal sealed record VariantChoiceJson
{
    public string? Name { get; init; }

    public Guid? PromptVersionId { get; init; }

    public string? Upstream { get; init; }

    public string? Model { get; init; }
}

/// <summary>A rule; <c>kind</c> is one of contains, not_contains, equals, regex, json_valid, json_schema, similarity, latency_below, cost_below, output_tokens_below, finish_reason.</summary>
internal sealed record RuleJson(string Kind, string Name)
{
    /// <summary>The text, pattern, schema or reasons; null = what the row expects.</summary>
    public string? Text { get; init; }

    /// <summary>Milliseconds, dollars or tokens to stay below; the least similarity that passes.</summary>
    public decimal? Limit { get; init; }

    public bool IgnoreCase { get; init; }

    public bool Trim { get; init; }

    public static RuleJson Of(ScoringRule rule) => new(EnumNames.NameOf(rule.Kind), rule.Name) { Text = rule.Text, Limit = rule.Limit, IgnoreCase = rule.IgnoreCase, Trim = rule.Trim };

    public ScoringRule ToRule() => new() { Kind = EnumNames.Parse<RuleKind>(Kind)!.Value, Name = Name, Text = Text, Limit = Limit, IgnoreCase = IgnoreCase, Trim = Trim };
}

/// <summary>A model that judges; prompt null = the default one.</summary>
internal sealed record JudgeJson(string Upstream, string Model)
{
    public string? Prompt { get; init; }
}

/// <summary>A score by hand, 0 to 1; null takes it away.</summary>
internal sealed record HandScoreJson(double? Score)
{
    public string? Comment { get; init; }
}

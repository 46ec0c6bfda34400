using System.Globalization;
using Observability.Domain.Scoring;

namespace Observability.Dashboard.Experiments;

/// <summary>Rules in words.</summary>
internal static class RuleWords
{
    /// <summary>Why a rule cannot be used, in a sentence; null = it can.</summary>
    public static string? Refusal(ScoringRule rule) => rule.Fault() is not { } fault ? null : string.Format(CultureInfo.CurrentCulture, fault.Kind switch
    {
        RuleFaultKind.Name => ExperimentRefusalsText.RuleName,
        RuleFaultKind.TextTooLong => ExperimentRefusalsText.RuleTextTooLong,
        RuleFaultKind.NoText => ExperimentRefusalsText.RuleNoText,
        RuleFaultKind.Pattern => ExperimentRefusalsText.RulePattern,
        RuleFaultKind.Schema => ExperimentRefusalsText.RuleSchema,
        RuleFaultKind.Share => ExperimentRefusalsText.RuleShare,
        RuleFaultKind.Bound => ExperimentRefusalsText.RuleBound,
    }, rule.Name, fault.Detail);

    /// <summary>What a kind of rule asks.</summary>
    public static string Kind(RuleKind kind) => kind switch
    {
        RuleKind.Contains => ExperimentsText.RuleContains,
        RuleKind.NotContains => ExperimentsText.RuleNotContains,
        RuleKind.Equals => ExperimentsText.RuleEquals,
        RuleKind.Regex => ExperimentsText.RuleRegex,
        RuleKind.JsonValid => ExperimentsText.RuleJsonValid,
        RuleKind.JsonSchema => ExperimentsText.RuleJsonSchema,
        RuleKind.Similarity => ExperimentsText.RuleSimilarity,
        RuleKind.LatencyBelow => ExperimentsText.RuleLatencyBelow,
        RuleKind.CostBelow => ExperimentsText.RuleCostBelow,
        RuleKind.OutputTokensBelow => ExperimentsText.RuleOutputTokensBelow,
        RuleKind.FinishReason => ExperimentsText.RuleFinishReason,
    };
}

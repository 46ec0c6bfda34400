using System.Globalization;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Ui;
using Observability.Dashboard.Ui.Charts;
using Observability.Domain;
using Observability.Domain.Exchanges;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Usage;

/// <summary>Measures, dimensions and groups as readers say them.</summary>
internal static class UsageWords
{
    /// <summary>The measures in the order they are offered in.</summary>
    public static IReadOnlyList<UsageMeasure> Offered { get; } =
    [
        UsageMeasure.Cost, UsageMeasure.Exchanges, UsageMeasure.Requests, UsageMeasure.Tasks, UsageMeasure.Errors, UsageMeasure.Tokens, UsageMeasure.InputTokens,
        UsageMeasure.OutputTokens, UsageMeasure.CacheReadTokens, UsageMeasure.CacheWriteTokens, UsageMeasure.ReasoningTokens, UsageMeasure.EstimatedCost, UsageMeasure.Unpriced,
    ];

    /// <summary>A measure.</summary>
    public static string Of(UsageMeasure measure) => measure switch
    {
        UsageMeasure.Exchanges => UsageText.Exchanges,
        UsageMeasure.Requests => UsageText.Requests,
        UsageMeasure.Tasks => UsageText.Tasks,
        UsageMeasure.Errors => UsageText.Errors,
        UsageMeasure.Cost => UsageText.Cost,
        UsageMeasure.EstimatedCost => UsageText.EstimatedCost,
        UsageMeasure.Unpriced => UsageText.Unpriced,
        UsageMeasure.Tokens => UsageText.Tokens,
        UsageMeasure.InputTokens => UsageText.InputTokens,
        UsageMeasure.OutputTokens => UsageText.OutputTokens,
        UsageMeasure.CacheReadTokens => UsageText.CacheReadTokens,
        UsageMeasure.CacheWriteTokens => UsageText.CacheWriteTokens,
        UsageMeasure.ReasoningTokens => UsageText.ReasoningTokens,
    };

    /// <summary>A dimension; null = none. Properties by their own name.</summary>
    public static string Of(Dimension? by) =>
        by is null ? UsageText.ByNothing
        : by.PropertyName is { } property ? VisibleText.Of(property)
        : by == Dimension.Model ? UsageText.Model
        : by == Dimension.User ? UsageText.User
        : by == Dimension.Key ? UsageText.Key
        : by == Dimension.Upstream ? UsageText.Upstream
        : by == Dimension.Task ? UsageText.Task
        : by == Dimension.Outcome ? UsageText.Outcome
        : by == Dimension.Status ? UsageText.Status
        : UsageText.Session;

    /// <summary>What the numbers of a measure are.</summary>
    public static ValueFormat FormatOf(UsageMeasure measure) => measure switch
    {
        UsageMeasure.Cost or UsageMeasure.EstimatedCost => ValueFormat.Money,
        UsageMeasure.Tokens or UsageMeasure.InputTokens or UsageMeasure.OutputTokens or UsageMeasure.CacheReadTokens or UsageMeasure.CacheWriteTokens
            or UsageMeasure.ReasoningTokens => ValueFormat.Tokens,
        _ => ValueFormat.Count,
    };

    /// <summary>Why a measure of some exchanges is not known.</summary>
    public static string Unknown(UsageMeasure measure) => FormatOf(measure) switch
    {
        ValueFormat.Money => measure == UsageMeasure.Cost ? UsageText.NoCost : UsageText.NoEstimate,
        _ => UsageText.NoTokens,
    };

    /// <summary>Whether more of it is worse; null = neither.</summary>
    public static bool? MoreIsWorse(UsageMeasure measure) =>
        measure is UsageMeasure.Cost or UsageMeasure.EstimatedCost or UsageMeasure.Errors or UsageMeasure.Unpriced ? true : null;

    /// <summary>What a group is called. May hold anything a stranger wrote.</summary>
    /// <param name="group">The group.</param>
    /// <param name="by">What groups are of; null = there is one.</param>
    /// <param name="measure">The measure, whose name a single group has.</param>
    public static string Of(UsageGroup group, Dimension? by, UsageMeasure measure) =>
        by is null ? Of(measure)
        : group.IsOther ? UsageText.Other
        : group.Name is not { Length: > 0 } name ? Nameless(by)
        : group.Title ?? (by == Dimension.Outcome && EnumNames.Parse<ExchangeOutcome>(name) is { } outcome ? Of(outcome) : name);

    /// <summary>The colour of a group, the same on every page.</summary>
    public static string ColorOf(UsageGroup group, Dimension? by) =>
        by is null ? SeriesColors.Single
        : group.IsOther ? SeriesColors.Other
        : by == Dimension.Outcome && EnumNames.Parse<ExchangeOutcome>(group.Name ?? "") is { } outcome ? SeriesColors.Of(outcome)
        : SeriesColors.Of(group.Name ?? "");

    /// <summary>Growth in words: <c>+12%</c>, <c>−3.4%</c>, <c>×24</c>.</summary>
    public static string Growth(decimal growth) => growth switch
    {
        >= 9 => "×" + (growth + 1).ToString("0", CultureInfo.InvariantCulture),
        > 0 => "+" + ValueText.Percent((double)growth),
        0 => "0%",
        _ => "−" + ValueText.Percent((double)-growth),
    };

    private static string Of(ExchangeOutcome outcome) =>
        OutcomeWords.Brief(outcome) ?? (outcome == ExchangeOutcome.Completed ? UsageText.Completed : UsageText.Refused);

    private static string Nameless(Dimension by) =>
        by == Dimension.Task ? UsageText.NoTask
        : by == Dimension.User ? UsageText.NoUser
        : by == Dimension.Model ? UsageText.NoModel
        : by == Dimension.Session ? UsageText.NoSession
        : UsageText.None;
}

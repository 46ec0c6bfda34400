using Observability.Domain.Formats;

namespace Observability.Domain.Filters;

/// <summary>One thing that an exchange may have, told twice; never null.</summary>
/// <param name="Sql">Over <c>exchanges e</c>.</param>
/// <param name="Holds">The same in memory.</param>
internal sealed record FilterCondition(string Sql, Func<FilterSubject, bool> Holds);

/// <summary>The words of <c>has:</c> and what each stands for.</summary>
internal static class FilterPresence
{
    public static IReadOnlyDictionary<string, FilterCondition> Conditions { get; } = new Dictionary<string, FilterCondition>(StringComparer.Ordinal)
    {
        ["tool_calls"] = new("cardinality(e.tool_calls) > 0", s => s.Row.ToolCalls.Length > 0),
        ["tools"] = new("coalesce(e.tools_offered, 0) > 0", s => s.Row.ToolsOffered > 0),
        ["images"] = new("coalesce(e.images, 0) > 0", s => s.Row.Images > 0),
        ["audio"] = new("(coalesce(e.audio_input_tokens, 0) > 0 or coalesce(e.audio_output_tokens, 0) > 0)", s => s.Row.AudioInputTokens > 0 || s.Row.AudioOutputTokens > 0),
        ["sources"] = new("coalesce(e.sources, 0) > 0", s => s.Row.Sources > 0),
        ["error"] = new("e.error is not null", s => s.Row.Error is not null),
        ["user"] = new("e.user_id is not null", s => s.Row.User is not null),
        ["email"] = new("e.user_email is not null", s => s.Row.UserEmail is not null),
        ["groups"] = new("cardinality(e.user_groups) > 0", s => s.Row.UserGroups.Length > 0),
        ["session"] = new("e.session is not null", s => s.Row.Session is not null),
        ["task"] = new("e.task is not null", s => s.Row.Task is not null),
        ["properties"] = new("e.properties <> jsonb_build_object()", s => s.HasProperties),
        ["prompt"] = new("e.prompt_id is not null", s => s.Row.PromptId is not null),
        ["cost"] = new("e.cost_usd is not null", s => s.Row.CostUsd is not null),
        ["estimated_cost"] = new("e.estimated_cost_usd is not null", s => s.Row.EstimatedCostUsd is not null),
        ["stated_cost"] = new("e.stated_cost_usd is not null", s => s.Row.StatedCostUsd is not null),
        ["usage"] = new("e.usage_source <> 'none'", s => s.Row.UsageSource != UsageSource.None),
        ["usage_extras"] = new("e.usage_extras is not null", s => s.Row.UsageExtras is not null),
        ["cached_tokens"] = new("coalesce(e.cache_read_tokens, 0) > 0", s => s.Row.CacheReadTokens > 0),
        ["reasoning"] = new("coalesce(e.reasoning_tokens, 0) > 0", s => s.Row.ReasoningTokens > 0),
        ["alterations"] = new("cardinality(e.alterations) > 0", s => s.Row.Alterations.Length > 0),
        ["retries"] = new("e.retries > 0", s => s.Row.Retries > 0),
        ["input"] = new("e.request_preview is not null", s => s.Row.RequestPreview is not null),
        ["output"] = new("e.response_preview is not null", s => s.Row.ResponsePreview is not null),
        ["rating"] = new("e.rating is not null", s => s.Row.Rating is not null),
        ["tags"] = new("cardinality(e.tags) > 0", s => s.Row.Tags.Length > 0),
        ["scores"] = new("e.scores <> jsonb_build_object()", s => s.HasScores),
        ["comments"] = new("e.comments > 0", s => s.Row.Comments > 0),
        ["replay"] = new("e.replay_of is not null", s => s.Row.ReplayOf is not null),
        ["hop"] = new("e.hop_of is not null", s => s.Row.HopOf is not null),
    };
}

namespace Observability.Domain.Filters;

/// <summary>The words of <c>has:</c> and the condition over <c>exchanges e</c> that each stands for; none of them is ever null.</summary>
internal static class FilterPresence
{
    public static IReadOnlyDictionary<string, string> Conditions { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["tool_calls"] = "cardinality(e.tool_calls) > 0",
        ["error"] = "e.error is not null",
        ["user"] = "e.user_id is not null",
        ["groups"] = "cardinality(e.user_groups) > 0",
        ["session"] = "e.session is not null",
        ["task"] = "e.task is not null",
        ["properties"] = "e.properties <> jsonb_build_object()",
        ["prompt"] = "e.prompt_id is not null",
        ["cost"] = "e.cost_usd is not null",
        ["estimated_cost"] = "e.estimated_cost_usd is not null",
        ["stated_cost"] = "e.stated_cost_usd is not null",
        ["usage"] = "e.usage_source <> 'none'",
        ["cached_tokens"] = "coalesce(e.cache_read_tokens, 0) > 0",
        ["reasoning"] = "coalesce(e.reasoning_tokens, 0) > 0",
        ["audio"] = "coalesce(e.audio_input_tokens, 0) + coalesce(e.audio_output_tokens, 0) > 0",
        ["sources"] = "coalesce(e.sources, 0) > 0",
        ["alterations"] = "cardinality(e.alterations) > 0",
        ["retries"] = "e.retries > 0",
        ["input"] = "e.request_preview is not null",
        ["output"] = "e.response_preview is not null",
        ["replay"] = "e.replay_of is not null",
        ["hop"] = "e.hop_of is not null",
    };
}

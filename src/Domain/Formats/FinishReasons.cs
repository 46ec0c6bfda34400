using System.Collections.Frozen;

namespace Observability.Domain.Formats;

/// <summary>What providers call the end of an answer, and what it means.</summary>
public static class FinishReasons
{
    private static readonly FrozenDictionary<string, FinishKind> Kinds = new Dictionary<string, FinishKind>(StringComparer.OrdinalIgnoreCase)
    {
        // OpenAI and its relatives, Ollama.
        ["stop"] = FinishKind.Stop,
        ["eos"] = FinishKind.Stop,
        ["word"] = FinishKind.Stop,
        ["limit"] = FinishKind.Length,
        ["eos_token"] = FinishKind.Stop,
        ["stop_sequence"] = FinishKind.Stop,
        ["completed"] = FinishKind.Stop,
        ["load"] = FinishKind.Stop,
        ["unload"] = FinishKind.Stop,
        ["length"] = FinishKind.Length,
        ["max_output_tokens"] = FinishKind.Length,
        ["tool_calls"] = FinishKind.ToolCalls,
        ["function_call"] = FinishKind.ToolCalls,
        ["content_filter"] = FinishKind.ContentFilter,
        ["cancelled"] = FinishKind.Cancelled,
        ["abort"] = FinishKind.Cancelled,
        ["queued"] = FinishKind.Paused,
        ["in_progress"] = FinishKind.Paused,
        ["failed"] = FinishKind.Error,
        ["error"] = FinishKind.Error,

        // Anthropic.
        ["end_turn"] = FinishKind.Stop,
        ["max_tokens"] = FinishKind.Length,
        ["model_context_window_exceeded"] = FinishKind.Length,
        ["tool_use"] = FinishKind.ToolCalls,
        ["pause_turn"] = FinishKind.Paused,
        ["refusal"] = FinishKind.Refusal,

        // Gemini; with enum-encoding=int they come as numbers.
        ["1"] = FinishKind.Stop,
        ["2"] = FinishKind.Length,
        ["3"] = FinishKind.ContentFilter,
        ["4"] = FinishKind.ContentFilter,
        ["SAFETY"] = FinishKind.ContentFilter,
        ["RECITATION"] = FinishKind.ContentFilter,
        ["LANGUAGE"] = FinishKind.ContentFilter,
        ["BLOCKLIST"] = FinishKind.ContentFilter,
        ["PROHIBITED_CONTENT"] = FinishKind.ContentFilter,
        ["SPII"] = FinishKind.ContentFilter,
        ["IMAGE_SAFETY"] = FinishKind.ContentFilter,
        ["MALFORMED_FUNCTION_CALL"] = FinishKind.Error,
        ["UNEXPECTED_TOOL_CALL"] = FinishKind.Error,
        ["TOO_MANY_TOOL_CALLS"] = FinishKind.Error,
        ["7"] = FinishKind.ContentFilter,
        ["8"] = FinishKind.ContentFilter,
        ["MODEL_ARMOR"] = FinishKind.ContentFilter,
        ["IMAGE_PROHIBITED_CONTENT"] = FinishKind.ContentFilter,
        ["IMAGE_RECITATION"] = FinishKind.ContentFilter,
        ["MALFORMED_RESPONSE"] = FinishKind.Error,
        ["MISSING_THOUGHT_SIGNATURE"] = FinishKind.Error,
        ["requires_action"] = FinishKind.ToolCalls,

        // Bedrock, Titan, Cohere.
        ["guardrail_intervened"] = FinishKind.ContentFilter,
        ["content_filtered"] = FinishKind.ContentFilter,
        ["FINISH"] = FinishKind.Stop,
        ["COMPLETE"] = FinishKind.Stop,
        ["TOOL_CALL"] = FinishKind.ToolCalls,
        ["endoftext"] = FinishKind.Stop,
        ["malformed_model_output"] = FinishKind.Error,
        ["malformed_tool_use"] = FinishKind.Error,
        ["TIMEOUT"] = FinishKind.Error,
        ["ERROR_TOXIC"] = FinishKind.ContentFilter,
        ["ERROR_LIMIT"] = FinishKind.Length,
        ["USER_CANCEL"] = FinishKind.Cancelled,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The kind of a reason as a provider spells it; null for none, <see cref="FinishKind.Other"/> for one not known here.</summary>
    public static FinishKind? KindOf(string? reason) =>
        string.IsNullOrEmpty(reason) ? null : Kinds.TryGetValue(reason, out var kind) ? kind : FinishKind.Other;
}

using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>What Cohere counts (<c>tokens</c>) and what it bills (<c>billed_units</c>), which leaves out its own preamble.</summary>
/// <remarks>Held against recorded traffic of 2026; the provider describes it at docs.cohere.com/reference/chat and /reference/rerank.</remarks>
internal static class CohereUsage
{
    /// <summary>The usage in version 2's <c>usage</c> or version 1's <c>meta</c>; null when it counts nothing.</summary>
    public static Usage? Of(JsonElement usage)
    {
        var tokens = usage.Member("tokens"u8) ?? default;
        var billed = usage.Member("billed_units"u8) ?? default;
        var (input, output) = (tokens.Count("input_tokens"u8), tokens.Count("output_tokens"u8));
        var (billedInput, billedOutput) = (billed.Count("input_tokens"u8), billed.Count("output_tokens"u8));
        var units = billed.Count("search_units"u8);
        return (input ?? output ?? billedInput ?? billedOutput ?? units) is null ? null
            : new(input, usage.Count("cached_tokens"u8), Output: output, Reasoning: tokens.Count("reasoning_tokens"u8))
            {
                ImageInput = tokens.Count("image_tokens"u8),
                SearchUnits = units,
                BilledInput = billedInput,
                BilledOutput = billedOutput,
            };
    }
}

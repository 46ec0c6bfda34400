using System.Globalization;
using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>Finds what a provider or a gateway itself says a call cost, in US dollars.</summary>
internal static class StatedCosts
{
    // xAI: one dollar is ten thousand million ticks (docs.x.ai/developers/cost-tracking, 2026-11; recomputed from recorded calls).
    private const decimal TicksPerDollar = 10_000_000_000;

    /// <summary>The cost in a usage object; null when it names none.</summary>
    public static StatedCost? In(JsonElement usage) =>
        OpenRouter(usage)
        ?? (usage.Member("cost"u8) is { ValueKind: JsonValueKind.Object } cost && cost.Text("currency"u8) is null or "USD"
            ? Of(cost.Number("total_cost"u8), "usage.cost.total_cost")
            : null)
        ?? Of(usage.Number("cost_in_usd_ticks"u8) / TicksPerDollar, "usage.cost_in_usd_ticks")
        ?? Of(usage.Member("pydantic_ai_gateway"u8)?.Number("cost_estimate"u8), "usage.pydantic_ai_gateway.cost_estimate");

    /// <summary>The cost in the answer's headers, where LiteLLM puts it; null when there is none.</summary>
    public static StatedCost? In(WireExchange exchange) =>
        decimal.TryParse(exchange.ResponseHeader("x-litellm-response-cost"), NumberStyles.Float, CultureInfo.InvariantCulture, out var cost)
            ? Of(cost, "x-litellm-response-cost")
            : null;

    // Also Vercel's gateway and Avian. With the caller's own key (BYOK) OpenRouter's cost is only its fee; the upstream bills the rest.
    private static StatedCost? OpenRouter(JsonElement usage)
    {
        var cost = usage.Number("cost"u8);
        return usage.Flag("is_byok"u8) == true && usage.Member("cost_details"u8)?.Number("upstream_inference_cost"u8) is { } upstream
            ? Of(cost + upstream, "usage.cost + usage.cost_details.upstream_inference_cost (BYOK)")
            : Of(cost, "usage.cost");
    }

    private static StatedCost? Of(decimal? usd, string source) => usd is >= 0 ? new(usd.Value, source) : null;
}

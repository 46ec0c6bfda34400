namespace Observability.Domain.Pricing;

/// <summary>The tiers of price tables behind the words providers answer with.</summary>
internal static class ServiceTiers
{
    /// <summary>Our name of the tier; a word not known here is a tier of its own, so that it has no price rather than a wrong one.</summary>
    /// <remarks>
    /// As recordings and the providers' SDKs of 2026 spell them: <c>default</c> (OpenAI, Mistral, Bedrock), <c>standard</c> (Anthropic, Gemini),
    /// <c>on_demand</c> (Groq), <c>ON_DEMAND</c>, <c>ON_DEMAND_FLEX</c> and <c>ON_DEMAND_PRIORITY</c> (Vertex). Perplexity answers with the size of its
    /// search context, which its price goes by.
    /// </remarks>
    public static string NameOf(string? spelled)
    {
        if (spelled is null or "" or "default" or "standard")
        {
            return RateTable.Standard;
        }

        var word = spelled.ToLowerInvariant();
        return word switch
        {
            "default" or "standard" or "auto" or "on_demand" or "on-demand" => RateTable.Standard,
            "on_demand_flex" => "flex",
            "on_demand_priority" => "priority",
            _ => word,
        };
    }
}

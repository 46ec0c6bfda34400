namespace Observability.Domain.Formats;

/// <summary>Finds what an answer's headers say of rate limits, which every provider names a little differently.</summary>
/// <remarks>
/// <c>x-ratelimit-remaining-tokens</c> (OpenAI, Groq, Azure, Mistral), <c>anthropic-ratelimit-requests-reset</c>, <c>ratelimit-limit</c>,
/// <c>retry-after</c>, <c>retry-after-ms</c> (Azure); held against recorded traffic of 2026.
/// </remarks>
internal static class RateLimitHeaders
{
    /// <summary>The lines of <paramref name="headers"/> that speak of limits, in their order.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> In(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        List<KeyValuePair<string, string>>? found = null;
        foreach (var line in headers)
        {
            if (line.Key.Contains("ratelimit", StringComparison.OrdinalIgnoreCase) || line.Key.StartsWith("retry-after", StringComparison.OrdinalIgnoreCase))
            {
                (found ??= []).Add(line);
            }
        }

        return found ?? (IReadOnlyList<KeyValuePair<string, string>>)[];
    }
}

using Observability.Domain.Exchanges;
using Observability.Domain.Formats;

namespace Observability.Dashboard.Exchanges;

/// <summary>Tokens a second by an engine's own counts and times, as Ollama and llama.cpp show them themselves; null where either is not told.</summary>
public static class EngineRates
{
    /// <summary>Input tokens evaluated a second: what came from the cache was not evaluated.</summary>
    public static double? Prompt(Exchange row) => Rate(row, row.InputTokens - (row.CacheReadTokens ?? 0), row.PrefillUs);

    /// <summary>Output tokens a second of decoding.</summary>
    public static double? Output(Exchange row) => Rate(row, row.OutputTokens, row.DecodeUs);

    private static double? Rate(Exchange row, long? tokens, long? us) =>
        row.UsageSource == UsageSource.Provider && tokens > 0 && us > 0 ? tokens.Value * 1_000_000.0 / us.Value : null;
}

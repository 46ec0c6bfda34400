using System.Diagnostics.CodeAnalysis;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Ui.Charts;

/// <summary>What colour something is drawn in: the same on every page, in tables as in charts. Values are CSS colours (tokens.css has them for both schemes).</summary>
public static class SeriesColors
{
    /// <summary>How many tones there are for names.</summary>
    public const int Tones = 24;

    /// <summary>What was too small to be drawn by itself.</summary>
    public const string Other = "var(--series-other)";

    /// <summary>A measure that is alone in its chart.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "A single series, not a number.")]
    public const string Single = "var(--accent)";

    /// <summary>The median.</summary>
    public const string P50 = "var(--series-low)";

    /// <summary>The 90th percentile.</summary>
    public const string P90 = "var(--series-middle)";

    /// <summary>The 95th percentile.</summary>
    public const string P95 = "var(--series-high)";

    /// <summary>The 99th percentile.</summary>
    public const string P99 = "var(--series-highest)";

    /// <summary>Input tokens that no cache had.</summary>
    public const string Input = "var(--series-middle)";

    /// <summary>Input tokens read from the provider's cache.</summary>
    public const string CacheRead = "var(--series-low)";

    /// <summary>Input tokens written to the provider's cache.</summary>
    public const string CacheWrite = "var(--series-late)";

    /// <summary>Output tokens that were an answer.</summary>
    public const string Output = "var(--series-high)";

    /// <summary>Output tokens that were thought.</summary>
    public const string Reasoning = "var(--series-highest)";

    /// <summary>The colour a name keeps for ever: a model, a user, a key, an upstream.</summary>
    public static string Of(string name) => Tone(Tone(name));

    /// <summary>The colour of one of the tones.</summary>
    public static string Tone(int tone) => FormattableString.Invariant($"var(--tone-{tone})");

    /// <summary>Which of the tones a name has, on every page and every machine (FNV-1a).</summary>
    public static int Tone(string name)
    {
        var hash = 2166136261u;
        foreach (var c in name)
        {
            hash = unchecked((hash ^ c) * 16777619u);
        }

        return (int)(hash % Tones);
    }

    /// <summary>The colour of a way to end.</summary>
    public static string Of(ExchangeOutcome outcome) => outcome switch
    {
        ExchangeOutcome.Completed => "var(--series-ok)",
        ExchangeOutcome.ServedFromCache => "var(--series-cached)",
        ExchangeOutcome.ClientAborted => "var(--series-left)",
        ExchangeOutcome.Interrupted => "var(--series-interrupted)",
        ExchangeOutcome.UpstreamTimedOut => "var(--series-late)",
        ExchangeOutcome.UpstreamRefused => "var(--series-refused)",
        ExchangeOutcome.Rejected => "var(--series-rejected)",
        ExchangeOutcome.UpstreamUnreachable => "var(--series-unreachable)",
        ExchangeOutcome.UpstreamBroke => "var(--series-broken)",
        ExchangeOutcome.StreamError => "var(--series-garbled)",
    };
}

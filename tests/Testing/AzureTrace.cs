using System.Globalization;

namespace Observability.Testing;

/// <summary>One call of the trace.</summary>
/// <param name="StartedAt">When, UTC.</param>
/// <param name="Service">Which of the two services it was asked of: <c>code</c> or <c>conv</c>.</param>
/// <param name="InputTokens">Tokens of the prompt.</param>
/// <param name="OutputTokens">Tokens generated.</param>
public sealed record TracedCall(DateTimeOffset StartedAt, string Service, long InputTokens, long OutputTokens);

/// <summary>The Azure LLM inference trace of 2023 (shared/corpora/traces): real arrivals and real sizes.</summary>
public static class AzureTrace
{
    /// <summary>How many calls it has.</summary>
    public const int Calls = 28_185;

    /// <summary>The trace, one service after the other; null when it is not on this machine.</summary>
    public static IReadOnlyList<TracedCall>? Load() => SharedCorpora.Find("traces") is { } folder
        ? [.. new[] { "code", "conv" }.SelectMany(s => Load(Path.Combine(folder, $"AzureLLMInferenceTrace_2023_{s}.csv"), s))]
        : null;

    private static IEnumerable<TracedCall> Load(string file, string service) => File.ReadLines(file).Skip(1).Where(l => l.Length > 0).Select(l => l.Split(',')).Select(
        f => new TracedCall(
            DateTimeOffset.Parse(f[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            service,
            long.Parse(f[1], CultureInfo.InvariantCulture),
            long.Parse(f[2], CultureInfo.InvariantCulture)));
}

using System.Text.Json;

namespace Observability.Domain.Scoring;

/// <summary>What a judge model said of an answer.</summary>
/// <param name="Score">From 0 to 1; null = its verdict cannot be read, which is not a zero.</param>
/// <param name="Reason">Its reason, or why the verdict cannot be read.</param>
public sealed record JudgeVerdict(double? Score, string Reason)
{
    private const int MostReason = 2_000;

    /// <summary>
    /// Reads an answer that holds <c>{"score": 0.8, "reason": "…"}</c>: alone, in a fence of Markdown, or between other words; the last object that has a
    /// score counts, because models think aloud before it. Never throws.
    /// </summary>
    /// <param name="text">What the judge answered; null = nothing.</param>
    public static JudgeVerdict Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new(null, "The judge gave no answer.");
        }

        // Each try costs what is left of the text; a few suffice, and an answer of braces alone must not cost a second.
        var tries = 0;
        for (var at = text.LastIndexOf('{'); at >= 0 && tries < 50; at = at == 0 ? -1 : text.LastIndexOf('{', at - 1), tries++)
        {
            if (Of(text.AsSpan(at)) is { } verdict)
            {
                return verdict;
            }
        }

        return new(null, "The judge's answer holds no JSON with a score.");
    }

    private static JudgeVerdict? Of(ReadOnlySpan<char> text)
    {
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(text.ToString()));
        try
        {
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("score", out var score))
            {
                return null;
            }

            var reason = document.RootElement.TryGetProperty("reason", out var said) && said.ValueKind == JsonValueKind.String ? said.GetString()! : "";
            var value = score.ValueKind switch
            {
                JsonValueKind.Number => score.GetDouble(),
                JsonValueKind.True => 1,
                JsonValueKind.False => 0,
                _ => (double?)null,
            };
            return value is >= 0 and <= 1
                ? new(value, reason.Length <= MostReason ? reason : reason[..MostReason])
                : new(null, $"The judge's score is not a number from 0 to 1: {Short(score.GetRawText())}.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // Not JSON from here on, or text that is no Unicode.
            return null;
        }
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}

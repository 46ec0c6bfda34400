using System.Globalization;
using System.Text.Json;

namespace Observability.Domain.Scoring;

/// <summary>Rules for answers that are JSON.</summary>
internal static class JsonRules
{
    public static RuleScore Valid(ScoredAnswer answer)
    {
        var (document, fault) = Read(answer);
        document?.Dispose();
        return fault ?? RuleScore.Verdict(true, "The answer is JSON.");
    }

    public static RuleScore Fits(ScoringRule rule, ScoredAnswer answer)
    {
        var (document, fault) = Read(answer);
        using (document)
        {
            if (document is null)
            {
                return fault!;
            }

            var schema = AnswerSchema.Parse(rule.Text ?? "").Schema ?? throw new ArgumentException("The rule's schema cannot be used.", nameof(rule));
            var check = schema.Check(document.RootElement);
            return check switch
            {
                { Exhausted: true } => RuleScore.Unknown("Checking the answer against the schema takes too many steps."),
                { Fault: { } wrong } => RuleScore.Verdict(false, wrong),
                _ => RuleScore.Verdict(true, "The answer fits the schema."),
            };
        }
    }

    private static (JsonDocument? Document, RuleScore? Fault) Read(ScoredAnswer answer)
    {
        if (answer.Cut)
        {
            return (null, RuleScore.Unknown("Only a part of the answer was kept."));
        }

        try
        {
            return (JsonDocument.Parse(answer.Text!), null);
        }
        catch (JsonException e)
        {
            return (null, RuleScore.Verdict(false, string.Create(CultureInfo.InvariantCulture, $"The answer is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.")));
        }
    }
}

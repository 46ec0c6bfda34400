using System.Globalization;
using System.Text.RegularExpressions;

namespace Observability.Domain.Scoring;

/// <summary>Rules that look at the answer's text.</summary>
internal static class TextRules
{
    // Linear in the text, whatever the pattern; what that engine cannot do is refused when the rule is made.
    private const RegexOptions Bounded = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static RuleScore Found(ScoringRule rule, ScoredAnswer answer)
    {
        var wanted = Wanted(rule, answer);
        var found = answer.Text!.Contains(wanted, Case(rule));
        return !found && answer.Cut
            ? RuleScore.Unknown("The text is not in the part of the answer that was kept; the rest is not known.")
            : RuleScore.Verdict(found == (rule.Kind == RuleKind.Contains), found ? "The text is in the answer." : "The text is not in the answer.");
    }

    public static RuleScore Same(ScoringRule rule, ScoredAnswer answer)
    {
        var given = rule.Trim ? answer.Text!.Trim() : answer.Text!;
        var same = given.Equals(Wanted(rule, answer), Case(rule));
        return answer.Cut
            ? RuleScore.Unknown("Only a part of the answer was kept.")
            : RuleScore.Verdict(same, same ? "The answer is the text." : "The answer is not the text.");
    }

    public static RuleScore Similar(ScoringRule rule, ScoredAnswer answer)
    {
        if (answer.Cut)
        {
            return RuleScore.Unknown("Only a part of the answer was kept.");
        }

        if (Similarity.Of(Folded(answer.Text!, rule), Folded(Wanted(rule, answer), rule)) is not { } near)
        {
            return RuleScore.Unknown(string.Create(CultureInfo.InvariantCulture, $"One of the texts is longer than {Similarity.MostCharacters} characters."));
        }

        var passed = rule.Limit is { } least ? (decimal)near >= least : (bool?)null;
        return new(near, passed, string.Create(CultureInfo.InvariantCulture, $"Similarity {near:0.000}{(passed is { } p ? p ? ", at least" : ", below" : "")}{(rule.Limit is { } l ? $" {l:0.###}" : "")}."));
    }

    public static RuleScore Pattern(ScoringRule rule, ScoredAnswer answer)
    {
        var options = rule.IgnoreCase ? Bounded | RegexOptions.IgnoreCase : Bounded;
        var match = new Regex(rule.Text!, options, Patience).Match(answer.Text!);
        return answer.Cut && !match.Success
            ? RuleScore.Unknown("The pattern is not in the part of the answer that was kept; the rest is not known.")
            : RuleScore.Verdict(match.Success, match.Success
                ? string.Create(CultureInfo.InvariantCulture, $"Found at character {match.Index + 1}.")
                : "The pattern is not in the answer.");
    }

    /// <summary>A pattern that is matched in linear time.</summary>
    public static Regex BoundedPattern(string pattern) => new(pattern, Bounded, Patience);

    /// <summary>Why a pattern cannot be used; null = it can.</summary>
    public static string? PatternFault(string? pattern)
    {
        if (string.IsNullOrEmpty(pattern))
        {
            return "It is empty.";
        }

        try
        {
            _ = new Regex(pattern, Bounded, Patience);
            return null;
        }
        catch (RegexParseException e)
        {
            return e.Message;
        }
        catch (NotSupportedException)
        {
            return "Look-arounds, back references and atomic groups are not offered: they cannot be matched in bounded time.";
        }
    }

    private static string Wanted(ScoringRule rule, ScoredAnswer answer)
    {
        var wanted = rule.Text ?? answer.Expected!;
        return rule.Trim ? wanted.Trim() : wanted;
    }

    private static StringComparison Case(ScoringRule rule) => rule.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private static string Folded(string text, ScoringRule rule)
    {
        var trimmed = rule.Trim ? text.Trim() : text;
        return rule.IgnoreCase ? trimmed.ToUpperInvariant() : trimmed;
    }
}

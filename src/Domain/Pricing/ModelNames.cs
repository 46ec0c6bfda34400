using System.Buffers;
using System.Text.RegularExpressions;

namespace Observability.Domain.Pricing;

/// <summary>What of a model's name says which model it is, and what only which revision of it or by which way it is reached.</summary>
internal static partial class ModelNames
{
    private const string FineTuned = "ft:";
    private static readonly SearchValues<char> LeadLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz-");

    /// <summary>
    /// The name without the path or ARN around it: <c>models/gemini-2.5-pro</c>, <c>projects/…/publishers/google/models/gemini-2.5-pro</c>,
    /// <c>arn:aws:bedrock:…:inference-profile/us.amazon.nova-lite-v1:0</c>.
    /// </summary>
    public static ReadOnlySpan<char> Bare(ReadOnlySpan<char> name)
    {
        name = name.Trim();
        var path = name.LastIndexOf("models/", StringComparison.Ordinal);
        return path == 0 || (path > 0 && name[path - 1] == '/') ? name[(path + "models/".Length)..]
            : name.StartsWith("arn:", StringComparison.Ordinal) ? name[(name.LastIndexOf('/') + 1)..]
            : name;
    }

    /// <summary>The name without its first word and dot, where that may be a region or a vendor (<c>us.</c>, <c>amazon.</c>); empty when it has none.</summary>
    public static ReadOnlySpan<char> WithoutLead(ReadOnlySpan<char> name)
    {
        var dot = name.IndexOf('.');
        return dot > 0 && !name[..dot].ContainsAnyExcept(LeadLetters) ? name[(dot + 1)..] : [];
    }

    /// <summary>Whether <paramref name="rest"/>, which follows <paramref name="prefix"/> in a model's name, names no other model: a date, a version, <c>-latest</c>, or the name of a fine-tuning.</summary>
    public static bool IsRevision(ReadOnlySpan<char> prefix, ReadOnlySpan<char> rest) =>
        prefix.StartsWith(FineTuned, StringComparison.Ordinal) ? Tuning().IsMatch(rest) : Revision().IsMatch(rest);

    /// <summary>
    /// Whether two names are one model's but for vendor, revision and the order of words: <c>anthropic/claude-4.5-haiku-20251001</c> and
    /// <c>anthropic/claude-haiku-4.5</c>, but not <c>pixtral-12b</c> and <c>ministral-14b-latest</c>.
    /// </summary>
    public static bool AreOneModel(string one, string other) => Words(one).SequenceEqual(Words(other), StringComparer.OrdinalIgnoreCase);

    private static IOrderedEnumerable<string> Words(string name)
    {
        var text = name.AsSpan(name.LastIndexOf('/') + 1);
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] is '-' or '@' or ':' && Revision().IsMatch(text[i..]))
            {
                text = text[..i];
            }
        }

        return text.ToString().Split('-', '.', '_', ':').Order(StringComparer.OrdinalIgnoreCase);
    }

    [GeneratedRegex(
        @"\A(?:[-@:](?:latest|preview|default|\d{8}|\d{6}|\d{4}-\d\d-\d\d|\d\d-\d{4}|\d\d-\d\d|\d{4}|\d{3}|v\d{1,2})|:\d{1,2})+\z",
        RegexOptions.NonBacktracking)]
    private static partial Regex Revision();

    // ft:gpt-4o-2024-08-06:organisation:name:id
    [GeneratedRegex(@"\A(?:-\d{4}(?:-\d\d-\d\d)?)?:[^:]*:[^:]*:[^:]+(?::.*)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Tuning();
}

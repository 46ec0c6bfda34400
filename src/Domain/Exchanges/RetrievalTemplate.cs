using System.Text.RegularExpressions;
using Observability.Domain.Formats;

namespace Observability.Domain.Exchanges;

/// <summary>Open WebUI's retrieval template: what was found stands in the prompt, in <c>&lt;context&gt;</c>.</summary>
/// <remarks><code>&lt;context&gt;\n&lt;source id="1" name="a.pdf"&gt;…&lt;/source&gt;\n&lt;/context&gt;</code></remarks>
internal static partial class RetrievalTemplate
{
    /// <summary>How many documents the prompt was given; 0 when it is not in this template.</summary>
    /// <param name="input">The messages. The template is the last message of the user or the system's.</param>
    public static int SourcesIn(IReadOnlyList<Message> input)
    {
        foreach (var message in (Message?[])[input.LastOrDefault(m => m.Role == "user"), input.FirstOrDefault(m => m.Role == "system")])
        {
            if (message?.Text is { } text && TaskOpenings.IsOfChat(text))
            {
                // One document may come in several passages, each under its id.
                return Source().Matches(text).Select(m => m.Groups["id"].Value).Distinct(StringComparer.Ordinal).Count();
            }
        }

        return 0;
    }

    /// <summary>Whether a text has documents in it as the template writes them.</summary>
    public static bool HoldsSources(string text) => text.Contains("<context>", StringComparison.Ordinal) && Source().IsMatch(text);

    [GeneratedRegex("<source id=\"(?<id>[^\"<>]{1,100})\"", RegexOptions.NonBacktracking)]
    private static partial Regex Source();
}

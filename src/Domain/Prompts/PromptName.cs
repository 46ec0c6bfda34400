using System.Text.RegularExpressions;

namespace Observability.Domain.Prompts;

/// <summary>How prompts, labels and variables may be called.</summary>
public static partial class PromptName
{
    /// <summary>The label that every prompt has and nobody moves: it is on the latest version.</summary>
    public const string Latest = "latest";

    /// <summary>Whether a prompt may have this name: 1 to 80 small letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, a letter or digit first; it is a part of URLs and headers.</summary>
    public static bool IsName(string text) => Name().IsMatch(text) && text != "new";

    /// <summary>Whether a label may have this name: 1 to 40 small letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, a letter first, so that it is never a number.</summary>
    public static bool IsLabel(string text) => Label().IsMatch(text);

    /// <summary>Whether a variable may have this name: 1 to 64 letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, no digit, dot or hyphen first.</summary>
    public static bool IsVariable(string text) => Variable().IsMatch(text);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,79}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex(@"^[a-z][a-z0-9._-]{0,39}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Label();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9._-]{0,63}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Variable();
}

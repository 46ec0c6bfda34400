using System.Text.RegularExpressions;

namespace Observability.Domain.Upstreams;

/// <summary>Which names an upstream may have: they are a path segment, and some segments are ours.</summary>
public static partial class UpstreamName
{
    private static readonly HashSet<string> Reserved = ["api", "custom", "oai", "healthz", "readyz", "metrics"];

    /// <summary>Null when <paramref name="name"/> may be used; otherwise a sentence that says why not.</summary>
    public static string? Refuse(string name)
    {
        if (!Form().IsMatch(name))
        {
            return $"'{name}' cannot be an upstream's name: use 1 to 40 lower-case letters, digits, '-' and '_', starting with a letter.";
        }

        return Reserved.Contains(name) || VersionSegment().IsMatch(name)
            ? $"'{name}' cannot be an upstream's name: that path belongs to the product. Choose another."
            : null;
    }

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,39}$", RegexOptions.NonBacktracking)]
    private static partial Regex Form();

    [GeneratedRegex("^v[1-9]$", RegexOptions.NonBacktracking)]
    private static partial Regex VersionSegment();
}

using System.Globalization;
using System.Text;

namespace Observability.Dashboard.Projects;

/// <summary>What projects may be called, and the short name that follows from a name.</summary>
internal static class ProjectNames
{
    /// <summary>Longest name, characters.</summary>
    public const int Longest = 60;

    private const int LongestSlug = 40;

    /// <summary>Null when a project can have this name; otherwise why not.</summary>
    public static string? Refuse(string name) => name.Trim().Length is 0 or > Longest || name.Any(char.IsControl)
        ? string.Format(CultureInfo.CurrentCulture, ProjectsText.NameRefused, Longest) : null;

    /// <summary>A short name for JSON that no other project has: lower-case letters, digits and hyphens; <c>project</c> where a name has none of these.</summary>
    /// <param name="name">The name.</param>
    /// <param name="taken">The short names there are.</param>
    public static string SlugOf(string name, IReadOnlySet<string> taken)
    {
        var slug = new StringBuilder();
        foreach (var c in name.Trim().ToLowerInvariant())
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
            {
                slug.Append(c);
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        var stem = slug.ToString(0, Math.Min(slug.Length, LongestSlug)).Trim('-') is { Length: > 0 } made ? made : "project";
        return Enumerable.Range(1, int.MaxValue).Select(n => n == 1 ? stem : Numbered(stem, $"-{n}")).First(s => !taken.Contains(s));
    }

    private static string Numbered(string stem, string number) => stem[..Math.Min(stem.Length, LongestSlug - number.Length)] + number;
}

using System.Text.RegularExpressions;

namespace Observability.Architecture.Tests;

/// <summary>What the documents point at is there.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void Links_lead_somewhere() =>
        Rule.Holds(
            "A link to a file that is not there.",
            from page in Documents()
            from Match link in Link().Matches(Fences().Replace(Repository.ReadText(page), ""))
            let target = link.Groups[1].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
            let path = Path.Combine(Path.GetDirectoryName(Repository.Full(page))!, Uri.UnescapeDataString(target))
            where !File.Exists(path) && !Directory.Exists(path)
            select $"{page}: {target}");

    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Repository.Root, "*.md").Select(path => Path.GetFileName(path))
            .Concat(Directory.Exists(Repository.Full("docs")) ? Repository.Paths("docs", "*.md") : [])
            .Concat(Repository.Paths("tests", "*.md"));

    [GeneratedRegex(@"\]\(([^)\s]+)(?:\s+""[^""]*"")?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^(?<fence>```|~~~).*?^\k<fence>", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();
}

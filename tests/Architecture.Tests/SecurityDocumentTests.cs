using System.Text.RegularExpressions;

namespace Observability.Architecture.Tests;

/// <summary>docs/security.md says for each requirement which test shows it: those tests are there.</summary>
public sealed partial class SecurityDocumentTests
{
    private const string Document = "docs/security.md";

    [Fact]
    public void Every_test_that_the_document_names_is_there() =>
        Rule.Holds(
            "A requirement whose test is gone is no longer shown: name the test that shows it now.",
            from row in Rows()
            from Match test in Named().Matches(row.Shown)
            where !Repository.Tests.Any(f => Declares(f, test.Groups["class"].Value) && Regex.IsMatch(f.Code, $@"\b{test.Groups["method"].Value}\s*\("))
            select test.Value);

    [Fact]
    public void Every_requirement_names_a_test_or_says_what_is_missing() =>
        Rule.Holds(
            "Name a test as `ClassTests.Method`, or begin with: Not shown.",
            Rows().Where(r => !Named().IsMatch(r.Shown) && !r.Shown.StartsWith("Not shown", StringComparison.Ordinal)).Select(r => r.Requirement));

    [Fact]
    public void No_requirement_stands_there_twice() =>
        Assert.Equal(Rows().Select(r => r.Requirement), Rows().Select(r => r.Requirement).Distinct());

    // Tables whose second head is "shown by".
    private static List<(string Requirement, string Shown)> Rows()
    {
        var rows = new List<(string, string)>();
        var inside = false;
        foreach (var line in Repository.ReadText(Document).Split('\n'))
        {
            string[] cells = [.. line.Split('|').Select(c => c.Trim())];
            inside = line.StartsWith('|') && (inside || cells is [_, _, "shown by", ..]);
            if (inside && cells.Length > 3 && cells[2] != "shown by" && !cells[1].StartsWith("---", StringComparison.Ordinal))
            {
                rows.Add((cells[1], cells[2]));
            }
        }

        Assert.True(rows.Count > 30, $"{Document} has {rows.Count} requirements.");
        return rows;
    }

    private static bool Declares(SourceFile file, string type) => Regex.IsMatch(file.Code, $@"\bclass {type}\b");

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<method>\w+)`")]
    private static partial Regex Named();
}

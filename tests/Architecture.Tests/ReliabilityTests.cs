using System.Text.RegularExpressions;

namespace Observability.Architecture.Tests;

/// <summary>docs/reliability.md tells of tests that are there; <c>./reliability</c> writes it from what they said.</summary>
public sealed partial class ReliabilityTests
{
    private const string Document = "docs/reliability.md";
    private const string Results = "OBSERVABILITY_RELIABILITY_RESULTS";

    [Fact]
    public void The_document_tells_of_tests_that_are_there()
    {
        if (Environment.GetEnvironmentVariable(Results) is { Length: > 0 } folder)
        {
            File.WriteAllText(Repository.Full(Document), ReliabilityDocument.Of(folder, TimeProvider.System.GetUtcNow()));
        }

        Rule.Holds(
            "A row of docs/reliability.md leads to a test that is gone: run ./reliability and commit what it writes.",
            from Match row in Row().Matches(Repository.ReadText(Document))
            let file = Path.GetFullPath(Path.Combine(Repository.Full("docs"), row.Groups["file"].Value))
            where !File.Exists(file) || !File.ReadAllText(file).Contains($" {row.Groups["claim"].Value.Replace(' ', '_')}(", StringComparison.Ordinal)
            select row.Groups["claim"].Value);
    }

    [Fact]
    public void A_test_of_a_fault_names_one_of_the_catalogue() =>
        Rule.Holds(
            "The faults and their numbers are in tests/Architecture.Tests/faults.txt.",
            from file in Repository.Tests
            from Match trait in FaultTrait().Matches(file.Text)
            where !ReliabilityDocument.Faults.ContainsKey(trait.Groups[1].Value)
            select $"{file.Path}: {trait.Value}");

    [GeneratedRegex(@"\[(?<claim>[^\]]+)\]\((?<file>\.\./tests/[^)]+\.cs)\)")]
    private static partial Regex Row();

    [GeneratedRegex("""\[Trait\("Fault", "([^"]*)"\)\]""")]
    private static partial Regex FaultTrait();
}

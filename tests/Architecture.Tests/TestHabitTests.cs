using System.Text.RegularExpressions;

namespace Observability.Architecture.Tests;

/// <summary>Tests are claims in words, against real parts, and wait for things instead of for time.</summary>
public sealed partial class TestHabitTests
{
    [Fact]
    public void A_test_is_named_like_a_claim() =>
        Rule.Holds(
            "Say what holds: A_truncated_stream_keeps_the_tokens_seen_so_far.",
            Repository.Tests.SelectMany(f => TestMethod().Matches(f.Code).Select(m => (f.Path, Name: m.Groups["name"].Value)))
                .Where(t => !t.Name.Contains('_', StringComparison.Ordinal)).Select(t => $"{t.Path}: {t.Name}"));

    [Fact]
    public void No_test_sleeps() =>
        Rule.Holds(
            "Wait for the condition (Eventually), not for a number of milliseconds.",
            Repository.Tests.Where(f => f.Parts[^1] != "Eventually.cs" && Sleep().IsMatch(f.Code)).Select(f => f.Path));

    [Fact]
    public void Nothing_is_mocked() =>
        Rule.Holds(
            "Real parts: PostgreSQL, Kestrel, sockets, the fake provider.",
            Repository.Projects.Append("Directory.Packages.props").Where(p => Mocks().IsMatch(Repository.ReadText(p))));

    [Fact]
    public void No_test_is_switched_off() =>
        Rule.Holds(
            "Fix it or delete it; what depends on the machine uses Assert.SkipWhen with a reason.",
            Repository.Tests.Where(f => Skipped().IsMatch(f.Code)).Select(f => f.Path));

    [GeneratedRegex(@"\[(Fact|Theory)\b[^\n]*\](\s*\[[^\n]*\])*\s*public\s+(static\s+)?(async\s+)?[\w<>.]+\s+(?<name>\w+)\s*\(")]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"\b(Task\.Delay|Thread\.Sleep)\b")]
    private static partial Regex Sleep();

    [GeneratedRegex("\"(Moq|NSubstitute|FakeItEasy|JustMock|Rhino)")]
    private static partial Regex Mocks();

    [GeneratedRegex(@"\[(Fact|Theory)\([^)]*\bSkip\s*=")]
    private static partial Regex Skipped();
}

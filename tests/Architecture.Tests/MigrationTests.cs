using System.Security.Cryptography;

namespace Observability.Architecture.Tests;

/// <summary>Migrations are appended, never edited: somebody has applied them.</summary>
public sealed class MigrationTests
{
    private const string Checksums = "tests/Architecture.Tests/migrations.sha256";

    [Fact]
    public void Numbers_follow_each_other() =>
        Assert.Equal(
            Enumerable.Range(1, Files().Count).Select(n => n.ToString("0000", null)),
            Files().Select(path => Path.GetFileName(path)[..4]));

    [Fact]
    public void An_applied_migration_never_changes() =>
        Assert.Equal(
            Repository.ReadText(Checksums).TrimEnd().Split('\n'),
            Files().Select(path => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Repository.Full(path))))}  {Path.GetFileName(path)}"));

    [Fact]
    public void Every_migration_starts_by_saying_why() =>
        Rule.Holds("Begin with a comment.", Files().Where(path => !Repository.ReadText(path).StartsWith("--", StringComparison.Ordinal)));

    private static List<string> Files() => [.. Repository.Paths("migrations", "*.sql")];
}

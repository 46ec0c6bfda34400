using System.Reflection;
using System.Text.RegularExpressions;

namespace Observability.Architecture.Tests;

/// <summary>Who may know whom (ARCHITECTURE.md, dependency rules).</summary>
public sealed partial class DependencyTests
{
    /// <summary>Files of Domain outside Rollups/ and Filters/ that know the database.</summary>
    private static readonly Dictionary<string, string> KnowTheDatabase = new()
    {
        ["src/Domain/ObservabilityDb.cs"] = "the model",
        ["src/Domain/Schema.cs"] = "the migrations",
        ["src/Domain/MasterKey.cs"] = "checks that the key belongs to the database",
        ["src/Domain/Audit/AuditVerification.cs"] = "hashes a chain anew as it reads it, the same for a page and a command",
        ["src/Domain/Exchanges/WithheldTexts.cs"] = "empties texts as rows are read, so that no query can forget it",
        ["src/Domain/Settings.cs"] = "makes DATABASE_URL into a connection string",
    };

    private static readonly string[] PureFolders = ["src/Domain/Formats/", "src/Domain/Pricing/", "src/Domain/Scoring/"];
    private static readonly string[] ImpureWords = ["EntityFrameworkCore", "Npgsql", "File.", "HttpClient", "TimeProvider", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "Environment."];

    [Fact]
    public void The_hosts_do_not_know_each_other()
    {
        Assert.DoesNotContain("Observability.Dashboard", References(Product.Ingest));
        Assert.DoesNotContain("Observability.Ingest", References(Product.Dashboard));
    }

    [Fact]
    public void Domain_stands_on_the_runtime_EF_Core_and_Npgsql_alone() =>
        Rule.Holds(
            "Domain knows no host and no ASP.NET Core.",
            References(Product.Domain).Where(name => !DomainMayUse().IsMatch(name)));

    [Fact]
    public void Ingest_has_no_mediator_and_no_pages() =>
        Rule.Holds(
            "The data plane copies bytes; it needs neither.",
            References(Product.Ingest).Where(name => name.StartsWith("MediatR", StringComparison.Ordinal) || name.StartsWith("Radzen", StringComparison.Ordinal) || name.Contains("Components", StringComparison.Ordinal) || name.StartsWith("Quartz", StringComparison.Ordinal)));

    [Fact]
    public void Projects_reference_only_what_the_picture_allows() =>
        Rule.Holds(
            "Ingest -> Domain, Dashboard -> Domain; Standalone starts both as processes and references neither.",
            Repository.Projects.Where(p => p.StartsWith("src/", StringComparison.Ordinal))
                .SelectMany(p => ProjectReference().Matches(Repository.ReadText(p)).Select(m => (Project: p, To: Path.GetFileNameWithoutExtension(m.Groups[1].Value))))
                .Where(r => r.To != "Domain" || r.Project.Contains("/Domain/", StringComparison.Ordinal))
                .Select(r => $"{r.Project} -> {r.To}"));

    [Fact]
    public void Only_a_few_files_of_Domain_know_the_database() =>
        Rule.Holds(
            "The database is known to the model, the migrations and the SQL of rollups and filters.",
            Repository.Source.Where(f => f.Path.StartsWith("src/Domain/", StringComparison.Ordinal)
                    && !f.Path.StartsWith("src/Domain/Rollups/", StringComparison.Ordinal) && !f.Path.StartsWith("src/Domain/Filters/", StringComparison.Ordinal)
                    && !KnowTheDatabase.ContainsKey(f.Path)
                    && (f.Code.Contains("Npgsql", StringComparison.Ordinal) || f.Code.Contains("EntityFrameworkCore", StringComparison.Ordinal)))
                .Select(f => f.Path));

    [Fact]
    public void Formats_and_prices_are_pure() =>
        Rule.Holds(
            "Functions over bytes and numbers: no I/O, no clock, no database.",
            from file in Repository.Source
            where PureFolders.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal))
            from word in ImpureWords
            where Regex.IsMatch(file.Code, $@"\b{Regex.Escape(word)}")
            select $"{file.Path}: {word}");

    [Theory]
    [InlineData("src/Ingest/Spool/", "Observability.Ingest.Proxy")]
    [InlineData("src/Ingest/Spool/", "Observability.Ingest.Policies")]
    [InlineData("src/Ingest/Policies/", "Observability.Ingest.Proxy")]
    [InlineData("src/Ingest/Keys/", "Observability.Ingest.Proxy")]
    [InlineData("src/Ingest/Keys/", "Observability.Ingest.Spool")]
    [InlineData("src/Ingest/Upstreams/", "Observability.Ingest.Proxy")]
    [InlineData("src/Ingest/Upstreams/", "Observability.Ingest.Spool")]
    [InlineData("src/Dashboard/Ui/", "Observability.Dashboard.Exchanges")]
    [InlineData("src/Dashboard/Ui/", "Observability.Dashboard.Keys")]
    [InlineData("src/Dashboard/Ui/", "Observability.Dashboard.Upstreams")]
    [InlineData("src/Dashboard/Ui/", "Observability.Dashboard.SignIn")]
    [InlineData("src/Dashboard/Live/", "Observability.Dashboard.Exchanges")]
    public void Slices_form_a_line(string folder, string mayNotKnow) =>
        Rule.Holds(
            $"Proxy -> Policies -> Spool; every slice of the dashboard -> Ui: {folder} must not know {mayNotKnow}.",
            Repository.Source.Concat(Repository.Markup).Where(f => f.Path.StartsWith(folder, StringComparison.Ordinal) && f.Text.Contains(mayNotKnow, StringComparison.Ordinal)).Select(f => f.Path));

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(a => a.Name!);

    [GeneratedRegex(@"^(System(\..+)?|netstandard|Microsoft\.CSharp|Microsoft\.EntityFrameworkCore(\..+)?|Npgsql(\..+)?|Microsoft\.Extensions\.(Logging|DependencyInjection|Options)\.Abstractions)$")]
    private static partial Regex DomainMayUse();

    [GeneratedRegex("<ProjectReference Include=\"([^\"]+)\"")]
    private static partial Regex ProjectReference();
}

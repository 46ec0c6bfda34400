using System.Text.RegularExpressions;

namespace Observability.Architecture.Tests;

/// <summary>Names say what a thing is in the product's words.</summary>
public sealed partial class NameTests
{
    private static readonly string[] BannedFolders =
    [
        "Application", "Infrastructure", "Contracts", "Common", "Shared", "Services", "Repositories", "Helpers", "Extensions", "Models", "Interfaces", "Utils",
    ];

    /// <summary>Folders that carry a banned name because it is the product's own word.</summary>
    private static readonly Dictionary<string, string> FoldersThatMayStay = new()
    {
        ["src/Dashboard/Models"] = "the models people talk to, a noun of the product",
    };

    [Fact]
    public void No_type_hides_behind_a_suffix() =>
        Rule.Holds(
            "Manager, Helper, Service and their like say nothing. If no name fits, the thing is two things.",
            Product.Types.Where(t => BannedSuffix().IsMatch(t.Name.Split('`')[0])).Select(t => t.FullName!)
                .Concat(Repository.Source.Concat(Repository.Markup).Concat(Repository.Tests).Where(f => BannedSuffix().IsMatch(f.Parts[^1].Split('.')[0])).Select(f => f.Path)));

    [Fact]
    public void No_folder_is_named_after_a_technical_kind() =>
        Rule.Holds(
            "Folders are named after what the product does.",
            Repository.Source.Concat(Repository.Markup).Concat(Repository.Tests)
                .Select(f => f.Path[..f.Path.LastIndexOf('/')]).Distinct()
                .Where(folder => folder.Split('/').Any(BannedFolders.Contains) && !FoldersThatMayStay.Keys.Any(folder.StartsWith)));

    [Fact]
    public void A_namespace_is_its_folder() =>
        Rule.Holds(
            "Namespace = Observability + folders: the file can be found from the name.",
            Repository.Source.Concat(Repository.Tests)
                .Select(f => (f.Path, Declared: Namespace().Match(f.Code).Groups["name"].Value, Expected: "Observability." + string.Join('.', f.Parts[1..^1])))
                .Where(f => f.Declared.Length > 0 && f.Declared != f.Expected)
                .Select(f => $"{f.Path}: {f.Declared}, not {f.Expected}"));

    [Fact]
    public void A_file_without_a_namespace_is_a_program() =>
        Rule.Holds(
            "Only Program.cs stands outside a namespace.",
            Repository.Source.Concat(Repository.Tests)
                .Where(f => !Namespace().IsMatch(f.Code) && f.Parts[^1] is not ("Program.cs" or "AssemblyInfo.cs" or "GlobalUsings.cs"))
                .Select(f => f.Path));

    [GeneratedRegex("(^|[a-z0-9])(Manager|Helpers?|Utils?|Service|Processor|Impl|Base|Data|Info|Common)$|^(Manager|Helpers?|Utils?|Service|Processor|Data|Info|Common)$")]
    private static partial Regex BannedSuffix();

    [GeneratedRegex(@"^namespace\s+(?<name>[\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}

namespace Observability.Architecture.Tests;

/// <summary>The files of this repository, paths relative to its root with forward slashes.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>C# of the product.</summary>
    public static IReadOnlyList<SourceFile> Source { get; } = Read("src", "*.cs");

    /// <summary>C# of the tests and tools under tests/.</summary>
    public static IReadOnlyList<SourceFile> Tests { get; } = Read("tests", "*.cs");

    /// <summary>Markup of the product's components.</summary>
    public static IReadOnlyList<SourceFile> Markup { get; } = Read("src", "*.razor");

    /// <summary>Paths of project files.</summary>
    public static IReadOnlyList<string> Projects { get; } = [.. Paths("src", "*.csproj"), .. Paths("tests", "*.csproj")];

    public static string Full(string path) => Path.Combine(Root, path);

    public static string ReadText(string path) => File.ReadAllText(Full(path));

    public static IEnumerable<string> Paths(string folder, string pattern) =>
        Directory.EnumerateFiles(Full(folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules"))
            .Order(StringComparer.Ordinal);

    private static List<SourceFile> Read(string folder, string pattern) => [.. Paths(folder, pattern).Select(path => new SourceFile(path, ReadText(path)))];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Observability.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"Observability.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}

/// <summary>One file of source.</summary>
/// <param name="Path">Relative to the root.</param>
/// <param name="Text">As it is.</param>
internal sealed record SourceFile(string Path, string Text)
{
    private readonly Lazy<string> _code = new(() => CodeOnly.Of(Text));

    /// <summary>The text with comments and the insides of literals blanked, every character at its old place.</summary>
    public string Code => _code.Value;

    public int Lines => Text.AsSpan().TrimEnd().Count('\n') + 1;

    /// <summary>Folder and file names, e.g. ["src", "Ingest", "Spool", "Spool.cs"].</summary>
    public string[] Parts => Path.Split('/');

    public override string ToString() => Path;
}

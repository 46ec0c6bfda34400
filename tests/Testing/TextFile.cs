using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Observability.Testing;

/// <summary>One resource file with texts of the pages, as it stands in the sources.</summary>
/// <param name="Path">Of its English form, relative to the repository: <c>src/Dashboard/SignIn/SignInText.resx</c>.</param>
/// <param name="English">Its texts by their names.</param>
public sealed partial record TextFile(string Path, IReadOnlyDictionary<string, string> English)
{
    /// <summary>Every one of the dashboard.</summary>
    public static IReadOnlyList<TextFile> All { get; } =
    [
        .. Directory.EnumerateFiles(System.IO.Path.Combine(SharedCorpora.RepositoryRoot, "src", "Dashboard"), "*Text.resx", SearchOption.AllDirectories)
            .Select(full => System.IO.Path.GetRelativePath(SharedCorpora.RepositoryRoot, full).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal).Select(path => new TextFile(path, Read(path))),
    ];

    /// <summary>The class that the build makes of it.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The same texts in another language; null when there is no such file.</summary>
    public IReadOnlyDictionary<string, string>? In(string language)
    {
        var path = $"{Path[..^".resx".Length]}.{language}.resx";
        return File.Exists(System.IO.Path.Combine(SharedCorpora.RepositoryRoot, path)) ? Read(path) : null;
    }

    /// <summary>
    /// What <paramref name="shown"/> still says in English, though <paramref name="language"/> has other words for it. Only sentences are
    /// looked for: a single word may be somebody's data.
    /// </summary>
    public static IEnumerable<string> LeftInEnglish(string shown, string language) =>
        from file in All
        let there = file.In(language) ?? file.English
        from text in file.English
        where text.Value != there.GetValueOrDefault(text.Key, "")
        from sentence in Place().Split(text.Value)
        where sentence.Trim().Count(c => c == ' ') >= 2 && shown.Contains(sentence.Trim(), StringComparison.Ordinal)
        select $"{file.Name}.{text.Key}: {text.Value}";

    private static Dictionary<string, string> Read(string path) =>
        XDocument.Load(System.IO.Path.Combine(SharedCorpora.RepositoryRoot, path)).Root!.Elements("data")
            .ToDictionary(text => (string)text.Attribute("name")!, text => (string)text.Element("value")!, StringComparer.Ordinal);

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Place();
}

namespace Observability.Testing;

/// <summary>Finds recordings kept beside the repository, in a sibling folder <c>shared/corpora</c>; they are not part of it.</summary>
public static class SharedCorpora
{
    /// <summary>Why a test that needs the recordings is skipped.</summary>
    public const string Absent = "The recordings (a folder shared/corpora beside the repository) are not on this machine.";

    /// <summary>The repository's root; the tests run below it.</summary>
    public static string RepositoryRoot { get; } =
        Ancestors(AppContext.BaseDirectory).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "Observability.sln")))
        ?? throw new InvalidOperationException($"No Observability.sln above {AppContext.BaseDirectory}.");

    /// <summary>The folder of the recordings; null when they are not on this machine.</summary>
    public static string? Folder { get; } =
        Ancestors(RepositoryRoot).Skip(1).Select(folder => Path.Combine(folder, "shared", "corpora")).FirstOrDefault(Directory.Exists);

    /// <summary>A folder or file of the recordings; null when it is not on this machine.</summary>
    /// <param name="path">Relative to the recordings, such as <c>wire</c>.</param>
    public static string? Find(string path) =>
        Folder is { } folder && Path.Combine(folder, path) is var full && Path.Exists(full) ? full : null;

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            yield return at.FullName;
        }
    }
}

using System.Globalization;

namespace Observability.Standalone.Postgres;

/// <summary>Where PostgreSQL's server programs are: a folder that holds <c>postgres</c> and <c>initdb</c>.</summary>
public static class PostgresBinaries
{
    private const string DebianFolder = "/usr/lib/postgresql";

    /// <summary>The first folder that has both programs: <c>PG_BIN</c>, PATH, the newest of Debian's, the fetched ones; null when there are none.</summary>
    public static string? Find() => Candidates().FirstOrDefault(HasServer);

    internal static bool HasServer(string folder) =>
        File.Exists(Path.Combine(folder, "postgres")) && File.Exists(Path.Combine(folder, "initdb"));

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("PG_BIN") is { Length: > 0 } chosen)
        {
            yield return chosen;
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return folder;
        }

        if (Directory.Exists(DebianFolder))
        {
            foreach (var version in Directory.GetDirectories(DebianFolder).OrderByDescending(MajorVersion))
            {
                yield return Path.Combine(version, "bin");
            }
        }
    }

    // /usr/lib/postgresql/15 → 15; a folder that is no version comes last
    private static int MajorVersion(string folder) =>
        int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}

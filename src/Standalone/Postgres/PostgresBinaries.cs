using System.Globalization;

namespace Observability.Standalone.Postgres;

/// <summary>Where PostgreSQL's server programs are: a folder that holds <c>postgres</c> and <c>initdb</c>.</summary>
public static class PostgresBinaries
{
    private const string DebianFolder = "/usr/lib/postgresql";
    private const string SystemCache = "/var/cache/observability/postgres";

    /// <summary>The first folder that has both programs: <c>PG_BIN</c>, PATH, the newest of Debian's; null when there are none.</summary>
    public static string? Find() => Candidates(null).FirstOrDefault(HasServer);

    /// <summary>As <see cref="Find"/>; when there are none, fetches them, once.</summary>
    /// <param name="root">
    /// Folder of the cluster they are for. A cluster can only be opened by the major version that made it, so what was fetched for it,
    /// or Debian's folder of its version, comes before what the machine has otherwise.
    /// </param>
    /// <param name="say">Hears what is done.</param>
    /// <param name="ct">Gives up fetching.</param>
    /// <exception cref="CannotStartException">There are none and they cannot be fetched; the message says what else to do.</exception>
    public static async Task<string> FindOrFetchAsync(string root, Action<string> say, CancellationToken ct)
    {
        // As root: where the unprivileged account that runs them gets at them, which need not be so for the data folder.
        var download = new PostgresDownload(PostgresAccount.ToChangeTo() is null ? Path.Combine(root, "programs") : SystemCache, say);
        var version = PostgresFolder.ClusterVersion(root);
        if (version == PostgresDownload.MajorVersion && HasServer(download.Binaries))
        {
            return download.Binaries;
        }

        if (Candidates(version).FirstOrDefault(HasServer) is { } found)
        {
            return found;
        }

        if (!HasServer(download.Binaries))
        {
            await download.FetchAsync(ct);
        }

        return download.Binaries;
    }

    private static bool HasServer(string folder) =>
        IsProgram(Path.Combine(folder, "postgres")) && IsProgram(Path.Combine(folder, "initdb"));

    // A link whose target has been uninstalled "exists".
    private static bool IsProgram(string file) =>
        File.Exists(file) && File.ResolveLinkTarget(file, returnFinalTarget: true) is not { Exists: false };

    private static IEnumerable<string> Candidates(string? version)
    {
        if (Environment.GetEnvironmentVariable("PG_BIN") is { Length: > 0 } chosen)
        {
            yield return chosen;
        }

        if (version is not null)
        {
            yield return Path.Combine(DebianFolder, version, "bin");
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return folder;
        }

        if (Directory.Exists(DebianFolder))
        {
            foreach (var installed in Directory.GetDirectories(DebianFolder).OrderByDescending(MajorVersion))
            {
                yield return Path.Combine(installed, "bin");
            }
        }
    }

    // /usr/lib/postgresql/15 → 15; a folder that is no version comes last
    private static int MajorVersion(string folder) =>
        int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}

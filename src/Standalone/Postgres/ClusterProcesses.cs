namespace Observability.Standalone.Postgres;

/// <summary>Finds the processes that work in a cluster: every process of a PostgreSQL server has the cluster as its working folder.</summary>
internal static class ClusterProcesses
{
    /// <summary>Somebody works in the cluster, such as the children of a killed server in the moment before they notice.</summary>
    public static bool Exist(string cluster) =>
        Directory.EnumerateDirectories("/proc")
            .Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]))
            .Any(process => WorkingFolder(process) == cluster);

    // null: it has ended, or is another user's
    private static string? WorkingFolder(string process)
    {
        try
        {
            return Directory.ResolveLinkTarget(Path.Combine(process, "cwd"), returnFinalTarget: false)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

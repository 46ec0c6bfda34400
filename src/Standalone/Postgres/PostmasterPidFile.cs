using System.Globalization;

namespace Observability.Standalone.Postgres;

/// <summary>What <c>postmaster.pid</c> in a cluster's folder says.</summary>
/// <param name="ProcessId">Line 1: the server's process.</param>
/// <param name="Ready">Line 8 says "ready": connections are accepted.</param>
internal sealed record PostmasterPidFile(int ProcessId, bool Ready)
{
    /// <summary>The file's content; null when there is none or it is half-written.</summary>
    public static PostmasterPidFile? Read(string cluster)
    {
        try
        {
            var lines = File.ReadAllLines(Path.Combine(cluster, "postmaster.pid"));
            return lines.Length > 0 && int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? new(id, lines.Length > 7 && lines[7].Trim() == "ready")
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The process is a PostgreSQL server of this cluster, and not some other program that has got the number since.</summary>
    public bool IsServerOf(string cluster)
    {
        try
        {
            var arguments = File.ReadAllText($"/proc/{ProcessId}/cmdline").Split('\0');
            return Path.GetFileName(arguments[0]) == "postgres" && arguments.Contains(cluster);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

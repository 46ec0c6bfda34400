using System.Security.Cryptography;
using System.Text;
using Observability.Standalone.Processes;

namespace Observability.Standalone.Postgres;

/// <summary>The folder of an embedded PostgreSQL: its cluster, and the folder of its socket.</summary>
/// <param name="root">Absolute path.</param>
internal sealed class PostgresFolder(string root)
{
    private const string ClusterName = "data";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Root => root;

    public string Cluster { get; } = Path.Combine(root, ClusterName);

    /// <summary>Where the socket is: beside the cluster, or in the temporary folder when that path is too long for a socket (107 bytes with its name).</summary>
    public string Socket { get; } = Encoding.UTF8.GetByteCount(root) < 80
        ? Path.Combine(root, "s")
        : Path.Combine(Path.GetTempPath(), "observability-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..16]);

    /// <summary>Major version of the PostgreSQL that made the cluster below <paramref name="root"/>, such as "17"; null when there is no cluster.</summary>
    public static string? ClusterVersion(string root) =>
        Path.Combine(root, ClusterName, "PG_VERSION") is var file && File.Exists(file) ? File.ReadAllText(file).Trim() : null;

    /// <summary>Makes the folders, open to their owner only.</summary>
    /// <exception cref="CannotStartException">They exist and are somebody else's.</exception>
    public void Create(PostgresAccount? owner)
    {
        foreach (var folder in (string[])[root, Socket])
        {
            try
            {
                Directory.CreateDirectory(folder);
                if (owner is not null)
                {
                    UnixCall.ChangeOwner(folder, owner.UserId, owner.GroupId);
                }

                // Fails on a folder that another user has put there.
                File.SetUnixFileMode(folder, OwnerOnly);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CannotStartException($"The folder {folder} cannot be used: {e.Message} Choose another data folder with --data.");
            }
        }
    }

    /// <summary>Makes the cluster if there is none yet, and refuses one of another major version.</summary>
    /// <exception cref="CannotStartException">It cannot be made, or the programs are too new or too old for it.</exception>
    public async Task CreateClusterAsync(PostgresPrograms programs, Action<string> say, CancellationToken ct)
    {
        var want = await programs.MajorVersionAsync(ct);
        if (ClusterVersion(root) is { } have)
        {
            if (have != want)
            {
                throw new CannotStartException(
                    $"The database in {Cluster} was made by PostgreSQL {have}, but the programs in {programs.Folder} are version {want}. " +
                    $"Install PostgreSQL {have} and name its folder in PG_BIN, or choose another data folder with --data.");
            }

            return;
        }

        say($"making a new PostgreSQL {want} database in {Cluster}");
        // Made under another name first, so that a start killed in the middle leaves nothing that looks like a cluster.
        var halfMade = Cluster + ".init";
        if (Directory.Exists(halfMade))
        {
            Directory.Delete(halfMade, recursive: true);
        }

        var (exitCode, text) = await programs.RunOwnAsync(
            "initdb", ["-D", halfMade, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"], ct);
        if (exitCode != 0)
        {
            throw new CannotStartException($"PostgreSQL could not make a database in {Cluster}: {text.Trim()}");
        }

        Directory.Move(halfMade, Cluster);
    }
}

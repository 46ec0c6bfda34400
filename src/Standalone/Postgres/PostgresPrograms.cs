using System.Diagnostics;
using Observability.Standalone.Processes;

namespace Observability.Standalone.Postgres;

/// <summary>PostgreSQL's programs, run as the account they may run as.</summary>
/// <param name="folder">Where they are.</param>
/// <param name="account">Whom to run them as; null = as ourselves.</param>
/// <param name="root">Folder of the cluster, the working directory of all of them.</param>
/// <param name="parent">Starts them; all of them end with it.</param>
internal sealed class PostgresPrograms(string folder, PostgresAccount? account, string root, ParentThread parent)
{
    private string[] _reach = [];

    public string Folder => folder;

    /// <summary>Makes sure that the account can get at the cluster and the programs, which may lie in a closed one such as /root.</summary>
    /// <exception cref="CannotStartException">It cannot, and we may not give it the right to pass.</exception>
    public async Task ReachClusterAsync(CancellationToken ct)
    {
        if (account is null || await CanReachAsync(ct))
        {
            return;
        }

        // Walking through closed folders is all that is added to the account; its writes stay its own.
        _reach = ["--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search"];
        if (!await CanReachAsync(ct))
        {
            throw new CannotStartException(
                $"PostgreSQL has to run as the user '{account.Name}', who cannot get at {root} or {folder}. Choose a folder it can reach with --data, or start as an ordinary user.");
        }
    }

    /// <summary>The major version of the programs, such as "17".</summary>
    public async Task<string> MajorVersionAsync(CancellationToken ct)
    {
        // postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)
        var (_, text) = await RunOwnAsync("postgres", ["--version"], ct);
        var version = text.Split(' ').FirstOrDefault(word => word.Length > 0 && char.IsAsciiDigit(word[0]))
            ?? throw new CannotStartException($"The PostgreSQL programs in {folder} do not run: {text.Trim()}");
        return new(version.TakeWhile(char.IsAsciiDigit).ToArray());
    }

    /// <summary>Runs one of PostgreSQL's programs to its end: its exit code and everything it said.</summary>
    public Task<(int ExitCode, string Text)> RunOwnAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct) =>
        RunAsync(Path.Combine(folder, program), arguments, ct);

    /// <summary>Starts the server: in a session of its own, so that Ctrl-C reaches only us, and stopping in order when we die.</summary>
    public Task<Process> StartServerAsync(IReadOnlyList<string> arguments, CancellationToken ct) =>
        parent.StartAsync(Command("INT", Path.Combine(folder, "postgres"), arguments), ct);

    private async Task<(int ExitCode, string Text)> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        using var process = await parent.StartAsync(Command("KILL", program, arguments), ct);
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await errors);
    }

    private async Task<bool> CanReachAsync(CancellationToken ct)
    {
        // Not "test -x": the access call behind it ignores the right to pass.
        var (exitCode, _) = await RunAsync("stat", ["--", Path.Combine(root, "."), Path.Combine(folder, "postgres")], ct);
        return exitCode == 0;
    }

    // setsid and setpriv replace themselves by what they start: the process id stays the same.
    private ProcessStartInfo Command(string deathSignal, string program, IEnumerable<string> arguments)
    {
        IEnumerable<string> identity = account is null
            ? []
            : ["--reuid", $"{account.UserId}", "--regid", $"{account.GroupId}", "--clear-groups", .. _reach];
        var command = new ProcessStartInfo("setsid", ["setpriv", .. identity, "--pdeathsig", deathSignal, "--", program, .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = root,
        };
        foreach (var name in command.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            command.Environment.Remove(name);
        }

        command.Environment["LC_ALL"] = "C.UTF-8";
        command.Environment["TZ"] = "UTC";
        return command;
    }
}

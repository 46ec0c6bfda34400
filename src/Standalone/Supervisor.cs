using Observability.Standalone.Hosts;
using Observability.Standalone.Postgres;
using Observability.Standalone.Processes;

namespace Observability.Standalone;

/// <summary>One machine's run from start to stop: data folder, PostgreSQL, the hosts, and back in the other order.</summary>
/// <param name="settings">What the user asked for.</param>
/// <param name="output">What the user reads.</param>
/// <param name="time">The clock of the waits between restarts.</param>
/// <param name="stop">Tells the hosts when stopping in order takes the user too long.</param>
internal sealed class Supervisor(RunSettings settings, Output output, TimeProvider time, StopRequest stop)
{
    /// <summary>Runs until <paramref name="ct"/> stops it in order.</summary>
    /// <exception cref="OperationCanceledException">It was stopped: the usual end.</exception>
    /// <exception cref="CannotStartException">Something is in the way.</exception>
    /// <exception cref="BadSettingException">A setting is wrong.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        using var folder = DataFolder.Hold(settings.DataFolder);
        Ports.RequireFree(settings.Bind, settings.IngestPort, "--ingest-port (or OBSERVABILITY_INGEST_PORT)");
        Ports.RequireFree(settings.Bind, settings.DashboardPort, "--dashboard-port (or OBSERVABILITY_DASHBOARD_PORT)");
        var ingest = HostProgram.Find("src/Ingest");
        var dashboard = HostProgram.Find("src/Dashboard");

        using var parent = ParentThread.Start();
        HostProcess Run(HostProgram program) => new(program, parent, line => Hear(program.Name, line), stop);
        var demo = settings.Demo ? await Demo.PrepareAsync(folder, Run, ct) : null;
        await using var postgres = settings.DatabaseUrl is null
            ? await WatchedPostgres.StartAsync(folder.Postgres, output, time, ct)
            : null;
        // Each with the rights it needs in a database of ours; in a database of the user's, with those that were given.
        var ingestEnvironment = Environment(postgres?.LoginOf(WatchedPostgres.Ingest) ?? settings.DatabaseUrl!, null, demo);
        var dashboardEnvironment = Environment(postgres?.ConnectionString ?? settings.DatabaseUrl!, postgres?.LoginOf(WatchedPostgres.Pages), demo);
        await using var hosts = new HostGroup(Run, output, time);
        await StartHostsAsync(
            hosts,
            (new("ingest", ingest, [], ingestEnvironment), settings.IngestUrl),
            (new("dashboard", dashboard, [], dashboardEnvironment), settings.DashboardUrl),
            folder.IsFirstStart,
            ct);
        folder.NoteStarted();
        if (demo is not null)
        {
            hosts.Start(demo.Program(settings.IngestUrl));
        }

        output.Say("run", $"open {settings.DashboardUrl.AbsoluteUri} in a browser; data is in {folder.Root}; Ctrl-C stops everything");
        output.SayPlainly($"READY ingest={Plain(settings.IngestUrl)} dashboard={Plain(settings.DashboardUrl)}");
        await Task.Delay(Timeout.InfiniteTimeSpan, time, ct);
    }

    private static string Plain(Uri url) => url.GetLeftPart(UriPartial.Authority);

    private static async Task StartHostsAsync(
        HostGroup hosts, (HostProgram, Uri) ingest, (HostProgram, Uri) dashboard, bool isFirstStart, CancellationToken ct)
    {
        if (!isFirstStart)
        {
            await hosts.StartAsync([ingest, dashboard], ct);
            return;
        }

        // The dashboard makes the first account and keys, so the proxy is never up without a key that works.
        await hosts.StartAsync([dashboard], ct);
        await hosts.StartAsync([ingest], ct);
    }

    private Dictionary<string, string> Environment(string database, string? pages, Demo? demo)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATABASE_URL"] = database,
            ["OBSERVABILITY_DATA"] = settings.DataFolder,
            ["OBSERVABILITY_BIND"] = settings.Bind.ToString(),
            ["OBSERVABILITY_INGEST_PORT"] = $"{settings.IngestPort}",
            ["OBSERVABILITY_INGEST_INTERNAL_URL"] = Plain(settings.IngestUrl),
            ["OBSERVABILITY_DASHBOARD_PORT"] = $"{settings.DashboardPort}",
        };
        if (pages is not null)
        {
            environment["OBSERVABILITY_PAGES_DATABASE_URL"] = pages;
        }

        foreach (var (name, value) in demo?.ForHosts ?? [])
        {
            environment[name] = value;
        }

        return environment;
    }

    // The first account and keys are for scripts too, and so stand alone on their lines.
    private void Hear(string name, string line)
    {
        if (line.StartsWith("ADMIN ", StringComparison.Ordinal) || line.StartsWith("KEY ", StringComparison.Ordinal))
        {
            output.SayPlainly(line);
        }
        else
        {
            output.Say(name, line);
        }
    }
}

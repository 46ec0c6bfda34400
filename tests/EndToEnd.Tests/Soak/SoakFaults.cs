using Observability.EndToEnd.Tests.Scaling;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Soak;

/// <summary>What befalls a site, one after the other and over again.</summary>
internal sealed class SoakFaults(TestServer server, TestDatabase database, Fleet fleet)
{
    /// <summary>How many kinds there are.</summary>
    public const int Kinds = 4;

    private readonly List<(string Name, bool OfIngest, DateTimeOffset From, DateTimeOffset To)> _told = [];

    /// <summary>How many are over.</summary>
    public int Done => _told.Count;

    /// <summary>Their names, in order.</summary>
    public IEnumerable<string> Told => _told.Select(t => t.Name);

    /// <summary>The faults, without end; each returns when everything serves again.</summary>
    public IEnumerable<Func<CancellationToken, Task>> Rounds()
    {
        while (true)
        {
            yield return ct => TellAsync("PostgreSQL killed", ofIngest: false, KillServerAsync, ct);
            yield return ct => TellAsync("dashboard killed", ofIngest: false, KillDashboardAsync, ct);
            yield return ct => TellAsync("ingest killed", ofIngest: true, KillIngestAsync, ct);
            yield return ct => TellAsync("PostgreSQL away", ofIngest: false, RestServerAsync, ct);
        }
    }

    /// <summary>Whether a fault explains that the dashboard did not answer then.</summary>
    public bool Excuse(DateTimeOffset at, TimeSpan settling) => _told.Exists(t => at >= t.From && at <= t.To + settling);

    /// <summary>Whether a fault explains that a call broke off: only those of ingest itself may.</summary>
    public bool ExcuseCalls(DateTimeOffset at, TimeSpan settling) => _told.Exists(t => t.OfIngest && at >= t.From && at <= t.To + settling);

    private async Task TellAsync(string name, bool ofIngest, Func<CancellationToken, Task> fault, CancellationToken ct)
    {
        var from = TimeProvider.System.GetUtcNow();
        await fault(ct);
        _told.Add((name, ofIngest, from, TimeProvider.System.GetUtcNow()));
    }

    private async Task KillServerAsync(CancellationToken ct)
    {
        await server.KillServerAsync(ct);
        await StartServerAsync(ct);
    }

    // For as long as some calls take.
    private async Task RestServerAsync(CancellationToken ct)
    {
        await server.StopServerAsync(ct);
        var enough = fleet.Producers[0].Finished + 100;
        await Eventually.HoldsAsync(() => fleet.Producers[0].Finished >= enough, Standalone.RunProcess.Patience, "calls are answered without PostgreSQL", ct);
        await StartServerAsync(ct);
    }

    private async Task StartServerAsync(CancellationToken ct)
    {
        await server.StartServerAsync(ct);
        database.DataSource.Clear();
        await fleet.Dashboards[0].UntilReadyAsync(ct);
    }

    private async Task KillDashboardAsync(CancellationToken ct)
    {
        await fleet.Dashboards[0].KillAsync(ct);
        await fleet.Dashboards[0].StartAsync();
        await fleet.Dashboards[0].UntilReadyAsync(ct);
    }

    private async Task KillIngestAsync(CancellationToken ct)
    {
        await fleet.Ingests[0].KillAsync(ct);
        await fleet.Ingests[0].StartAsync();
        await Fleet.UntilItServesAsync(fleet.Producers[0], ct);
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard;
using Observability.Dashboard.Exchanges;
using Observability.Dashboard.Live;
using Observability.Domain;
using Observability.Testing;

namespace Observability.Benchmarks.Tailing;

/// <summary>The dashboard's half: its live lists in a process of their own, without pages and jobs, until standard input ends. What they heard is its last line.</summary>
internal static class TailLists
{
    /// <summary>Written when every list is told what arrives.</summary>
    public const string Ready = "ready";

    /// <summary>What three people look at: everything, one model without background tasks, words.</summary>
    public static readonly string[] Filters = ["", "model:gpt-4o* -task:any status:2xx", "archive -model:claude*"];

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(string database, string project, CancellationToken ct)
    {
        var folder = TestFolders.Create();
        try
        {
            var settings = Settings.From(new Dictionary<string, string>(StringComparer.Ordinal) { ["DATABASE_URL"] = database, ["OBSERVABILITY_DATA"] = folder });
            await using var app = DashboardApp.Build(["--Logging:LogLevel:Default=Warning"], settings, MasterKey.Load(settings), new(IPAddress.Loopback, 0));
            var feed = app.Services.GetRequiredService<ExchangeFeed>();
            await feed.StartAsync(ct);
            var lists = new List<Tab>();
            foreach (var q in Filters)
            {
                var tab = new Tab();
                tab.Subscription = await app.Services.GetRequiredService<ExchangeTail>()
                    .SubscribeAsync(new Caller(Guid.Parse(project), Access.Read, "benchmark") { SeesBodies = true }, (ExchangeFilter.All with { Q = q }).Live, tab.TakeAsync, ct);
                lists.Add(tab);
            }

            // What is compiled at the start is not what is measured.
            await Console.Out.WriteLineAsync(Ready);
            _ = await Console.In.ReadLineAsync(ct);
            lists.ForEach(t => t.Forget());
            var cpu = Environment.CpuUsage.TotalTime;
            await Console.Out.WriteLineAsync(Ready);
            _ = await Console.In.ReadLineAsync(ct);
            cpu = Environment.CpuUsage.TotalTime - cpu;
            lists.ForEach(t => t.Subscription.Dispose());
            await feed.StopAsync(ct);
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new TailHeard(cpu.TotalSeconds, Environment.WorkingSet >> 20, [.. lists.Select(t => t.Heard())])));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class Tab
    {
        private readonly ConcurrentQueue<double> _delays = [];
        private int _missed;
        private int _batches;
        private int _running;

        public TailSubscription Subscription { get; set; } = null!;

        public Task TakeAsync(TailBatch batch)
        {
            var now = TimeProvider.System.GetUtcNow();
            foreach (var row in batch.Arrived)
            {
                // Captured: its last byte had gone to the client.
                _delays.Enqueue((now - row.StartedAt - TimeSpan.FromMicroseconds(row.DurationUs)).TotalMilliseconds);
            }

            _batches++;
            _missed += batch.Missed ? 1 : 0;
            _running = Math.Max(_running, batch.Running.Count);
            return Task.CompletedTask;
        }

        public void Forget()
        {
            _delays.Clear();
            (_batches, _missed, _running) = (0, 0, 0);
        }

        public TailTab Heard()
        {
            var sorted = _delays.Order().ToList();
            return new(sorted.Count, _batches, _missed, _running, Measurement.At(sorted, 0.5), Measurement.At(sorted, 0.95), Measurement.At(sorted, 0.99));
        }
    }
}

/// <summary>What the lists heard.</summary>
/// <param name="CpuSeconds">User and system time of their process.</param>
/// <param name="Mebibytes">Its working set at the end.</param>
/// <param name="Tabs">Each list.</param>
internal sealed record TailHeard(double CpuSeconds, long Mebibytes, IReadOnlyList<TailTab> Tabs);

/// <summary>What one list heard. Delays in milliseconds, from an exchange's last byte to the list being told.</summary>
internal sealed record TailTab(int Told, int Batches, int Missed, int MostRunning, double P50, double P95, double P99)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Told:#,0} | {Batches:#,0} | {Missed} | {MostRunning} | {P50:0} | {P95:0} | {P99:0}");
}

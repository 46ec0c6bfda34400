using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Observability.Domain;
using Observability.Ingest.Prices;
using Observability.Testing;

namespace Observability.Benchmarks.Seeding;

/// <summary>Fills a database with a history through the parts that fill it in production: spool, reader, prices, COPY.</summary>
/// <remarks>
/// A writer is one thread that waits for PostgreSQL while its batch is stored and PostgreSQL waits for it while it reads the next one.
/// Several replicas, each with a spool of its own, fill those gaps, as several ingest processes do. Exchanges are dealt to whichever has least to do.
/// </remarks>
internal sealed class Seeder(SeedArguments arguments)
{
    private const int MostWaiting = 8_000;
    private const int Deal = 500;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(2);

    private readonly List<Replica> _replicas = [];
    private readonly Stopwatch _appending = new();
    private readonly Stopwatch _waiting = new();

    /// <summary>Does it; false when the rows left differ from what was asked for.</summary>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        await using var database = NpgsqlDataSource.Create(arguments.Database);
        await Schema.MigrateAsync(database, ct);
        var project = await SeedProject.FindOrMakeAsync(database, arguments.From, ct);
        var prices = new CurrentPrices(NullLogger<CurrentPrices>.Instance);
        prices.Use([], [], project.Upstreams);
        var before = await SeedReport.RowsAsync(database, ct);
        var folder = TestFolders.Create();
        try
        {
            for (var i = 0; i < arguments.Writers; i++)
            {
                _replicas.Add(await Replica.StartAsync(Path.Combine(folder, $"spool{i}"), database, prices, ct));
            }

            var time = await FillAsync(new(arguments, Arrivals.Load(), new(project.Id, project.Keys)), ct);
            var added = await SeedReport.RowsAsync(database, ct) - before;
            await Console.Out.WriteLineAsync(await SeedReport.PrintAsync(database, arguments, time, added, ct));
            return added == arguments.Count;
        }
        finally
        {
            foreach (var replica in _replicas)
            {
                await replica.DisposeAsync();
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<TimeSpan> FillAsync(History history, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        using var progress = new SeedProgress(arguments.Count, () => _replicas.Sum(r => r.State.Rows));
        using var moment = new PeriodicTimer(Moment);
        var to = _replicas[0];
        var dealt = 0L;
        foreach (var exchange in history.Exchanges())
        {
            if (dealt++ % Deal == 0)
            {
                to = await LeastBusyAsync(moment, ct);
            }

            _appending.Start();
            await to.AppendAsync(exchange);
            _appending.Stop();
        }

        _waiting.Start();
        while (_replicas.Exists(r => r.State.Backlog > 0))
        {
            await moment.WaitForNextTickAsync(ct);
        }

        var time = Stopwatch.GetElapsedTime(start);
        _waiting.Stop();
        var made = time - _appending.Elapsed - _waiting.Elapsed;
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"The thread that makes them: {made / time:P0} making, {_appending.Elapsed / time:P0} appending to the spool, {_waiting.Elapsed / time:P0} waiting for the writers."));
        return time;
    }

    // Not more ahead of the writers than keeps them busy: a spool is no place to park ten million exchanges.
    private async Task<Replica> LeastBusyAsync(PeriodicTimer moment, CancellationToken ct)
    {
        _waiting.Start();
        while (true)
        {
            var least = _replicas.MinBy(r => r.State.Backlog)!;
            if (least.State.Backlog < MostWaiting)
            {
                _waiting.Stop();
                return least;
            }

            await moment.WaitForNextTickAsync(ct);
        }
    }
}

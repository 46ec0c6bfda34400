using System.Diagnostics;
using System.Globalization;
using System.Text;
using Npgsql;
using Observability.Domain.Rollups;

namespace Observability.Benchmarks.Asking;

/// <summary>What it costs to bring the sums up to date: CPU time of the one who sums and of its PostgreSQL backend.</summary>
internal sealed class RollupBench
{
    public const string Usage =
        """
        Usage: --rollup [--database "Host=…;Database=…"] [--anew hours|minutes] [--rounds 1]
        Sums what is behind; with --anew everything, as if nothing had been summed yet, beginning with hours or, in the last three days, minutes.
        Without --database: DATABASE_URL.
        """;

    private const string Application = "observability-rollup-benchmark";

    private static readonly string[] Levels = ["minute", "hour", "day"];

    private readonly string _database;
    private readonly string _anew;
    private readonly int _rounds;

    private RollupBench(string database, string anew, int rounds) => (_database, _anew, _rounds) = (database, anew, rounds);

    /// <summary>Reads the command line; null when it makes no sense.</summary>
    public static RollupBench? Parse(IReadOnlyList<string> args) =>
        Flags.Read(args, ("--database", Flags.Database), ("--anew", ""), ("--rounds", "1")) is { } given
            && given["--database"].Length > 0 && given["--anew"] is "" or "hours" or "minutes"
            && int.TryParse(given["--rounds"], NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds > 0
            && (rounds == 1 || given["--anew"].Length > 0)
            ? new(given["--database"], given["--anew"], rounds)
            : null;

    /// <summary>Does it and tells what it took, level by level.</summary>
    public async Task<string> RunAsync(CancellationToken ct)
    {
        // One connection, so that it is known whose time to read; one process, so that none of it is spent elsewhere.
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_database)
        {
            MaxPoolSize = 1,
            ApplicationName = Application,
            Options = "-c max_parallel_workers_per_gather=0",
        });
        var rounds = new List<Cost[]>();
        for (var round = 0; round < _rounds; round++)
        {
            if (_anew.Length > 0)
            {
                await ForgetAsync(database, _anew, ct);
            }

            rounds.Add(await SumAsync(database, ct));
        }

        return await PrintAsync(database, rounds, ct);
    }

    private static async Task<Cost[]> SumAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var backend = Convert.ToInt32(await ScalarAsync(database, "select pg_backend_pid()", ct), CultureInfo.InvariantCulture);
        var run = new RollupRun(database, TimeProvider.System, RollupPace.Usual with { HourPatience = TimeSpan.Zero, DayPatience = TimeSpan.Zero });
        var costs = new Cost[Levels.Length];
        while (true)
        {
            var (start, own, theirs) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, ProcessTree.Cpu(backend));
            var step = await run.StepAsync(ct);
            if (step.IsNone)
            {
                return costs;
            }

            costs[step.Minutes > 0 ? 0 : step.Hours > 0 ? 1 : 2] += new Cost(
                step, Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - own, ProcessTree.Cpu(backend) - theirs);
        }
    }

    private static async Task ForgetAsync(NpgsqlDataSource database, string level, CancellationToken ct) => await ScalarAsync(
        database,
        $"""
        truncate usage_by_minute, usage_by_hour, usage_by_day, rollup_dirty;
        insert into rollup_dirty (level, project_id, bucket) select distinct {(level == "minutes" ? "1, project_id, date_trunc('minute'" : "2, project_id, date_trunc('hour'")}, started_at, 'UTC') from exchanges;
        """,
        ct);

    private static async Task<object?> ScalarAsync(NpgsqlDataSource database, string sql, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        return await command.ExecuteScalarAsync(ct);
    }

    private static async Task<string> PrintAsync(NpgsqlDataSource database, List<Cost[]> rounds, CancellationToken ct)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{rounds.Count} rounds, the median by CPU time of each level\n\n");
        text.Append("| level | buckets | rows read | s | CPU here s | CPU PostgreSQL s | CPU µs a row | rows read/s |\n|---|--:|--:|--:|--:|--:|--:|--:|\n");
        for (var level = 0; level < Levels.Length; level++)
        {
            var cost = rounds.Select(r => r[level]).OrderBy(c => c.Own + c.Backend).ElementAt(rounds.Count / 2);
            if (cost.Work.Read > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {Levels[level]} | {cost.Work.Minutes + cost.Work.Hours + cost.Work.Days:#,0} | {cost.Work.Read:#,0} | {cost.Time.TotalSeconds:0.00} | {cost.Own.TotalSeconds:0.00} | {cost.Backend.TotalSeconds:0.00} | {(cost.Own + cost.Backend).TotalMicroseconds / cost.Work.Read:0.0} | {cost.Work.Read / cost.Time.TotalSeconds:#,0} |\n");
            }
        }

        foreach (var table in new[] { "usage_by_minute", "usage_by_hour", "usage_by_day", "rollup_dirty" })
        {
            var rows = await ScalarAsync(database, $"select count(*) from {table}", ct);
            var bytes = await ScalarAsync(database, $"select pg_total_relation_size('{table}')", ct);
            text.Append(CultureInfo.InvariantCulture, $"\n{table}: {rows:#,0} rows, {(long)bytes! / 1e6:0.0} MB with its index");
        }

        return text.ToString();
    }

    private readonly record struct Cost(RollupWork Work, TimeSpan Time, TimeSpan Own, TimeSpan Backend)
    {
        public static Cost operator +(Cost a, Cost b) => new(a.Work + b.Work, a.Time + b.Time, a.Own + b.Own, a.Backend + b.Backend);
    }
}

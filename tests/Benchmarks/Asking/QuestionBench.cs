using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Observability.Dashboard;
using Observability.Domain;
using Observability.Testing;

namespace Observability.Benchmarks.Asking;

/// <summary>How long the dashboard's questions take at the database there is: the messages of its pages, through its own handlers and limits.</summary>
internal sealed class QuestionBench
{
    public const string Usage =
        """
        Usage: --dashboard [--database "Host=…;Database=…"] [--rounds 7] [--cold "COMMAND that restarts PostgreSQL and waits for it"]
        Without --database: DATABASE_URL. Without --cold nothing is said about cold caches.
        """;

    private readonly string _database;
    private readonly int _rounds;
    private readonly string _cold;

    private QuestionBench(string database, int rounds, string cold) => (_database, _rounds, _cold) = (database, rounds, cold);

    /// <summary>Reads the command line; null when it makes no sense.</summary>
    public static QuestionBench? Parse(IReadOnlyList<string> args) =>
        Flags.Read(args, ("--database", Flags.Database), ("--rounds", "7"), ("--cold", "")) is { } given
            && int.TryParse(given["--rounds"], NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds > 0 && given["--database"].Length > 0
            ? new(given["--database"], rounds, given["--cold"])
            : null;

    /// <summary>Asks everything and tells the medians.</summary>
    public async Task<string> RunAsync(CancellationToken ct)
    {
        var folder = TestFolders.Create();
        try
        {
            var settings = Settings.From(new Dictionary<string, string>(StringComparer.Ordinal) { ["DATABASE_URL"] = _database, ["OBSERVABILITY_DATA"] = folder });

            // Built, never started: its handlers as they are, and none of its jobs. A statement that takes too long is told in the report.
            await using var app = DashboardApp.Build(["--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft=None"], settings, MasterKey.Load(settings), new(IPAddress.Loopback, 0));
            return await AskAllAsync(app, ct);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<string> AskAllAsync(WebApplication app, CancellationToken ct)
    {
        var database = app.Services.GetRequiredKeyedService<NpgsqlDataSource>(PastTheWallAttribute.Services);
        var (project, user, exchanges) = await WhereAsync(ct);
        var caller = new Caller(project, Access.Admin, "benchmark") { SeesBodies = true };
        var messages = app.Services.GetRequiredService<Messages>();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{exchanges:#,0} exchanges, {_rounds} rounds after one to warm up; milliseconds on the server, CPU of the mean round.\n\n");
        text.Append("| question | median | least | most | CPU dashboard | CPU PostgreSQL | cold |\n|---|--:|--:|--:|--:|--:|--:|\n");
        foreach (var question in Question.All(user))
        {
            List<double?> times = [await TimeAsync(question, messages, caller, ct)];
            var (own, theirs) = (Environment.CpuUsage.TotalTime, await BackendsAsync(database, ct));
            for (var round = 0; round < _rounds; round++)
            {
                times.Add(await TimeAsync(question, messages, caller, ct));
            }

            own = Environment.CpuUsage.TotalTime - own;
            theirs = await BackendsAsync(database, ct) - theirs;
            var cold = await IsColdAsync(database, ct) ? Shown(await TimeAsync(question, messages, caller, ct)) : "";
            var sorted = times.Skip(1).Order(Comparer<double?>.Create((a, b) => (a ?? double.MaxValue).CompareTo(b ?? double.MaxValue))).ToList();
            text.Append(CultureInfo.InvariantCulture, $"| {question.Name} | {Shown(sorted[sorted.Count / 2])} | {Shown(sorted[0])} | {Shown(sorted[^1])} | {own.TotalMilliseconds / _rounds:0} | {theirs.TotalMilliseconds / _rounds:0} | {cold} |\n");
            await Console.Error.WriteLineAsync($"{question.Name}: {string.Join(" · ", times.Select(Shown))}");
        }

        return text.ToString();
    }

    // Of the backends that serve the dashboard; what workers of theirs took, which are gone by then, is not in it.
    private static async Task<TimeSpan> BackendsAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select pid from pg_stat_activity where application_name = current_setting('application_name') and datname = current_database()");
        await using var backends = await command.ExecuteReaderAsync(ct);
        var sum = TimeSpan.Zero;
        while (await backends.ReadAsync(ct))
        {
            sum += ProcessTree.Cpu(backends.GetInt32(0));
        }

        return sum;
    }

    // Null: it was ended after the dashboard's limit on a statement.
    private static async Task<double?> TimeAsync(Question question, Messages messages, Caller caller, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await question.AskAsync(messages, caller, TimeProvider.System.GetUtcNow(), ct);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        catch (Exception e) when ((e as PostgresException ?? e.InnerException as PostgresException)?.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            return null;
        }
    }

    private async Task<bool> IsColdAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        if (_cold.Length == 0)
        {
            return false;
        }

        using var command = Process.Start("/bin/sh", ["-c", _cold]);
        await command.WaitForExitAsync(ct);
        if (command.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{_cold}' ended with {command.ExitCode}.");
        }

        // The connection is not what is measured: a dashboard has some.
        database.Clear();
        await using var ready = await database.OpenConnectionAsync(ct);
        return true;
    }

    // The project of most exchanges, and somebody who has some thousands of them.
    private async Task<(Guid Project, string User, long Exchanges)> WhereAsync(CancellationToken ct)
    {
        await using var database = NpgsqlDataSource.Create(_database);
        await using var command = database.CreateCommand(
            """
            select p.id, coalesce((select user_id from exchanges where project_id = p.id and user_id is not null order by started_at desc limit 1), ''),
                (select count(*) from exchanges) from projects p order by p.created_at limit 1
            """);
        command.CommandTimeout = 0;
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct)
            ? (row.GetGuid(0), row.GetString(1), row.GetInt64(2))
            : throw new InvalidOperationException("The database has no project: seed it first.");
    }

    private static string Shown(double? milliseconds) => milliseconds is { } ms ? ms.ToString("0.0", CultureInfo.InvariantCulture) : "over the limit";
}

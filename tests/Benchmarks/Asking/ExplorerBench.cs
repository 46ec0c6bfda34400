using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Observability.Dashboard;
using Observability.Dashboard.Exchanges;
using Observability.Domain;
using Observability.Domain.Rollups;
using Observability.Testing;

namespace Observability.Benchmarks.Asking;

/// <summary>How long it takes to find requests in the database there is: many different lists of each kind, each asked once, through the dashboard's own handlers and limits.</summary>
internal sealed class ExplorerBench
{
    public const string Usage =
        """
        Usage: --explorer [--database "Host=…;Database=…"] [--lists 20]
        Without --database: DATABASE_URL.
        """;

    private const int PageRows = 100;
    private const int FarPages = 1000;

    private readonly string _database;
    private readonly int _lists;

    private ExplorerBench(string database, int lists) => (_database, _lists) = (database, lists);

    /// <summary>Reads the command line; null when it makes no sense.</summary>
    public static ExplorerBench? Parse(IReadOnlyList<string> args) =>
        Flags.Read(args, ("--database", Flags.Database), ("--lists", "20")) is { } given
            && int.TryParse(given["--lists"], NumberStyles.None, CultureInfo.InvariantCulture, out var lists) && lists > 0 && given["--database"].Length > 0
            ? new(given["--database"], lists)
            : null;

    /// <summary>Asks everything and tells the medians.</summary>
    public async Task<string> RunAsync(CancellationToken ct)
    {
        var folder = TestFolders.Create();
        try
        {
            var settings = Settings.From(new Dictionary<string, string>(StringComparer.Ordinal) { ["DATABASE_URL"] = _database, ["OBSERVABILITY_DATA"] = folder });

            // Built, never started: its handlers as they are, and none of its jobs.
            await using var app = DashboardApp.Build(["--Logging:LogLevel:Default=None", "--Logging:LogLevel:Microsoft=None"], settings, MasterKey.Load(settings), new(IPAddress.Loopback, 0));
            await using var database = NpgsqlDataSource.Create(_database);
            var caller = new Caller((await TextsAsync(database, "select id::text from projects order by created_at limit 1", ct)).Select(Guid.Parse).Single(), Access.Admin, "benchmark") { SeesBodies = true };
            return await AskAllAsync(app.Services.GetRequiredService<Messages>(), caller, database, ct);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<string> AskAllAsync(Messages messages, Caller caller, NpgsqlDataSource database, CancellationToken ct)
    {
        var text = new StringBuilder($"{_lists} different ones of each kind, each once, after five to warm up; milliseconds on the server.\n\n");
        text.Append("| asked | median | least | most | cut by the deadline |\n|---|--:|--:|--:|--:|\n");
        var far = await FarAsync(messages, caller, ct);
        var (names, filters) = (await NamesAsync(database, caller, ct), await WordsAsync(database, ct));
        var week = $"from={DateTimeOffset.UtcNow.AddDays(-7):yyyy-MM-dd'T'HH:mm:ss'Z'}&";
        await MeasureAsync("first page, everything", Enumerable.Repeat("", _lists), null);
        await MeasureAsync("first page, one field", names.One, null);
        await MeasureAsync("first page, two fields", names.Two, null);
        await MeasureAsync("a word, last 7 days", filters.Select(w => week + "q=" + Uri.EscapeDataString(w)), null);
        await MeasureAsync("a word, everything", filters.Select(w => "q=" + Uri.EscapeDataString(w)), null);
        await MeasureAsync($"page {FarPages:#,0}", Enumerable.Repeat("", _lists), far);
        await TimeAsync("one exchange by id", await TextsAsync(database, $"select id::text from exchanges tablesample system (0.01) limit {_lists}", ct), async id =>
        {
            await messages.SendAsync(caller, new OneExchange(Guid.Parse(id), DetailReach.Panel), ct);
            return false;
        });
        return text.ToString();

        Task MeasureAsync(string name, IEnumerable<string> queries, ExchangeCursor? from)
        {
            var cursor = from;
            return TimeAsync(name, queries.ToList(), async query =>
            {
                var page = await messages.SendAsync(caller, new ListExchanges(ExchangeFilter.Parse(query).Filter, cursor, PageRows), ct);
                cursor = cursor is null ? null : page.Next;
                return page.Cut is not null;
            });
        }

        async Task TimeAsync(string name, IReadOnlyList<string> asked, Func<string, Task<bool>> ask)
        {
            var (times, cut) = (new List<double>(), 0);
            foreach (var one in asked.Take(5).Concat(asked.Take(_lists)))
            {
                var start = Stopwatch.GetTimestamp();
                var wasCut = await ask(one);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                cut += wasCut && times.Count > 5 ? 1 : 0;
            }

            await Console.Error.WriteLineAsync($"{name}: {string.Join(" · ", times.Zip(asked.Take(5).Concat(asked), (t, a) => $"{a} {t:0}"))}");
            var sorted = times.Skip(5).Order().ToList();
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {sorted[sorted.Count / 2]:0.0} | {sorted[0]:0.0} | {sorted[^1]:0.0} | {cut} of {sorted.Count} |\n");
        }
    }

    private static async Task<ExchangeCursor?> FarAsync(Messages messages, Caller caller, CancellationToken ct)
    {
        ExchangeCursor? cursor = null;
        for (var page = 0; page < FarPages * PageRows / ListExchanges.MaxLimit; page++)
        {
            cursor = (await messages.SendAsync(caller, new ListExchanges(ExchangeFilter.All, cursor, ListExchanges.MaxLimit), ct)).Next;
        }

        return cursor;
    }

    // Models, users and keys from the busiest to the rarest, and pairs of them.
    private async Task<(IReadOnlyList<string> One, IReadOnlyList<string> Two)> NamesAsync(NpgsqlDataSource database, Caller caller, CancellationToken ct)
    {
        var models = await TextsAsync(database, $"select model from usage_by_day where project_id = '{caller.ProjectId}' and cut = {Cut.Models.Id} and model is not null group by 1 order by sum(exchanges) desc", ct);
        var users = await TextsAsync(database, $"select user_id from (select user_id, row_number() over (order by sum(exchanges) desc) n, count(*) over () c from usage_by_day where project_id = '{caller.ProjectId}' and cut = {Cut.Users.Id} and user_id is not null group by 1) u where n % (c / {_lists} + 1) = 0", ct);
        var one = models.Take(_lists / 2).Select(m => $"model:\"{m}\"").Concat(users.Take(_lists - (_lists / 2)).Select(u => $"user:{u}"));
        var two = Enumerable.Range(0, _lists).Select(i => (i % 4) switch
        {
            0 => $"model:\"{models[i % models.Count]}\" status:429",
            1 => $"model:\"{models[i % models.Count]}\" latency:>20s",
            2 => $"model:\"{models[i % models.Count]}\" outcome:failed",
            _ => $"user:{users[i % users.Count]} model:\"{models[0]}\"",
        });
        return ([.. one.Select(q => "q=" + Uri.EscapeDataString(q))], [.. two.Select(q => "q=" + Uri.EscapeDataString(q))]);
    }

    // Words of answers, common and rare as they come, and the last words of questions: in the seeded texts no two questions end alike.
    private async Task<IReadOnlyList<string>> WordsAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var texts = await TextsAsync(database, $"select output || chr(10) || input from exchange_texts tablesample system (0.001) where input <> '' limit {_lists}", ct);
        return [.. texts.Select(t => t.Split('\n')).Select((t, i) => i % 2 == 0 ? t[0].Split(' ').Where(w => w.Length > 4).DefaultIfEmpty("the").ElementAt(0) : $"\"{string.Join(' ', t[^1].Split(' ')[^1..])}\"")];
    }

    private static async Task<IReadOnlyList<string>> TextsAsync(NpgsqlDataSource database, string sql, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        await using var rows = await command.ExecuteReaderAsync(ct);
        var texts = new List<string>();
        while (await rows.ReadAsync(ct))
        {
            texts.Add(rows.GetString(0));
        }

        return texts;
    }
}

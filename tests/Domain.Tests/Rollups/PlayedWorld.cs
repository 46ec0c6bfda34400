using Npgsql;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;
using Observability.Testing;

namespace Observability.Domain.Tests.Rollups;

/// <summary>What was played so far.</summary>
internal sealed record Played
{
    public int Histories { get; set; }

    public long Changes { get; set; }

    public int Answers { get; set; }

    /// <summary>Answers that no exchange had to be read for.</summary>
    public int FromSums { get; set; }

    public int Kills { get; set; }

    public long Rows { get; set; }

    public int HistogramRows { get; set; }
}

/// <summary>Plays a world: its histories' changes, the job beside them, and questions in between.</summary>
internal sealed class PlayedWorld(NpgsqlDataSource database, World world, Played played)
{
    private static readonly RollupPace Hasty = new(TimeSpan.FromDays(1), TimeSpan.Zero, TimeSpan.Zero);
    private static readonly RollupPace Patient = Hasty with { HourPatience = TimeSpan.FromMinutes(30), DayPatience = TimeSpan.FromHours(2) };

    private readonly Guid[] _projects = [.. Enumerable.Range(1, world.Histories.Length).Select(n => new Guid(n, 0, 0, new byte[8]))];
    private readonly ManualTimeProvider _time = new(HistorySql.Origin.AddDays(2).AddMinutes(30));

    public async Task PlayAsync(CancellationToken ct)
    {
        await ExecuteAsync(HistorySql.Clear, ct);
        for (var i = 0; i < world.Moments.Length; i++)
        {
            await PlayAsync(world.Moments[i], i, ct);
        }

        foreach (var history in Enumerable.Range(0, world.Histories.Length).Where(h => h % 3 == 0))
        {
            var asked = await AskAsync(history, new Random(world.Moments[0].Seed + history), ct);
            await AnswerAsync(asked, "at last", ct);
        }

        _time.Advance(TimeSpan.FromDays(2));
        await new RollupRun(database, _time, Hasty with { MinutesKept = TimeSpan.FromDays(30) }).RunAsync(ct);
        await CompareTablesAsync(ct);
        played.Histories += world.Histories.Length;
    }

    private async Task PlayAsync(Moment moment, int step, CancellationToken ct)
    {
        _time.Advance(TimeSpan.FromMinutes(moment.Minutes));
        var random = new Random(moment.Seed);
        var open = new List<Asked>();
        try
        {
            foreach (var history in moment.Asked.Take(3))
            {
                open.Add(await AskAsync(history, random, ct));
            }

            await using (var connection = await database.OpenConnectionAsync(ct))
            await using (var transaction = await connection.BeginTransactionAsync(ct))
            {
                await ChangeAsync(connection, step, ct);
                await (moment.BeforeCommit ? WorkAsync(moment, ct) : Task.CompletedTask);
                await transaction.CommitAsync(ct);
            }

            // The rest is asked while the job works.
            var work = moment.BeforeCommit ? Task.CompletedTask : WorkAsync(moment, ct);
            foreach (var history in moment.Asked.Skip(3))
            {
                open.Add(await AskAsync(history, random, ct));
            }

            await work;
            foreach (var asked in open)
            {
                await AnswerAsync(asked, $"moment {step}, {moment}", ct);
            }
        }
        finally
        {
            foreach (var asked in open)
            {
                await asked.Usage.DisposeAsync();
            }
        }
    }

    // All that happens to all projects in one moment, one statement for each kind of change.
    private async Task ChangeAsync(NpgsqlConnection connection, int step, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var same in world.Histories.Select((h, i) => (Project: _projects[i], Changes: h)).Where(h => step < h.Changes.Length).GroupBy(h => h.Changes[step].Doing))
        {
            var command = new NpgsqlBatchCommand(HistorySql.Of(same.Key));
            command.Parameters.Add(new() { Value = same.Select(h => h.Project).ToArray() });
            command.Parameters.Add(new() { Value = same.Select(h => h.Changes[step].Salt).ToArray() });
            command.Parameters.Add(new() { Value = same.Select(h => h.Changes[step].Dice).ToArray() });
            command.Parameters.Add(new() { Value = same.Select(h => h.Changes[step].Share).ToArray() });
            batch.BatchCommands.Add(command);
            played.Changes += same.Count();
        }

        if (batch.BatchCommands.Count > 0)
        {
            played.Rows += await batch.ExecuteNonQueryAsync(ct);
        }
    }

    private async Task WorkAsync(Moment moment, CancellationToken ct)
    {
        switch (moment.Work)
        {
            case Work.Step:
                await new RollupRun(database, _time, Hasty).StepAsync(ct);
                break;
            case Work.Run:
                await new RollupRun(database, _time, Hasty).RunAsync(ct);
                break;
            case Work.Patient:
                await new RollupRun(database, _time, Patient).RunAsync(ct);
                break;
            case Work.Two:
                await Task.WhenAll(new RollupRun(database, _time, Hasty).RunAsync(ct), new RollupRun(database, _time, Patient).RunAsync(ct));
                break;
            case Work.Killed:
                await DieAsync(moment.KilledAt, ct);
                break;
        }
    }

    private async Task DieAsync(int point, CancellationToken ct)
    {
        await ExecuteAsync($"insert into killed_at values ({point})", ct);
        try
        {
            await new RollupRun(database, _time, Hasty).RunAsync(ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.AdminShutdown)
        {
            played.Kills++;
        }

        await ExecuteAsync("delete from killed_at", ct);
    }

    private async Task<Asked> AskAsync(int history, Random random, CancellationToken ct)
    {
        var query = Questions.Any(random);
        var usage = await UsageSnapshot.OpenAsync(database, _projects[history], ct);
        return new(history, query, usage, await RawAnswer.OfAsync(database, _projects[history], query, ct));
    }

    // Of the moment at which it was asked, whatever happened since.
    private async Task AnswerAsync(Asked asked, string when, CancellationToken ct)
    {
        await using var usage = asked.Usage;
        var answer = await usage.SumAsync(asked.Query, ct);
        var users = await usage.CountUsersAsync(asked.Query.Bounds, asked.Query.Filter, ct);
        var different = asked.Exact.Difference(answer)
            ?? (users.Whole == asked.Exact.Users.Whole && users.ByBucket.SequenceEqual(asked.Exact.Users.ByBucket) ? null : $"{users.Whole} users instead of {asked.Exact.Users.Whole}");
        Assert.True(
            different is null,
            $"""
            {when}, history {asked.History}: {different}
            by {string.Join(", ", asked.Query.By.Select(d => d.Name))}, {asked.Query.Filter}, top {asked.Query.Top}, each bucket {asked.Query.ByBucket}
            bounds {string.Join(", ", asked.Query.Bounds.Select(b => b.ToString("O")))}
            {string.Join('\n', world.Histories[asked.History].Select(c => c.ToString()))}
            """);
        played.Answers++;
        played.FromSums += Cover.Of(asked.Query.Bounds, usage.Marks, asked.Query.Cut).At(RollupLevel.Rows).Count == 0 ? 1 : 0;
    }

    private async Task CompareTablesAsync(CancellationToken ct)
    {
        await using (var left = database.CreateCommand("select count(*) from rollup_dirty"))
        {
            Assert.Equal(0L, await left.ExecuteScalarAsync(ct));
        }

        var since = "select since from rollup_kept where level = 1";
        await ExecuteAsync($"delete from usage_by_minute where bucket < ({since})", ct);
        Assert.Empty(await RawTables.DifferencesAsync(database, ct));
        var cut = Cut.Every[world.Moments[0].Seed % Cut.Every.Count];
        foreach (var level in RawTables.Levels.Where(l => l >= cut.From))
        {
            Assert.Empty(await RawTables.HistogramDifferencesAsync(database, level, cut, ct));
            played.HistogramRows++;
        }
    }

    private async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed record Asked(int History, UsageQuery Query, UsageSnapshot Usage, RawAnswer Exact);
}

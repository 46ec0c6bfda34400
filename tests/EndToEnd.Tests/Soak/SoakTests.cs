using System.Diagnostics;
using System.Globalization;
using Observability.EndToEnd.Tests.Faults;
using Observability.EndToEnd.Tests.Scaling;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;

namespace Observability.EndToEnd.Tests.Soak;

/// <summary>
/// Hours of everyday: the Azure trace sped up, a fault every few minutes, somebody at the dashboard, and at the end every call accounted for.
/// <c>tools/soak MINUTES</c> runs it long; without <c>OBSERVABILITY_TEST_SOAK_MINUTES</c> it is one round of faults.
/// </summary>
[Collection(nameof(Alone))]
public sealed class SoakTests
{
    private const double Speed = 4;
    private const double SteepestSlope = 1;
    private static readonly TimeSpan BetweenFaults = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static TimeSpan? Length => double.TryParse(
        Environment.GetEnvironmentVariable("OBSERVABILITY_TEST_SOAK_MINUTES"), CultureInfo.InvariantCulture, out var minutes) ? TimeSpan.FromMinutes(minutes) : null;

    [Fact]
    public async Task Under_the_trace_with_faults_and_somebody_at_the_dashboard_nothing_is_lost_and_memory_does_not_grow()
    {
        Assert.SkipWhen(Quick.IsOn, Quick.Reason);
        await using var server = await TestServer.StartDurableAsync(Ct);
        await using var database = await server.CreateDatabaseAsync(Ct);
        await using var fleet = await Fleet.CreateAsync(database, ingests: 1, dashboards: 1, Ct);
        await fleet.StartAsync(Ct);
        var faults = new SoakFaults(server, database, fleet);
        await using var memory = new MemoryWatch(() => [("ingest", fleet.Ingests[0].ProcessId), ("dashboard", fleet.Dashboards[0].ProcessId)]);
        memory.Start();
        var robot = new Robot(fleet.Apis[0]);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var looking = robot.RunAsync(leave.Token);
        var load = TraceLoad.Start(fleet.Producers[0], Speed, Ct);

        var from = Stopwatch.GetTimestamp();
        foreach (var fault in faults.Rounds())
        {
            await CallsAsync(fleet, Length is null ? 20 : 0);
            await ElapseAsync(from, Length is { } whole ? Least(BetweenFaults * (faults.Done + 1), whole) : TimeSpan.Zero);
            if (Length is { } length ? Stopwatch.GetElapsedTime(from) >= length : faults.Done == SoakFaults.Kinds)
            {
                break;
            }

            await fault(Ct);
        }

        await leave.CancelAsync();
        await looking;
        await load.StopAsync();
        await fleet.DrainAsync(Ct);
        await ReportAsync(fleet, faults, memory, robot, Stopwatch.GetElapsedTime(from));

        var books = await fleet.BooksAsync(Ct);
        books.NothingIsThereTwiceOrFromNowhere();
        books.WhatAClientGotToTheEndIsStoredWhole();
        Assert.Empty(robot.Failures.Where(f => !faults.Excuse(f.At, Settling)).Select(f => $"{f.At:O} {f.What}"));
        Assert.Empty(fleet.Calls.Where(c => !c.IsFinished && !faults.ExcuseCalls(c.EndedAt, Settling)).Select(c => $"{c.EndedAt:O} {c.Status} {c.Error}"));
        Assert.True(robot.Answers > 0 && memory.Samples("ingest") > 0 && memory.Samples("dashboard") > 0);
        Assert.All(["ingest", "dashboard"], host => Assert.True(Length is null || memory.SlopeOf(host) is not > SteepestSlope, $"{host} grows by {memory.SlopeOf(host):0.00} MiB a minute"));
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static Task CallsAsync(Fleet fleet, int more)
    {
        var enough = fleet.Producers[0].Finished + more;
        return Eventually.HoldsAsync(() => fleet.Producers[0].Finished >= enough, RunProcess.Patience, $"{more} more calls are answered", Ct);
    }

    private static Task ElapseAsync(long from, TimeSpan until) =>
        Eventually.HoldsAsync(() => Stopwatch.GetElapsedTime(from) >= until, until + RunProcess.Patience, "the time has come", Ct);

    private static async Task ReportAsync(Fleet fleet, SoakFaults faults, MemoryWatch memory, Robot robot, TimeSpan took)
    {
        var calls = fleet.Calls;
        var lines = new List<string>
        {
            $"{took.TotalMinutes:0.0} minutes, {(TraceLoad.HasTrace ? "Azure's trace" : "calls at random")} {Speed:0} times as fast",
            $"{calls.Count} calls, {calls.Count(c => c.IsFinished)} answered whole, {await fleet.AskAsync<long>("select count(*) from exchanges", Ct)} rows",
            $"{faults.Done} faults: {string.Join(", ", faults.Told)}",
            $"{robot.Answers} looks at the dashboard answered, {robot.Failures.Count} not, of which {robot.Failures.Count(f => !faults.Excuse(f.At, Settling))} outside of a fault",
        };
        foreach (var host in new[] { "ingest", "dashboard" })
        {
            lines.Add($"{host}: at most {memory.MostOf(host):0} MiB, {(memory.SlopeOf(host) is { } slope ? $"{slope:+0.00;-0.00} MiB a minute" : "too short to tell a slope")}");
        }

        var text = string.Join('\n', lines.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l}")));
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        var folder = Directory.CreateDirectory(Path.Combine(SharedCorpora.RepositoryRoot, "artifacts")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "soak.txt"), text + "\n", Ct);
    }
}

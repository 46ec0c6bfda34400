using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Observability.Dashboard.Revisions;
using Observability.Domain.Jobs;
using Observability.Domain.Revisions;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Jobs;

/// <summary>Two dashboards as processes of their own against one database.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private const int Rows = 3_000;
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private NpgsqlDataSource Source => _database.DataSource;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(Ct);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    [Trait("Fault", "F-49")]
    public async Task When_one_is_killed_in_the_middle_of_a_run_the_other_does_it_once_more_and_nothing_is_doubled()
    {
        var masterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        await using var first = DashboardProcess.Start(_database, masterKey);
        await UntilThereAreAsync(1);
        var nameOfFirst = (await InstancesAsync()).Single();
        await using var second = DashboardProcess.Start(_database, masterKey);
        await UntilThereAreAsync(2);

        await using var db = Some.Db(Source);
        var project = (await db.Projects.SingleAsync(Ct)).Id;
        await Some.StoreAsync(Source, Enumerable.Range(0, Rows).Select(i => Some.Exchange(project, Some.Noon.AddSeconds(i))), Ct);
        var ordered = await new OrderRevisionHandler(db, new(project, Access.Admin, "anna@example.com") { SeesBodies = true }, TimeProvider.System)
            .Handle(new(RevisionKind.Reprice, Some.Noon, Some.Noon.AddDays(1), null, null, null), Ct);
        JobRun? running = null;
        await Eventually.HoldsAsync(
            async () => await SeenAsync(ordered.Revision!.Id) is > 0 and < Rows && (running = await RunningAsync()) is not null, Soon, "the revision is under way", Ct);
        var (dying, survivor) = running!.Instance == nameOfFirst ? (first, second) : (second, first);
        await dying.KillAsync(Ct);

        await Eventually.HoldsAsync(
            async () => await db.Revisions.AnyAsync(r => r.Id == ordered.Revision!.Id && r.State == RevisionState.Ready, Ct), Soon, "the other has finished it", Ct);
        Assert.Equal((long)Rows, await SeenAsync(ordered.Revision!.Id));
        Assert.Equal(
            (await db.Revisions.SingleAsync(r => r.Id == ordered.Revision!.Id, Ct)).Changed,
            await db.RevisionSums.Where(s => s.RevisionId == ordered.Revision!.Id && s.Dimension == RevisionDimension.Total).SumAsync(s => s.Changes, Ct));

        await Eventually.HoldsAsync(async () => await RunningAsync() is null, Soon, "its run has ended", Ct);
        await survivor.KillAsync(Ct);
        var runs = await db.JobRuns.Where(r => r.Job == "revisions" && r.Outcome != JobOutcome.Idle).OrderBy(r => r.StartedAt).ToListAsync(Ct);
        var lost = Assert.Single(runs, r => r.Outcome == JobOutcome.Lost);
        Assert.Equal(running.Id, lost.Id);
        var again = runs[runs.IndexOf(lost) + 1];
        Assert.Equal((JobOutcome.Done, JobTrigger.Retry, 2), (again.Outcome, again.Trigger, again.Attempt));
        Assert.NotEqual(lost.Instance, again.Instance);
    }

    private Task UntilThereAreAsync(int count) =>
        Eventually.HoldsAsync(async () => (await InstancesAsync()).Count == count, Soon, $"{count} dashboards have said that they are there", Ct);

    private async Task<List<string>> InstancesAsync()
    {
        var names = new List<string>();
        await using var command = Source.CreateCommand("select instance_name from qrtz_scheduler_state");
        await using var reader = await command.ExecuteReaderAsync(Ct);
        while (await reader.ReadAsync(Ct))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    private async Task<long> SeenAsync(Guid revision)
    {
        await using var db = Some.Db(Source);
        return await db.Revisions.Where(r => r.Id == revision).Select(r => r.Seen).SingleAsync(Ct);
    }

    private async Task<JobRun?> RunningAsync()
    {
        await using var db = Some.Db(Source);
        return await db.JobRuns.SingleOrDefaultAsync(r => r.Job == "revisions" && r.Outcome == JobOutcome.Running, Ct);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Observability.Dashboard.Jobs;
using Observability.Dashboard.Operations;
using Observability.Domain.Jobs;
using Observability.Testing;
using Quartz;

namespace Observability.Dashboard.Tests.Jobs;

/// <summary>Several dashboards share one schedule: here two schedulers with the product's own store and path, over jobs of the test's.</summary>
public sealed class ScheduleTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(Ct);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Of_two_dashboards_one_runs_each_firing()
    {
        using var first = await StartAsync(ScheduledJob.At<Counting>("counting", "* * * * * ?"));
        using var second = await StartAsync(ScheduledJob.At<Counting>("counting", "* * * * * ?"));
        await Eventually.HoldsAsync(async () => (await RunsAsync("counting")).Count(r => r.Outcome == JobOutcome.Done) >= 6, Soon, "six firings ran", Ct);
        await first.StopAsync(Ct);
        await second.StopAsync(Ct);

        var runs = await RunsAsync("counting");
        Assert.Equal(runs.Count, runs.Select(r => r.DueAt).Distinct().Count());
        Assert.All(runs, r => Assert.Equal((JobOutcome.Done, 1L), (r.Outcome, r.Rows)));
    }

    [Fact]
    public async Task A_job_that_fails_is_tried_again_before_its_time_and_holds_up_no_other()
    {
        using var host = await StartAsync(
            ScheduledJob.Every<Failing>("failing", TimeSpan.FromHours(1)), ScheduledJob.At<Counting>("counting", "* * * * * ?"));
        await Eventually.HoldsAsync(async () => (await RunsAsync("failing")).Count(r => r.Outcome == JobOutcome.Failed) >= 2, Soon, "it was tried twice", Ct);
        Assert.True((await RunsAsync("counting")).Count(r => r.Outcome == JobOutcome.Done) >= 2);
        await host.StopAsync(Ct);

        var tries = await RunsAsync("failing");
        Assert.Equal([(1, JobTrigger.Scheduled), (2, JobTrigger.Retry)], tries.Take(2).Select(r => (r.Attempt, r.Trigger)));
        Assert.Equal("2 failed: first: The first cannot be done.; third: The third cannot be done.", tries[0].Error);
        Assert.InRange(tries[1].StartedAt - tries[0].FinishedAt!.Value, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));
        Assert.True(tries[1].NextRetryAt - tries[1].FinishedAt > TimeSpan.FromSeconds(7), "The second wait is longer than the first.");
    }

    [Fact]
    public async Task A_run_that_a_stopping_dashboard_breaks_off_is_lost_and_nobody_waits_for_its_next_try()
    {
        var entered = new TaskCompletionSource();
        using (var host = await StartAsync([ScheduledJob.Every<Endless>("endless", TimeSpan.FromHours(1))], entered))
        {
            await entered.Task.WaitAsync(Soon, Ct);
            Assert.Equal(JobOutcome.Running, Assert.Single(await RunsAsync("endless")).Outcome);
            var scheduler = await host.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(Ct);
            await scheduler.Interrupt(new JobKey("endless"), Ct);
            await host.StopAsync(Ct);
        }

        Assert.Equal((JobOutcome.Lost, null), (await RunsAsync("endless")).Select(r => (r.Outcome, r.NextRetryAt)).Single());
    }

    private Task<IHost> StartAsync(params ScheduledJob[] jobs) => StartAsync(jobs, new TaskCompletionSource());

    private async Task<IHost> StartAsync(ScheduledJob[] jobs, TaskCompletionSource entered)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(entered).AddKeyedSingleton(PastTheWallAttribute.Services, _database.DataSource).AddSingleton(TimeProvider.System).AddSingleton<JobRuns>().AddSingleton<WorkMeter>();
        builder.Services.AddQuartz(quartz =>
        {
            Schedule.Configure(quartz, new(_database.ConnectionString), TimeSpan.FromSeconds(1));
            foreach (var job in jobs)
            {
                job.Add(quartz);
            }
        });
        builder.Services.AddQuartzHostedService(host => host.WaitForJobsToComplete = true);
        var built = builder.Build();
        await built.StartAsync(Ct);
        return built;
    }

    private async Task<List<JobRun>> RunsAsync(string job)
    {
        await using var db = Some.Db(_database.DataSource);
        return [.. db.JobRuns.Where(r => r.Job == job).OrderBy(r => r.StartedAt)];
    }

    [DisallowConcurrentExecution]
    private sealed class Counting : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            context.Result = new JobReport(1);
            return ValueTask.CompletedTask;
        }
    }

    [DisallowConcurrentExecution]
    private sealed class Failing : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
            await Portions.EachAsync(
                ["first", "second", "third"], name => name,
                (name, _) => name == "second" ? Task.FromResult(1L) : throw new InvalidOperationException($"The {name} cannot be done."), cancellationToken);
    }

    [DisallowConcurrentExecution]
    private sealed class Endless(TaskCompletionSource entered) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            entered.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }
    }
}

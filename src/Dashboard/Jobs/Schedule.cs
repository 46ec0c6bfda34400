using Npgsql;
using Observability.Domain;
using Quartz;

namespace Observability.Dashboard.Jobs;

/// <summary>Which jobs run when. The schedule is kept in PostgreSQL and shared: of several dashboards one runs each firing, and another takes over when it dies.</summary>
internal static class Schedule
{
    /// <summary>Name of the schedule in Quartz's tables.</summary>
    public const string Name = "observability";

    /// <summary>All jobs, in the order in which people are shown them.</summary>
    public static IReadOnlyList<ScheduledJob> Jobs { get; } =
    [
        ScheduledJob.Every<PartitionsJob>("partitions", TimeSpan.FromHours(1)),
        ScheduledJob.Every<ModelListsJob>("model-lists", TimeSpan.FromMinutes(10)),
        ScheduledJob.At<RollupJob>("rollups", "0/15 * * * * ?"),
        ScheduledJob.At<RevisionsJob>("revisions", "0/2 * * * * ?"),
        ScheduledJob.At<RunsJob>("runs", "1/2 * * * * ?"),
        ScheduledJob.At<HopsJob>("hops", "20 * * * * ?"),
        ScheduledJob.At<TextsJob>("texts", "40 * * * * ?"),
        ScheduledJob.At<PromptUsesJob>("prompt-uses", "50 * * * * ?"),
        ScheduledJob.Every<RetentionJob>("retention", TimeSpan.FromHours(1)),
        ScheduledJob.Every<RollupRetentionJob>("rollup-retention", TimeSpan.FromHours(1)),
        ScheduledJob.Every<RemoveProjectsJob>("remove-projects", TimeSpan.FromHours(1)),
        ScheduledJob.Every<CleanUpJob>("clean-up", TimeSpan.FromHours(1)),
    ];

    public static IServiceCollection AddJobs(this IServiceCollection services, Settings settings, JobsOptions options)
    {
        services.AddOptionsWithValidateOnStart<JobsOptions>().BindConfiguration("Jobs").ValidateDataAnnotations();
        services.AddSingleton<JobRuns>();
        services.AddQuartz(quartz =>
        {
            Configure(quartz, settings.Database(), TimeSpan.FromSeconds(options.CheckinSeconds));
            foreach (var job in Jobs)
            {
                job.Add(quartz);
            }
        });
        services.AddQuartzHostedService(host => host.WaitForJobsToComplete = true);
        return services;
    }

    /// <summary>The store that several dashboards share, and the one path on which every job is run.</summary>
    public static void Configure(IQuartzBuilder quartz, Sensitive<string> database, TimeSpan checkin)
    {
        quartz.ConfigureScheduler(scheduler => scheduler.InstanceName = Name);
        // More than there are jobs: none ever waits for another's thread.
        quartz.UseDefaultThreadPool(Jobs.Count + 2);
        quartz.AddJobMiddleware<RecordedRun>();
        quartz.UsePersistentStore(store =>
        {
            store.UsePostgres(NpgsqlFactory.Instance, database.Value);
            store.UseClustering(cluster =>
            {
                cluster.CheckinInterval = checkin;
                cluster.CheckinMisfireThreshold = 2 * checkin;
            });
        });
    }
}

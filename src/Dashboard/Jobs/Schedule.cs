using Npgsql;
using Observability.Domain;
using Quartz;

namespace Observability.Dashboard.Jobs;

/// <summary>Which jobs run when. The schedule is kept in PostgreSQL and shared: of several dashboards one runs each firing, and another takes over when it dies.</summary>
internal static class Schedule
{
    public static IServiceCollection AddJobs(this IServiceCollection services, Settings settings)
    {
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler => scheduler.InstanceName = "observability");
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(NpgsqlFactory.Instance, settings.Database().Value);
                store.UseClustering(cluster =>
                {
                    cluster.CheckinInterval = TimeSpan.FromSeconds(10);
                    cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(20);
                });
            });
            quartz.ScheduleJob<PartitionsJob>(
                trigger => trigger.WithIdentity("partitions").StartNow().WithSimpleSchedule(simple => simple.WithInterval(TimeSpan.FromHours(1)).RepeatForever()),
                job => job.WithIdentity("partitions"));
            quartz.ScheduleJob<ModelListsJob>(
                trigger => trigger.WithIdentity("model-lists").StartNow().WithSimpleSchedule(simple => simple.WithInterval(TimeSpan.FromMinutes(10)).RepeatForever()),
                job => job.WithIdentity("model-lists"));
            quartz.ScheduleJob<RevisionsJob>(
                trigger => trigger.WithIdentity("revisions").StartNow()
                    .WithCronSchedule("0/2 * * * * ?", cron => cron.WithMisfireInstruction(CronTriggerMisfireInstruction.DoNothing)),
                job => job.WithIdentity("revisions"));
            quartz.ScheduleJob<RollupJob>(
                trigger => trigger.WithIdentity("rollup").StartNow()
                    .WithCronSchedule("0/15 * * * * ?", cron => cron.WithMisfireInstruction(CronTriggerMisfireInstruction.DoNothing)),
                job => job.WithIdentity("rollup"));
            quartz.ScheduleJob<HopsJob>(
                trigger => trigger.WithIdentity("hops").StartNow()
                    .WithCronSchedule("20 * * * * ?", cron => cron.WithMisfireInstruction(CronTriggerMisfireInstruction.DoNothing)),
                job => job.WithIdentity("hops"));
        });
        services.AddQuartzHostedService(host => host.WaitForJobsToComplete = true);
        return services;
    }
}

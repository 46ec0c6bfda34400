using Quartz;

namespace Observability.Dashboard.Jobs;

/// <summary>A job and when it is run.</summary>
/// <param name="Name">Its name, everywhere: in the schedule, on the page, at the API.</param>
/// <param name="Add">Puts it into the schedule.</param>
internal sealed record ScheduledJob(string Name, Action<IQuartzBuilder> Add)
{
    /// <summary>At the start of the dashboard, and then at this interval.</summary>
    public static ScheduledJob Every<T>(string name, TimeSpan interval)
        where T : IJob =>
        new(name, quartz => quartz.ScheduleJob<T>(
            trigger => trigger.WithIdentity(name).StartNow().WithSimpleSchedule(simple => simple.WithInterval(interval).RepeatForever()),
            job => job.WithIdentity(name).RequestRecovery()));

    /// <summary>By the clock. Times missed are missed: the next one is never far.</summary>
    public static ScheduledJob At<T>(string name, string cron)
        where T : IJob =>
        new(name, quartz => quartz.ScheduleJob<T>(
            trigger => trigger.WithIdentity(name).StartNow().WithCronSchedule(cron, c => c.WithMisfireInstruction(CronTriggerMisfireInstruction.DoNothing)),
            job => job.WithIdentity(name).RequestRecovery()));
}

using Observability.Standalone.Hosts;

namespace Observability.EndToEnd.Tests.Standalone;

public sealed class RestartScheduleTests
{
    [Fact]
    public void Who_keeps_ending_at_once_waits_longer_each_time_up_to_half_a_minute()
    {
        var schedule = default(RestartSchedule);
        var waits = new List<double> { schedule.Wait.TotalSeconds };
        for (var i = 0; i < 9; i++)
        {
            schedule = schedule.AfterEnd(TimeSpan.FromSeconds(1));
            waits.Add(schedule.Wait.TotalSeconds);
        }

        Assert.Equal([0, 0.5, 1, 2, 4, 8, 16, 30, 30, 30], waits);
    }

    [Fact]
    public void Who_has_run_for_a_minute_is_started_again_soon()
    {
        var worn = new RestartSchedule(20);

        Assert.Equal(new RestartSchedule(1), worn.AfterEnd(RestartSchedule.Recovered));
    }
}

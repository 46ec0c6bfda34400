using Observability.Ingest.Spool;
using Observability.Testing;

namespace Observability.Ingest.Tests.Spool;

public sealed class BackoffScheduleTests
{
    private readonly ManualTimeProvider _time = new(Some.Start);

    [Fact]
    public void Waits_double_from_a_tenth_of_a_second_to_thirty()
    {
        var backoff = new BackoffSchedule(_time, new Longest());
        Assert.Equal(
            [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30],
            Enumerable.Range(0, 11).Select(_ => Math.Round(backoff.Failed().TotalSeconds, 3)));
    }

    [Fact]
    public void Chance_shortens_a_wait_by_at_most_half()
    {
        var backoff = new BackoffSchedule(_time, new Random(1));
        var all = Enumerable.Range(0, 1000).Select(_ => backoff.Failed().TotalSeconds).ToList();
        var waits = all[10..];
        Assert.All(waits, w => Assert.InRange(w, 15, 30));
        Assert.True(waits.Max() - waits.Min() > 10);
    }

    [Fact]
    public void A_success_starts_it_over()
    {
        var backoff = new BackoffSchedule(_time, new Longest());
        backoff.Failed();
        backoff.Failed();
        backoff.Succeeded();
        Assert.Equal(0.1, backoff.Failed().TotalSeconds, 3);
    }

    [Fact]
    public void It_knows_since_when_it_fails()
    {
        var backoff = new BackoffSchedule(_time, new Longest());
        Assert.Null(backoff.FailingSince);
        backoff.Failed();
        _time.Advance(TimeSpan.FromMinutes(1));
        backoff.Failed();
        Assert.Equal(Some.Start, backoff.FailingSince);
        backoff.Succeeded();
        Assert.Null(backoff.FailingSince);
    }

    [Fact]
    public void A_year_of_failures_overflows_nothing()
    {
        var backoff = new BackoffSchedule(_time, new Longest());
        Assert.All(Enumerable.Range(0, 1_000_000).Select(_ => backoff.Failed()), w => Assert.InRange(w.TotalSeconds, 0.09, 30));
    }

    private sealed class Longest : Random
    {
        public override double NextDouble() => 1;
    }
}

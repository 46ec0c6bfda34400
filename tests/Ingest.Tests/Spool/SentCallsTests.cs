using Observability.Ingest.Spool;
using Observability.Testing;

namespace Observability.Ingest.Tests.Spool;

public sealed class SentCallsTests
{
    [Fact]
    public void An_id_is_taken_once_until_its_time_is_over()
    {
        var time = new ManualTimeProvider(Some.Start);
        var sent = new SentCalls(new() { SentFor = TimeSpan.FromHours(1) }, time);
        var id = Guid.CreateVersion7();

        Assert.True(sent.TryTake(id));
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(sent.TryTake(id));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(sent.TryTake(id));
    }

    [Fact]
    public void Beyond_its_bound_the_oldest_is_forgotten_and_nothing_grows()
    {
        var sent = new SentCalls(new() { SentCalls = 1_000 }, new ManualTimeProvider(Some.Start));
        var ids = Enumerable.Range(0, 5_000).Select(_ => Guid.CreateVersion7()).ToList();

        Assert.All(ids, id => Assert.True(sent.TryTake(id)));

        Assert.Equal(1_000, sent.Count);
        Assert.False(sent.TryTake(ids[^1]));
        Assert.False(sent.TryTake(ids[^990]));
        Assert.True(sent.TryTake(ids[0]));
    }

    [Fact]
    public async Task A_spool_that_is_opened_again_knows_the_calls_it_still_holds()
    {
        using var spool = await TestSpool.OpenAsync();
        var (ended, open, ordinary) = (Some.Begin() with { IsSentOnce = true }, Some.Begin() with { IsSentOnce = true }, Some.Begin());
        foreach (var begin in (BeginRecord[])[ended, open, ordinary])
        {
            Assert.True(await spool.Spool.BeginAsync(begin));
        }

        Assert.True(await spool.Spool.EndAsync(Some.End(ended.Id)));

        await spool.KillAndReopenAsync();

        Assert.Equal((false, false, true), (spool.Spool.Sent.TryTake(ended.Id), spool.Spool.Sent.TryTake(open.Id), spool.Spool.Sent.TryTake(ordinary.Id)));
    }
}

using Microsoft.Extensions.Options;
using Observability.Dashboard.Replays;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Replays;

public sealed class SendLimitTests
{
    [Fact]
    [Trait("Fault", "F-56")]
    public void A_minute_has_room_for_so_many_calls_of_each_and_then_says_when_again()
    {
        var time = new ManualTimeProvider(Some.Noon);
        var limit = new SendLimit(Options.Create(new ReplayOptions { CallsPerMinute = 2 }), time);
        var anna = new Caller(Guid.CreateVersion7(), Access.Replay, "anna@example.com") { AccountId = Guid.CreateVersion7() };
        Assert.Null(limit.Take(anna));
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Null(limit.Take(anna));
        Assert.Equal(TimeSpan.FromSeconds(40), limit.Take(anna));
        Assert.Null(limit.Take(anna with { AccountId = Guid.CreateVersion7() }));
        Assert.Null(limit.Take(anna with { Scope = ProjectScope.Authorised(Guid.CreateVersion7()) }));

        time.Advance(TimeSpan.FromSeconds(40));
        Assert.Null(limit.Take(anna));
        Assert.Equal(TimeSpan.FromSeconds(20), limit.Take(anna));
    }
}

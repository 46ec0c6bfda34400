using Observability.Domain.Runs;

namespace Observability.Domain.Tests.Runs;

public sealed class RunStateTests
{
    [Theory]
    [InlineData(RunState.Waiting, "paused - cancelled")]
    [InlineData(RunState.Running, "paused - cancelled")]
    [InlineData(RunState.Paused, "- running cancelled")]
    [InlineData(RunState.Capped, "- running cancelled")]
    [InlineData(RunState.Finished, "- - -")]
    [InlineData(RunState.Cancelled, "- - -")]
    public void A_decision_leads_where_it_can(RunState state, string after) =>
        Assert.Equal(after, string.Join(' ', Enum.GetValues<RunDecision>().Select(d => new Run { State = state }.After(d) is { } next ? EnumNames.NameOf(next) : "-")));
}

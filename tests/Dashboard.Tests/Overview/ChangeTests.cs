using Observability.Dashboard.Overview;

namespace Observability.Dashboard.Tests.Overview;

public sealed class ChangeTests
{
    [Theory]
    [InlineData(120d, 100d, "+20%", 1)]
    [InlineData(80d, 100d, "−20%", -1)]
    [InlineData(100d, 100d, "±0%", 0)]
    [InlineData(1004d, 1000d, "+0.4%", 1)]
    [InlineData(1200d, 100d, "×12", 1)]
    [InlineData(0d, 100d, "−100%", -1)]
    [InlineData(3d, 0d, "new", 0)]
    public void Amounts_change_in_per_cent(double now, double before, string text, int direction) =>
        Assert.Equal(new Change(text, direction, ChangeMeaning.Neutral), Change.OfAmount(now, before));

    [Theory]
    [InlineData(0.05, 0.02, "+3 pp", 1)]
    [InlineData(0.021, 0.035, "−1.4 pp", -1)]
    public void Shares_change_in_points(double now, double before, string text, int direction) =>
        Assert.Equal(new Change(text, direction, ChangeMeaning.Neutral), Change.OfShare(now, before));

    [Fact]
    public void What_is_unknown_is_not_compared()
    {
        Assert.Null(Change.OfAmount(null, 1));
        Assert.Null(Change.OfAmount(1, null));
        Assert.Null(Change.OfAmount(0, 0));
        Assert.Null(Change.OfShare(null, 0.1));
    }

    [Fact]
    public void Only_where_less_is_better_does_a_change_mean_something()
    {
        Assert.Equal(ChangeMeaning.Worse, Change.OfAmount(2, 1, lessIsBetter: true)!.Meaning);
        Assert.Equal(ChangeMeaning.Better, Change.OfShare(0.01, 0.02, lessIsBetter: true)!.Meaning);
        Assert.Equal(ChangeMeaning.Neutral, Change.OfAmount(1, 1, lessIsBetter: true)!.Meaning);
        Assert.Equal(ChangeMeaning.Neutral, Change.OfAmount(2, 1)!.Meaning);
    }
}

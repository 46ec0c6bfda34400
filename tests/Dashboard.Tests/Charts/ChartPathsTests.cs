using Observability.Dashboard.Ui.Charts;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Tests.Charts;

public sealed class ChartPathsTests
{
    private static readonly TimeAxis Four = Zones.Axis("2026-11-22T00:00", "2026-11-22T04:00", BucketStep.Hour, TimeZoneInfo.Utc);

    [Fact]
    public void A_gap_breaks_the_line_and_a_value_alone_is_a_dot()
    {
        var path = new ChartPaths(Four, 10).Line([5, 10, null, 5]);

        Assert.Equal("M125 500L375 0", path.Whole);
        Assert.Equal("", path.Open);
        Assert.Equal("M875 500h0", path.Dots);
    }

    [Fact]
    public void What_leads_to_an_open_bucket_is_drawn_apart()
    {
        var path = new ChartPaths(Four with { IncompleteFrom = 3, BeginsInside = true }, 10).Line([0, 10, 10, 5]);

        Assert.Equal("M375 0L625 0", path.Whole);
        Assert.Equal("M125 1000L375 0M625 0L875 500", path.Open);
    }

    [Fact]
    public void Bars_stand_on_each_other_and_nothing_is_drawn_for_zero_or_unknown()
    {
        var paths = new ChartPaths(Four with { IncompleteFrom = 3 }, 10);

        Assert.Equal("M93 500V0h64V500z", paths.Bars([5, 0, null, null], _ => 5).Whole);
        Assert.Equal("M843 1000V900h64V1000z", paths.Bars([null, null, null, 1], _ => 0).Open);
    }

    [Fact]
    public void An_area_is_interrupted_where_nothing_was_measured()
    {
        double?[] values = [5, 5, null, 5];

        Assert.Equal("M125 500L375 500L375 1000L125 1000zM843 1000V500h64V1000z", new ChartPaths(Four, 10).Area(values, _ => 0, i => values[i] is not null).Whole);
    }

    [Fact]
    public void A_stack_adds_up_to_the_cent()
    {
        var series = Enumerable.Range(0, 10).Select(i => new ChartSeries($"{i}", "", "", [0.1])).ToList();

        Assert.Equal(1.0, new Stack(series, 1).Total(0));
        Assert.Equal(0.3, new Stack(series, 1).Floor(3, 0));
        Assert.Null(new Stack([new("a", "", "", [null])], 1).Total(0));
    }

    [Fact]
    public void A_period_with_another_number_of_buckets_is_laid_beside_these()
    {
        Assert.Equal([1, 2, 3, 4], Four.Beside([1, 2, 3, 4, 5])!);
        Assert.Equal([1, null, null, null], Four.Beside([1])!);
    }
}

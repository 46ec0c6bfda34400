using Observability.Dashboard.Tests.Charts;
using Observability.Dashboard.Ui;
using Observability.Domain.Rollups;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Ranges;

public sealed class UsageViewTests
{
    private static readonly DateTimeOffset Now = Zones.Utc("2026-11-22T12:47:13");

    private static readonly UsageView Everything = new(TimeRange.Parse("2026-11-01T10:00+05:45..2026-11-03").Range!, "Asia/Kathmandu", "model:gpt-4o* & cost:>0.01", true, false, BucketStep.FiveMinutes);

    [Fact]
    public void A_view_is_its_address()
    {
        Assert.Equal(("", "/usage"), (UsageView.Home.ToQuery(), UsageView.Home.On("/usage")));
        Assert.Equal((Everything, (string?)null), UsageView.Parse(Everything.ToQuery()));
        Assert.StartsWith("/usage?by=model&range=2026-11-01T10%3A00%2B05%3A45..2026-11-03&zone=Asia%2FKathmandu&q=", Everything.On("/usage?by=model"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("range=soon", "soon")]
    [InlineData("zone=Mars/Olympus", "Mars/Olympus")]
    [InlineData("zone=../../etc/passwd", "../../etc/passwd")]
    [InlineData("step=fortnight", "fortnight")]
    public void What_cannot_be_read_is_left_out_and_said(string query, string seen)
    {
        var (view, problem) = UsageView.Parse(query);

        Assert.Equal(UsageView.Home, view);
        Assert.Contains(seen, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_zone_of_the_address_wins_over_the_browsers_and_an_unknown_browser_is_in_UTC()
    {
        var browser = ViewerZone.Of("Europe/Berlin");

        Assert.Equal("Europe/Berlin", UsageView.Home.Zone(browser).Id);
        Assert.Equal("Asia/Kathmandu", Everything.Zone(browser).Id);
        Assert.Equal((TimeZoneInfo.Utc, false), (UsageView.Home.Zone(ViewerZone.Of("Nowhere/At all")), ViewerZone.Of(null).IsKnown));
    }

    [Fact]
    public void A_zoom_keeps_the_filter_and_lets_the_bucket_follow()
    {
        Assert.Equal("/usage?q=key%3Aci&range={from}..{to}", (UsageView.Home with { Query = "key:ci", Step = BucketStep.Hour }).ZoomOn("/usage"));
        Assert.Equal("/usage?range=2026-11-20T12%3A46Z..2026-11-22T12%3A47Z", UsageView.Home.ZoomOutOn("/usage", Now, Zones.Berlin));
    }

    [Theory]
    [InlineData("1h", BucketStep.Minute)]
    [InlineData("6h", BucketStep.FiveMinutes)]
    [InlineData("24h", BucketStep.QuarterHour)]
    [InlineData("3d", BucketStep.Hour)]
    [InlineData("7d", BucketStep.SixHours)]
    [InlineData("30d", BucketStep.Day)]
    [InlineData("90d", BucketStep.Day)]
    [InlineData("12M", BucketStep.Week)]
    [InlineData("5y", BucketStep.Month)]
    public void A_range_has_buckets_that_fit_a_chart(string text, BucketStep step)
    {
        var range = TimeRange.Parse(text).Range!.Resolve(Now, Zones.Berlin);

        Assert.Equal(step, range.Step);
        Assert.InRange(Buckets.Bounds(range.From, range.To, step, Zones.Berlin).Count, 20, 121);
        Assert.Contains(step, range.Steps);
    }

    [Fact]
    public void A_chosen_bucket_that_does_not_fit_the_range_gives_way()
    {
        var year = TimeRange.Parse("12M").Range!.Resolve(Now, Zones.Berlin);

        Assert.Equal(BucketStep.Week, (UsageView.Home with { Step = BucketStep.Minute }).StepOf(year));
        Assert.Equal(BucketStep.Day, (UsageView.Home with { Step = BucketStep.Day }).StepOf(year));
    }

    [Fact]
    public async Task The_picker_says_the_range_and_leads_to_the_others()
    {
        var html = await PickerAsync(UsageView.Home with { Query = "user:anna" }, ViewerZone.Of("Europe/Berlin"));

        Assert.Contains("Last 24 hours", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/usage?range=7d&amp;q=user%3Aanna\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/usage?range=2026-11-20T12%3A47Z..2026-11-21T12%3A47Z&amp;q=user%3Aanna\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/usage?q=user%3Aanna&amp;compare=previous\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/usage?q=user%3Aanna&amp;live=off\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("times are UTC", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_picker_says_when_the_browsers_zone_is_not_known() =>
        Assert.Contains("times are UTC", await PickerAsync(UsageView.Home, ViewerZone.Unknown), StringComparison.Ordinal);

    private static Task<string> PickerAsync(UsageView view, ViewerZone viewer) => Render.HtmlAsync<TimeRangePicker>(
        ("View", view), ("Viewer", viewer), ("Now", Now), ("HrefOf", (Func<UsageView, string>)(v => v.On("/usage"))));
}

using System.Globalization;
using Observability.Dashboard.Live;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Views;

public sealed class LiveViewTests
{
    [Fact]
    public async Task A_live_clock_says_when_it_began_and_by_which_clock_to_count()
    {
        var before = TimeProvider.System.GetUtcNow();
        var html = await Render.HtmlAsync<ElapsedTime>(("Since", Some.Noon));
        Assert.Contains("since=\"2026-03-14T12:00:00.0000000Z\"", html, StringComparison.Ordinal);
        var now = DateTimeOffset.Parse(html.Split("now=\"")[1].Split('"')[0], CultureInfo.InvariantCulture);
        Assert.InRange(now, before, TimeProvider.System.GetUtcNow());
    }
}

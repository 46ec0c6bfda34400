using Microsoft.Playwright;
using Observability.Dashboard.Ui.Charts;
using Observability.Domain.Rollups;
using static Microsoft.Playwright.Assertions;

namespace Observability.EndToEnd.Tests.Browser;

/// <summary>What charts.js does with what the server drew, in a real browser and under the product's content security policy.</summary>
public sealed class ChartTests
{
    private const string Hostile = "<img src=x onerror=alert(1)>";

    private static readonly DateTimeOffset Midnight = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    private static readonly TimeAxis Axis = TimeAxis.Of(Buckets.Bounds(Midnight, Midnight.AddHours(10), BucketStep.Hour, TimeZoneInfo.Utc), BucketStep.Hour, TimeZoneInfo.Utc, Midnight.AddDays(1));

    private static readonly ChartFrame Frame = new("Requests by model", Axis, ValueFormat.Count)
    {
        ZoomHref = "/usage?range={from}..{to}",
        ZoomOutHref = "/usage?range=48h",
        RequestsHref = "/requests?from={from}&to={to}",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_crosshair_goes_through_all_charts_and_survives_fresh_figures()
    {
        await using var site = await StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var visitor = await chromium.VisitAsync(site.Address);
        var page = await OpenAsync(visitor);

        await HoverAsync(page, 0, 3);

        await Expect(page.Locator(".over .cross")).ToHaveCountAsync(2);
        Assert.Equal(["35%", "35%"], await page.Locator(".over .cross").EvaluateAllAsync<string[]>("all => all.map(e => e.style.left)"));
        await Expect(page.Locator(".chart-tip .when")).ToHaveTextAsync("Sun 22 Nov 2026, 03:00–04:00");
        Assert.Equal(["Other", Hostile, "gpt-4o", "Total"], await page.Locator(".chart-tip td.name").AllInnerTextsAsync());
        Assert.Equal(["1", "2", "35", "38"], await page.Locator(".chart-tip td.num:not(.share)").AllInnerTextsAsync());

        // As a live page does it: the first hour has left, another has come.
        await page.Locator("time-chart").First.EvaluateAsync("""
            chart => {
              const data = JSON.parse(chart.getAttribute("data"));
              data.from = data.from.map(t => t + 3600000);
              data.end += 3600000;
              for (const series of data.series) series.texts = series.texts.map(() => "fresh");
              chart.setAttribute("data", JSON.stringify(data));
            }
            """);
        await Expect(page.Locator(".chart-tip td.num").First).ToHaveTextAsync("fresh");
        Assert.Equal("25%", await page.Locator(".over .cross").First.EvaluateAsync<string>("e => e.style.left"));

        await page.Mouse.MoveAsync(2, 2);
        await Expect(page.Locator(".over .cross")).ToHaveCountAsync(0);
        await Expect(page.Locator(".chart-tip")).ToBeHiddenAsync();
        Assert.Equal(0, await page.Locator(".chart-tip img, time-chart img").CountAsync());
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task A_drag_zooms_to_whole_buckets_and_a_double_click_goes_back_out()
    {
        await using var site = await StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var visitor = await chromium.VisitAsync(site.Address);
        var page = await OpenAsync(visitor);

        await HoverAsync(page, 0, 6);
        await page.Mouse.DownAsync();
        await HoverAsync(page, 0, 2);
        await Expect(page.Locator(".selection")).ToHaveCountAsync(1);
        await page.Mouse.UpAsync();
        await Expect(page).ToHaveURLAsync(new Uri(site.Address, "/usage?range=2026-11-22T02%3A00%3A00Z..2026-11-22T07%3A00%3A00Z").AbsoluteUri);

        var (x, y) = await PlaceAsync(page, 0, 4);
        await page.Mouse.DblClickAsync(x, y);
        await Expect(page).ToHaveURLAsync(new Uri(site.Address, "/usage?range=48h").AbsoluteUri);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task A_click_leads_to_the_requests_behind_the_point_and_so_do_the_keys()
    {
        await using var site = await StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var visitor = await chromium.VisitAsync(site.Address);
        var page = await OpenAsync(visitor);
        var (x, y) = await PlaceAsync(page, 0, 3, 0.9);

        await page.Mouse.ClickAsync(x, y);
        await Expect(page.Locator(".chart-tip .links a").First).ToHaveTextAsync("Show the 35 requests · gpt-4o");
        await Expect(page.Locator(".chart-tip .links a").Last).ToHaveTextAsync("Show the 38 requests · Total");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".chart-tip")).ToBeHiddenAsync();
        await page.Mouse.MoveAsync(2, 2);

        await page.Locator(".plot").First.FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator(".plot").First).ToHaveAttributeAsync("aria-valuetext", $"Sun 22 Nov 2026, 01:00–02:00, Total 36, Other 1, {Hostile} 2, gpt-4o 33");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".chart-tip[data-pinned]")).ToBeVisibleAsync();
        await page.Locator(".chart-tip td.name a", new() { HasText = "gpt-4o" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Uri(site.Address, "/requests?q=model%3Agpt-4o&from=2026-11-22T01%3A00%3A00Z&to=2026-11-22T02%3A00%3A00Z").AbsoluteUri);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task The_legend_leaves_one_series_or_leaves_one_out_and_the_axis_follows()
    {
        await using var site = await StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await OpenAsync(await chromium.VisitAsync(site.Address));
        var legend = page.Locator("time-chart").First.Locator(".legend button");
        var ticks = page.Locator("time-chart").First.Locator(".ups span:visible");
        Assert.Equal("50", await ticks.Last.InnerTextAsync());

        await legend.Nth(2).ClickAsync();
        await Expect(ticks.Last).ToHaveTextAsync("1");
        Assert.Equal(["false", "false", "true"], await legend.EvaluateAllAsync<string[]>("all => all.map(e => e.getAttribute('aria-pressed'))"));
        await HoverAsync(page, 0, 3);
        Assert.Equal(["Other"], await page.Locator(".chart-tip td.name").AllInnerTextsAsync());

        await legend.Nth(2).ClickAsync();
        await Expect(ticks.Last).ToHaveTextAsync("50");
        await legend.Nth(0).ClickAsync(new() { Modifiers = [KeyboardModifier.Alt] });
        await Expect(ticks.Last).ToHaveTextAsync("4");
        await legend.Nth(0).FocusAsync();
        await page.Keyboard.PressAsync("Alt+Enter");
        await Expect(ticks.Last).ToHaveTextAsync("50");
    }

    [Fact]
    public async Task A_gap_is_a_gap_and_the_tooltip_says_that_nothing_was_measured()
    {
        await using var site = await StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await OpenAsync(await chromium.VisitAsync(site.Address));

        Assert.Equal(2, (await page.Locator(".line path:not(.open, .dots)").First.GetAttributeAsync("d"))!.Count(c => c == 'M'));
        await HoverAsync(page, 1, 5);
        await Expect(page.Locator(".chart-tip .none")).ToHaveTextAsync("Nothing measured");
    }

    [Fact]
    public async Task On_a_phone_the_tooltip_stays_inside_and_a_tap_holds_it()
    {
        await using var site = await StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await OpenAsync(await chromium.VisitAsync(site.Address), 390);

        foreach (var bucket in new[] { 0, 5, 9 })
        {
            await HoverAsync(page, 0, bucket);
            await Expect(page.Locator(".chart-tip")).ToBeVisibleAsync();
            var box = (await page.Locator(".chart-tip").BoundingBoxAsync())!;
            Assert.InRange(box.X, 0, 390 - box.Width);
            Assert.InRange(box.Y, 0, 844 - box.Height);
        }

        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= 390"));
        var (x, y) = await PlaceAsync(page, 0, 4);
        await page.Locator(".plot").First.EvaluateAsync("""
            (plot, at) => {
              for (const type of ["pointerdown", "pointerup", "pointerleave"]) {
                plot.dispatchEvent(new PointerEvent(type, { bubbles: type !== "pointerleave", pointerType: "touch", pointerId: 7, clientX: at.x, clientY: at.y, button: 0 }));
              }
            }
            """, new { x = (double)x, y = (double)y });
        await Expect(page.Locator(".chart-tip[data-pinned] .links a").First).ToBeVisibleAsync();
    }

    private static async Task<ChartSite> StartAsync()
    {
        Assert.SkipWhen(Chromium.Path is null, "No Chromium on this machine.");
        var site = await ChartSite.StartAsync(Ct);
        var values = Enumerable.Range(0, 10).ToList();
        ChartSeries[] models =
        [
            new("a", "gpt-4o", SeriesColors.Of("gpt-4o"), [.. values.Select(i => (double?)(32 + i))]) { Requests = [.. values.Select(i => 32L + i)], Href = "/requests?q=model%3Agpt-4o&from={from}&to={to}" },
            new("b", Hostile, SeriesColors.Of(Hostile), [.. values.Select(_ => (double?)2)]) { Requests = [.. values.Select(_ => 2L)] },
            new("c", "Other", SeriesColors.Other, [.. values.Select(_ => (double?)1)]) { Requests = [.. values.Select(_ => 1L)] },
        ];
        var latency = new ChartSeries("p95", "p95", SeriesColors.P95, [.. values.Select(i => i is 5 ? null : (double?)(400 + (100 * i)))]);
        site.Show(
            await ChartSite.DrawAsync<StackedBars>(("Chart", Frame), ("Series", models)),
            await ChartSite.DrawAsync<LineChart>(("Chart", Frame with { Title = "Latency", Format = ValueFormat.Duration }), ("Series", new[] { latency })));
        return site;
    }

    private static async Task<IPage> OpenAsync(Visitor visitor, int width = 1440)
    {
        await visitor.Page.SetViewportSizeAsync(width, width == 390 ? 844 : 900);
        await visitor.Page.GotoAsync("/");
        await Expect(visitor.Page.Locator("time-chart:defined")).ToHaveCountAsync(2);
        // The script reads what it was given in the first frame.
        await visitor.Page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        return visitor.Page;
    }

    private static async Task HoverAsync(IPage page, int chart, int bucket)
    {
        var (x, y) = await PlaceAsync(page, chart, bucket);
        await page.Mouse.MoveAsync(x, y);
    }

    private static async Task<(float X, float Y)> PlaceAsync(IPage page, int chart, int bucket, double height = 0.5)
    {
        var box = (await page.Locator(".plot").Nth(chart).BoundingBoxAsync())!;
        return (box.X + (box.Width * (bucket + 0.5f) / 10), box.Y + (box.Height * (float)height));
    }
}

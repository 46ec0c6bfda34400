using System.Globalization;
using Microsoft.Playwright;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;
using static Microsoft.Playwright.Assertions;

namespace Observability.EndToEnd.Tests.Browser;

/// <summary>What the pages of usage and performance show in a browser is what was written to the database.</summary>
public sealed class UsagePagesTests
{
    private const string Hostile = "<img src=x onerror=\"document.title='owned'\">";
    private const int Models = 12;
    private const int Each = 20;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stacks_add_up_to_the_table_zoom_by_a_drag_and_leave_as_a_file()
    {
        Assert.SkipWhen(Chromium.Path is null, "No Chromium on this machine.");
        await using var site = await SeededDashboard.StartAsync(Ct);
        await site.StoreAsync(Rows(site.Project), Ct);
        await using var chromium = await Chromium.StartAsync();
        var visitor = await chromium.VisitAsync(site.Address);
        var page = visitor.Page;
        await SeededDashboard.Account.SignInAsync(page);
        await Expect(page.Locator("main h1").First).ToBeVisibleAsync();

        await page.GotoAsync("/usage?measure=exchanges&range=2d&live=off&compare=previous");
        await Expect(page.Locator("tfoot td.chosen")).ToHaveTextAsync(Text(Models * Each));
        Assert.Equal(9, await page.Locator(".usage-table tbody tr").CountAsync());
        await Expect(page.Locator(".usage-table tbody tr").Last).ToContainTextAsync("Other");
        await Expect(page.Locator(".usage-beside").First).ToContainTextAsync("The 8 largest of 12");
        Assert.Equal(Models * Each, await SumOfChartAsync(page));

        await DownloadAddsUpAsync(page);
        await ZoomAsync(page);
        await NarrowAsync(page);

        await page.GotoAsync("/performance?range=2d&live=off");
        await Expect(page.Locator("time-chart")).ToHaveCountAsync(7);
        await Expect(page.Locator(".usage-table tbody tr").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Completed requests only" }).ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("outcome%3Acompleted", StringComparison.Ordinal));

        await FitsAPhoneAsync(page);
        Assert.NotEqual("owned", await page.TitleAsync());
        Assert.Empty(visitor.Complaints);
    }

    private static async Task DownloadAddsUpAsync(IPage page)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Table" }).ClickAsync());
        await using var stream = await download.CreateReadStreamAsync();
        using var reader = new StreamReader(stream);
        var lines = (await reader.ReadToEndAsync(Ct)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(11, lines.Length);
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"total,,,{Models * Each},"), lines[^1], StringComparison.Ordinal);
    }

    private static async Task ZoomAsync(IPage page)
    {
        var plot = page.Locator("time-chart .plot").First;
        await plot.ScrollIntoViewIfNeededAsync();
        var box = (await plot.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.5f), box.Y + 60);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.8f), box.Y + 60, new() { Steps = 5 });
        await page.Mouse.UpAsync();
        await page.WaitForURLAsync(url => url.Contains("..", StringComparison.Ordinal) && url.Contains("measure=exchanges", StringComparison.Ordinal));
        await Expect(page.Locator("tfoot td.chosen")).Not.ToHaveTextAsync(Text(Models * Each));
        var total = int.Parse(await page.Locator("tfoot td.chosen").InnerTextAsync(), NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.InRange(total, 1, (Models * Each) - 1);
        Assert.Equal(total, await SumOfChartAsync(page));
    }

    // A name that wants to be markup is text, and as a filter it is that one model.
    private static async Task NarrowAsync(IPage page)
    {
        await page.GotoAsync("/usage?measure=exchanges&n=15&range=2d&live=off");
        await page.GetByRole(AriaRole.Link, new() { Name = Hostile }).First.ClickAsync();
        await Expect(page.Locator(".usage-table tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("tfoot td.chosen")).ToHaveTextAsync(Text(Each));
    }

    private static async Task FitsAPhoneAsync(IPage page)
    {
        await page.SetViewportSizeAsync(390, 844);
        foreach (var path in new[] { "/usage?range=2d&compare=previous&n=15", "/usage?range=2d&by=prop.region&chart=area", "/performance?range=2d&compare=previous" })
        {
            await page.GotoAsync(path);
            await Expect(page.Locator(".usage-table tbody tr").First).ToBeVisibleAsync();
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path);
            Assert.True(await page.EvaluateAsync<bool>("(b => b.scrollWidth <= b.clientWidth)(document.querySelector('.page-body'))"), path);
        }
    }

    private static Task<int> SumOfChartAsync(IPage page) => page.EvaluateAsync<int>(
        "JSON.parse(document.querySelector('time-chart').getAttribute('data')).series.flatMap(s => s.values).reduce((a, b) => a + (b ?? 0), 0)");

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static List<Exchange> Rows(Guid project)
    {
        var now = DateTimeOffset.UtcNow;
        return [.. Enumerable.Range(0, Models * Each).Select(i => Row(project, now.AddMinutes(-10 - (i * 10)), i % Models))];
    }

    private static Exchange Row(Guid project, DateTimeOffset at, int model) => new()
    {
        Id = Guid.CreateVersion7(at),
        StartedAt = at,
        ProjectId = project,
        KeyId = Guid.CreateVersion7(),
        Upstream = model % 2 == 0 ? "openai" : "ollama",
        Format = "openai.chat",
        Method = "POST",
        Path = "/v1/chat/completions",
        Endpoint = "chat",
        ModelRequested = model == 0 ? Hostile : $"model-{model}",
        Status = 200,
        Outcome = model == 3 ? ExchangeOutcome.UpstreamRefused : ExchangeOutcome.Completed,
        Capture = CaptureVerdict.Kept,
        User = $"user-{model % 5}",
        Properties = $$"""{"region":"r{{model % 3}}"}""",
        InputTokens = 100,
        OutputTokens = 50,
        UsageSource = UsageSource.Provider,
        Pricing = model == 4 ? PricingState.Unpriced : PricingState.Priced,
        CostUsd = model == 4 ? null : 0.001m * model,
        DurationUs = 100_000 * (model + 1),
        FirstTokenUs = 50_000,
        LongestGapUs = 10_000,
        OverheadUs = 90,
        LoadUs = model % 2 == 1 ? 1_000_000 : null,
    };
}

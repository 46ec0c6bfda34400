using Microsoft.Playwright;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using Observability.Domain.Pricing;
using static Microsoft.Playwright.Assertions;

namespace Observability.EndToEnd.Tests.Browser;

/// <summary>The overview in a browser: home once there is something, narrowed by its filter, leading to the requests behind a figure, alive.</summary>
public sealed class OverviewPageTests
{
    private const string Hostile = "<img src=x onerror=\"document.title='owned'\">";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_overview_is_home_narrows_as_a_whole_leads_to_requests_and_follows_what_comes_in()
    {
        Assert.SkipWhen(Chromium.Path is null, "No Chromium on this machine.");
        await using var site = await SeededDashboard.StartAsync(Ct);
        await site.StoreAsync([.. Enumerable.Range(0, 20).Select(i => Row(site.Project, i))], Ct);
        await using var chromium = await Chromium.StartAsync();
        var visitor = await chromium.VisitAsync(site.Address);
        var page = visitor.Page;
        await SeededDashboard.Account.SignInAsync(page);

        await page.WaitForURLAsync("**/overview");
        var requests = page.Locator("[data-figure=requests]");
        await Expect(requests.Locator("strong")).ToHaveTextAsync("20");
        await Expect(page.Locator("[data-figure=errors]")).ToContainTextAsync("5 of 20");
        await Expect(page.Locator(".overview time-chart")).ToHaveCountAsync(4);
        await Expect(page.Locator(".ranking").First).ToContainTextAsync(Hostile);

        await page.Locator("#filter").FillAsync("user:anna");
        await page.Locator("#filter").PressAsync("Enter");
        await page.WaitForURLAsync("**q=user*anna*");
        await Expect(requests.Locator("strong")).ToHaveTextAsync("10");
        Assert.All(await SumsOfStacksAsync(page), sum => Assert.Equal(10, sum));

        // By itself: nothing is clicked and nothing reloaded.
        await site.StoreAsync([Row(site.Project, 0), Row(site.Project, 1)], Ct);
        await site.TellAsync(Ct);
        await Expect(requests.Locator("strong")).ToHaveTextAsync("11");

        var address = (await requests.GetAttributeAsync("href"))!;
        Assert.Contains("q=user", address, StringComparison.Ordinal);
        await requests.ClickAsync();
        await page.WaitForURLAsync("**/requests?from=*&to=*&q=user*");
        await Expect(page.Locator(".rows tr[data-row]")).ToHaveCountAsync(11);

        await page.SetViewportSizeAsync(390, 844);
        await page.GotoAsync("/overview");
        await Expect(requests).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        Assert.NotEqual("owned", await page.TitleAsync());
        Assert.Empty(visitor.Complaints);
    }

    // The chart of requests: all its series added up.
    private static Task<double[]> SumsOfStacksAsync(IPage page) => page.EvaluateAsync<double[]>(
        "[...document.querySelectorAll('.overview time-chart')].slice(0, 1).map(c => JSON.parse(c.getAttribute('data')).series.flatMap(s => s.values).reduce((a, b) => a + b, 0))");

    private static Exchange Row(Guid project, int i)
    {
        var at = DateTimeOffset.UtcNow.AddMinutes(-5 - i);
        return new()
        {
            Id = Guid.CreateVersion7(at),
            StartedAt = at,
            ProjectId = project,
            KeyId = Guid.CreateVersion7(),
            Upstream = "openai",
            Format = "openai.chat",
            Method = "POST",
            Path = "/v1/chat/completions",
            Endpoint = "chat",
            ModelRequested = i % 4 == 0 ? Hostile : "gpt-4o",
            Status = i % 4 == 3 ? (short)429 : (short)200,
            Outcome = i % 4 == 3 ? ExchangeOutcome.UpstreamRefused : ExchangeOutcome.Completed,
            Capture = CaptureVerdict.Kept,
            User = i % 2 == 0 ? "anna" : Hostile,
            InputTokens = 100,
            OutputTokens = 50,
            UsageSource = UsageSource.Provider,
            Pricing = PricingState.Priced,
            CostUsd = 0.01m,
            DurationUs = 100_000,
            OverheadUs = 90,
        };
    }
}

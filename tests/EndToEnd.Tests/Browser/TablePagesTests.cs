using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Observability.Domain.Exchanges;
using Observability.Domain.Pricing;
using static Microsoft.Playwright.Assertions;

namespace Observability.EndToEnd.Tests.Browser;

/// <summary>The tables of models, users and keys, and the page of one of them, in a browser.</summary>
public sealed partial class TablePagesTests
{
    private const string Hostile = "<img src=x onerror=\"document.title='owned'\">/../a:b?c#d 100%";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tables_sort_by_every_column_narrow_by_a_filter_and_open_the_page_of_a_row()
    {
        Assert.SkipWhen(Chromium.Path is null, "No Chromium on this machine.");
        await using var site = await SeededDashboard.StartAsync(Ct);
        var key = Guid.CreateVersion7();
        await site.StoreAsync([Row(site.Project, key, "gpt-4o", "anna", 1), Row(site.Project, key, "gpt-4o", "anna", 2), Row(site.Project, key, Hostile, Hostile, 3), Row(site.Project, key, null, null, 4)], Ct);
        await using var chromium = await Chromium.StartAsync();
        var visitor = await chromium.VisitAsync(site.Address);
        var page = visitor.Page;
        await SeededDashboard.Account.SignInAsync(page);
        await Expect(page.Locator("main h1").First).ToBeVisibleAsync();

        await SortsByEveryColumnAsync(page, "/models", 3);
        await SortsByEveryColumnAsync(page, "/users", 2);

        await page.GotoAsync("/models?sort=requests");
        await Expect(page.Locator(".sums tbody tr").First).ToContainTextAsync("gpt-4o");
        await Expect(page.Locator(".sums")).ToContainTextAsync("no model named");
        await page.Locator("#filter").FillAsync("model:gpt-4o");
        await page.Locator("#filter").PressAsync("Enter");
        await Expect(page.Locator(".sums tbody tr")).ToHaveCountAsync(1);
        await page.Locator(".filter-box .term .remove").ClickAsync();
        await Expect(page.Locator(".sums tbody tr")).ToHaveCountAsync(3);

        await NarrowsByAValueAsync(page);
        await OpensAsync(page, "/models");
        await OpensAsync(page, "/users");
        await page.GotoAsync($"/keys/{key}");
        await Expect(page.Locator("time-chart")).ToHaveCountAsync(4);
        await Expect(page.Locator(".splits")).ToContainTextAsync("anna");

        await FitsAPhoneAsync(page, ["/models", "/users", "/keys", $"/keys/{key}", "/users/anna", "/models/" + Uri.EscapeDataString(Hostile)]);
        Assert.NotEqual("owned", await page.TitleAsync());
        Assert.Empty(visitor.Complaints);
    }

    private static async Task SortsByEveryColumnAsync(IPage page, string path, int rows)
    {
        await page.GotoAsync(path);
        await Expect(page.Locator(".sums tbody tr")).ToHaveCountAsync(rows);
        var heads = page.Locator(".sums th a");
        for (var i = 0; i < await heads.CountAsync(); i++)
        {
            await heads.Nth(i).ClickAsync();
            await Expect(page.Locator(".sums th").Filter(new() { Has = page.Locator("svg") })).ToHaveCountAsync(1);
            await Expect(page.Locator(".sums th:has(a)").Nth(i)).ToHaveAttributeAsync("aria-sort", Sorted());
            await Expect(page.Locator(".sums tbody tr")).ToHaveCountAsync(rows);
        }
    }

    // The row's own signs: only it, all but it, usage by its field; and those of a part on the page of another.
    private static async Task NarrowsByAValueAsync(IPage page)
    {
        var cell = page.Locator(".sums tbody td.main").Filter(new() { HasText = "gpt-4o" });
        await cell.HoverAsync();
        await cell.Locator(".ways .without").ClickAsync();
        await Expect(page.Locator(".filter-box .term")).ToHaveTextAsync("-model:\"gpt-4o\"");
        await Expect(page.Locator(".sums tbody tr")).ToHaveCountAsync(2);
        await page.GotoAsync("/models/gpt-4o");
        var anna = page.Locator(".splits td.main").Filter(new() { HasText = "anna" });
        await anna.HoverAsync();
        await Expect(anna.Locator(".ways .only")).ToHaveAttributeAsync("href", "/models/gpt-4o?q=user_id%3Aanna");
        await anna.Locator(".ways .group").ClickAsync();
        await Expect(page.Locator("main h1")).ToHaveTextAsync("Usage & cost");
        await Expect(page.Locator(".filter-box .term")).ToHaveTextAsync("model:\"gpt-4o\"");
        await Expect(page.Locator(".usage-table tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator(".usage-table tbody .ways .only")).ToHaveAttributeAsync("href", new Regex("by=user.*q=|q=.*by=user"));
    }

    // A name that wants to be markup, a folder above and a query is text, and its page is its own.
    private static async Task OpensAsync(IPage page, string path)
    {
        await page.GotoAsync(path);
        await page.Locator(".sums").GetByRole(AriaRole.Link, new() { Name = Hostile }).First.ClickAsync();
        await Expect(page.Locator("main h1")).ToHaveTextAsync(Hostile);
        await Expect(page.Locator("time-chart")).ToHaveCountAsync(4);
        await Expect(page.Locator(".tiles").First).ToContainTextAsync("Requests");
        await page.ReloadAsync();
        await Expect(page.Locator("main h1")).ToHaveTextAsync(Hostile);
        await Expect(page.Locator("time-chart")).ToHaveCountAsync(4);
    }

    private static async Task FitsAPhoneAsync(IPage page, IReadOnlyList<string> paths)
    {
        await page.SetViewportSizeAsync(390, 844);
        foreach (var path in paths)
        {
            await page.GotoAsync(path);
            await Expect(page.Locator("main table, main time-chart").First).ToBeAttachedAsync();
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), $"{path} is wider than a phone.");
        }
    }

    private static Exchange Row(Guid project, Guid key, string? model, string? user, int minutesAgo)
    {
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-minutesAgo);
        return new()
        {
            Id = Guid.CreateVersion7(at),
            StartedAt = at,
            ProjectId = project,
            KeyId = key,
            Upstream = "openai",
            Format = "openai.chat",
            Method = "POST",
            Path = "/v1/chat/completions",
            Endpoint = "chat",
            ModelRequested = model,
            User = user,
            Status = 200,
            Outcome = ExchangeOutcome.Completed,
            Capture = CaptureVerdict.Kept,
            Pricing = PricingState.Priced,
            CostUsd = 0.25m,
            InputTokens = 100,
            OutputTokens = 20,
            DurationUs = 1_500_000,
            OverheadUs = 90,
        };
    }

    [GeneratedRegex("^(ascending|descending)$")]
    private static partial Regex Sorted();
}

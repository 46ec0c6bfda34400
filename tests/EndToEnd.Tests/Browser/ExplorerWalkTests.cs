using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Observability.Domain.Exchanges;
using Observability.Domain.Pricing;
using static Microsoft.Playwright.Assertions;

namespace Observability.EndToEnd.Tests.Browser;

/// <summary>The explorer by keyboard alone: after signing in nothing is pointed at.</summary>
public sealed class ExplorerWalkTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_open_compare_save_a_view_and_export_without_a_mouse()
    {
        Assert.SkipWhen(Chromium.Path is null, "No Chromium on this machine.");
        await using var site = await SeededDashboard.StartAsync(Ct);
        var (rows, bodies) = Stored(site.Project);
        await site.StoreAsync(rows, bodies, Ct);
        await using var chromium = await Chromium.StartAsync();
        var visitor = await chromium.VisitAsync(site.Address);
        var page = visitor.Page;
        await SeededDashboard.Account.SignInAsync(page);
        await page.GotoAsync("/requests");
        await Expect(page.Locator("tr[data-row]").First).ToBeVisibleAsync();

        await FindAsync(page);
        await OpenAsync(page);
        await CompareAsync(page);
        await SaveAsync(page);
        await ExportAsync(page);
        Assert.Empty(visitor.Complaints);
    }

    // The keys are told by the key that people try first.
    private static async Task FindAsync(IPage page)
    {
        await page.Keyboard.PressAsync("?");
        await Expect(page.Locator("#shortcuts")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#shortcuts")).ToBeHiddenAsync();

        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#filter")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("model:gpt-4o ");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("q=model%3Agpt-4o"));
        await Expect(page.Locator("tr[data-row]", new() { HasText = "llama" })).ToHaveCountAsync(0);
        await Expect(page.Locator("tr[data-row]", new() { HasText = "gpt-4o" }).First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.EvaluateAsync("document.activeElement.blur()");
    }

    private static async Task OpenAsync(IPage page)
    {
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await Expect(page.Locator("tr[data-row] a.open").Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        var panel = page.Locator(".panel");
        await Expect(panel.Locator(".message.user")).ToContainTextAsync("Question 2");
        await page.Keyboard.PressAsync("j");
        await Expect(panel.Locator(".message.user")).ToContainTextAsync("Question 4");
        await page.Keyboard.PressAsync("k");
        await Expect(panel.Locator(".message.user")).ToContainTextAsync("Question 2");
        await page.Keyboard.PressAsync("Escape");
        await Expect(panel).ToHaveCountAsync(0);
        await Expect(page.Locator("tr[data-row] a.open").Nth(1)).ToBeFocusedAsync();
    }

    private static async Task CompareAsync(IPage page)
    {
        await page.Keyboard.PressAsync("x");
        await Expect(page.Locator("tr[data-row][aria-selected=true]")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await Expect(page.Locator("tr[data-row][aria-selected=true]")).ToHaveCountAsync(2);
        await page.Keyboard.PressAsync("d");
        await page.WaitForURLAsync("**/requests/compare?a=*&b=*");
        await Expect(page.Locator(".compare .message ins").First).ToHaveTextAsync("4");
        await Expect(page.Locator(".compare .message del").First).ToHaveTextAsync("2");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page).ToHaveURLAsync(new Regex("/requests\\?.*q=model%3Agpt-4o"));
        await Expect(page.Locator("tr[data-row]").First).ToBeVisibleAsync();
    }

    private static async Task SaveAsync(IPage page)
    {
        await page.Keyboard.PressAsync("s");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await page.Keyboard.TypeAsync("Mine");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("view="));
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("v");
        await Expect(page.Locator(".views-menu")).ToBeVisibleAsync();
        await Expect(page.Locator(".views-menu")).ToContainTextAsync("Mine");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".views-menu")).ToBeHiddenAsync();
    }

    private static async Task ExportAsync(IPage page)
    {
        await page.EvaluateAsync("document.activeElement.blur()");
        await page.Keyboard.PressAsync("e");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Download" });
        for (var i = 0; i < 12 && !await button.EvaluateAsync<bool>("b => b === document.activeElement"); i++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await Expect(button).ToBeFocusedAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.Keyboard.PressAsync("Enter"));
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), Ct);
        Assert.Equal(30, lines.Length);
        Assert.All(lines, l => Assert.Equal("gpt-4o", JsonDocument.Parse(l).RootElement.GetProperty("model_requested").GetString()));
    }

    private static (List<Exchange> Rows, List<ExchangeBodies> Bodies) Stored(Guid project)
    {
        var now = DateTimeOffset.UtcNow;
        var (rows, bodies) = (new List<Exchange>(), new List<ExchangeBodies>());
        for (var i = 0; i < 60; i++)
        {
            var at = now.AddMinutes(-i - 1);
            var model = i % 2 == 0 ? "gpt-4o" : "llama3.2";
            var question = $"Question {i}";
            rows.Add(new()
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
                ModelRequested = model,
                ModelServed = model,
                Status = 200,
                Outcome = ExchangeOutcome.Completed,
                Pricing = PricingState.Unpriced,
                DurationUs = 1_000_000 + (i * 1_000),
                RequestPreview = question,
                ResponsePreview = "An answer.",
            });
            bodies.Add(new()
            {
                Id = rows[^1].Id,
                StartedAt = at,
                ProjectId = project,
                RequestHeaders = new StoredHeaders([new("Content-Type", "application/json")], 0).Encode(),
                RequestBody = JsonSerializer.SerializeToUtf8Bytes(new { model, messages = new[] { new { role = "user", content = question } } }),
                ResponseHeaders = new StoredHeaders([new("Content-Type", "application/json")], 0).Encode(),
                ResponseBody = JsonSerializer.SerializeToUtf8Bytes(new { model, choices = new[] { new { index = 0, message = new { role = "assistant", content = "An answer." }, finish_reason = "stop" } } }),
            });
        }

        return (rows, bodies);
    }
}

using Microsoft.Playwright;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;
using Observability.Testing.FakeProvider;
using static Microsoft.Playwright.Assertions;

namespace Observability.EndToEnd.Tests.Browser;

/// <summary>A call made by hand, in a browser, with everything real but the provider.</summary>
public sealed class PlaygroundTests : IDisposable
{
    private readonly string _folder = TestFolders.Create();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task From_an_empty_playground_to_two_answers_and_back_by_the_history()
    {
        Assert.SkipWhen(Chromium.Path is null, "No Chromium on this machine.");
        await using var provider = await FakeProvider.StartAsync(new() { TokensPerSecond = 80 }, Ct);
        await using var run = RunProcess.StartBy(
            ["env", $"UPSTREAM_OPENAI_URL={provider.BaseUrl}v1", "UPSTREAM_OPENAI_ALLOW_PRIVATE=true"], Path.Combine(_folder, "data"));
        var account = FirstAccount.Of(await run.WaitForLineAsync("ADMIN ", Ct));
        await run.WaitUntilReadyAsync(Ct);
        await using var chromium = await Chromium.StartAsync();
        var visitor = await chromium.VisitAsync(run.Dashboard);
        var page = visitor.Page;
        await account.SignInAsync(page);
        await Expect(page.Locator("main h1").First).ToBeVisibleAsync();

        await page.GotoAsync("/playground");
        await page.GetByRole(AriaRole.Button, new() { Name = "New", Exact = true }).ClickAsync();
        await page.Locator("#new-upstream").SelectOptionAsync("openai");
        await page.Locator("#new-model").FillAsync("gpt-4o-mini");
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        await Expect(page.Locator("#draft-model")).ToHaveValueAsync("gpt-4o-mini");

        await WriteAsync(page);
        await page.Locator("#play-credential").FillAsync("sk-typed-for-this-call");
        await page.Locator("#play-runs").SelectOptionAsync("2");
        await page.Locator(".form-message textarea").PressAsync("Control+Enter");

        var answers = page.Locator(".answer-column");
        await Expect(answers).ToHaveCountAsync(2);
        await Expect(answers.GetByText("Open the request")).ToHaveCountAsync(2);
        Assert.Equal(2, provider.Ledger.Entries.Count);
        Assert.Single(provider.Ledger.Entries.Select(call => call.RequestSha256).Distinct());
        Assert.All(provider.Ledger.Entries, call => Assert.Contains(call.Headers, h => h.Value == "Bearer sk-typed-for-this-call"));

        // What is edited is not lost by a click beside it.
        await page.Locator(".form-message textarea").FillAsync("Something else.");
        await page.Locator(".form-message textarea").BlurAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Requests" }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("has not been sent");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(page.Locator(".form-message textarea")).ToHaveValueAsync("Something else.");

        await page.GetByRole(AriaRole.Button, new() { Name = "History" }).ClickAsync();
        await Expect(page.Locator(".play-history .answers .badge")).ToHaveCountAsync(2);
        await page.Locator(".play-history .open").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Leave" }).ClickAsync();
        await Expect(page.Locator(".form-message textarea")).ToHaveValueAsync("How deep is the sea?");
        await Expect(page.Locator("#draft\\/temperature")).ToHaveValueAsync("0.3");
        Assert.DoesNotContain("sk-typed", await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Empty(visitor.Complaints);
    }

    // By form; what cannot be is said and holds up the sending.
    private static async Task WriteAsync(IPage page)
    {
        await page.Locator(".form-message textarea").FillAsync("How deep is the sea?");
        var temperature = page.Locator("#draft\\/temperature");
        await temperature.FillAsync("warm");
        await temperature.BlurAsync();
        await Expect(page.Locator(".field-problem")).ToContainTextAsync("warm");
        await Expect(page.Locator("[data-send]")).ToBeDisabledAsync();
        await temperature.FillAsync("0.3");
        await temperature.BlurAsync();
        await Expect(page.Locator("[data-send]")).ToBeEnabledAsync();
    }
}

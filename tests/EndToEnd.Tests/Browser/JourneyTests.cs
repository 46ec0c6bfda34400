using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;
using Observability.Testing.FakeProvider;
using static Microsoft.Playwright.Assertions;

namespace Observability.EndToEnd.Tests.Browser;

/// <summary>What a newcomer does in the first five minutes, with everything real but the provider.</summary>
public sealed class JourneyTests : IDisposable
{
    private readonly string _folder = TestFolders.Create();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task From_the_first_start_to_a_revoked_key()
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
        await Expect(page.GetByText("Send your first request")).ToBeVisibleAsync();

        var key = await CreateKeyAsync(page, "Journey");
        await page.GetByRole(AriaRole.Link, new() { Name = "Requests" }).ClickAsync();
        await Expect(page.GetByText("Waiting for the first request")).ToBeVisibleAsync();

        using var client = new HttpClient { BaseAddress = run.Ingest };
        // A new key takes a moment to reach the ingest.
        await Eventually.HoldsAsync(
            async () => (await SayAsync(client, key)) is { Status: HttpStatusCode.OK, Body: var body } && body.Contains("data: [DONE]", StringComparison.Ordinal),
            TimeSpan.FromSeconds(30), "the new key works", Ct);

        // By itself: nothing is clicked and nothing reloaded.
        var row = page.Locator(".grid tbody tr", new() { HasText = "How deep is the sea?" }).First;
        await Expect(row).ToBeVisibleAsync();
        await Expect(row).ToContainTextAsync("Journey");

        await row.Locator("a.open").ClickAsync();
        var panel = page.Locator(".panel");
        await Expect(panel.Locator(".message.user")).ToContainTextAsync("How deep is the sea?");
        await Expect(panel.Locator(".message.assistant .prose")).Not.ToBeEmptyAsync();
        await LinkAsksFirstAsync(page, panel);
        await panel.GetByRole(AriaRole.Link, new() { Name = "Timeline" }).ClickAsync();
        await Expect(panel.GetByRole(AriaRole.Rowheader, new() { Name = "To first token" })).ToBeVisibleAsync();
        await panel.GetByRole(AriaRole.Link, new() { Name = "Cost", Exact = true }).ClickAsync();
        await Expect(panel).ToContainTextAsync("Counted by");
        await panel.GetByRole(AriaRole.Link, new() { Name = "Response" }).ClickAsync();
        await Expect(panel.Locator(".events")).ToContainTextAsync("data: [DONE]");
        await page.Keyboard.PressAsync("Escape");
        await Expect(panel).ToHaveCountAsync(0);

        await FilterAsync(page, row);
        await RevokeKeyAsync(page, "Journey");
        await Eventually.HoldsAsync(
            async () => (await SayAsync(client, key)).Status == HttpStatusCode.Unauthorized, TimeSpan.FromSeconds(30), "the revoked key is refused", Ct);
        Assert.Empty(visitor.Complaints);
    }

    // Entered by a key; what is mistyped is told and mended; the address holds what is asked.
    private static async Task FilterAsync(IPage page, ILocator row)
    {
        await page.Keyboard.PressAsync("/");
        var box = page.GetByLabel("Filter requests");
        await Expect(box).ToBeFocusedAsync();
        await box.FillAsync("modle:nothing*");
        await box.PressAsync("Enter");
        await Expect(page.Locator(".filter-box .wrong")).ToContainTextAsync("Unknown field 'modle' at column 1. Did you mean model?");
        await Expect(row).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use model" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        await Expect(page).ToHaveURLAsync(new Regex("q=model%3Anothing"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Clear the filter" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/requests$"));
        await box.FillAsync("sea -user:anybody status:2xx");
        await box.PressAsync("Enter");
        // The row was there before: only the address tells that the list is another.
        await Expect(page).ToHaveURLAsync(new Regex("q=sea"));
        await page.ReloadAsync();
        await Expect(page.Locator(".filter-box .term")).ToHaveTextAsync(["sea", "-user:anybody", "status:2xx"]);
        // Where it was found it shows the words around what was looked for.
        await Expect(page.Locator(".grid tbody tr mark").First).ToHaveTextAsync("sea");
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear the filter" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/requests$"));
        await Expect(row).ToBeVisibleAsync();
    }

    // Written by a stranger: nothing is asked of its host, and Cancel leaves everything as it was.
    private static async Task LinkAsksFirstAsync(IPage page, ILocator panel)
    {
        await panel.GetByRole(AriaRole.Link, new() { Name = "charts" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("https://sea.example/depth");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Open", Exact = true })).ToHaveAttributeAsync("rel", "noopener noreferrer");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    private static async Task<string> CreateKeyAsync(IPage page, string name)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Keys" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        var key = await page.Locator("[data-secret=key]").InnerTextAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        return key;
    }

    private static async Task RevokeKeyAsync(IPage page, string name)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Keys" }).ClickAsync();
        await page.Locator(".list tbody tr", new() { HasText = name }).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke key" }).ClickAsync();
        await Expect(page.Locator(".list tbody tr", new() { HasText = name })).ToContainTextAsync("revoked");
    }

    private static async Task<(HttpStatusCode Status, string Body)> SayAsync(HttpClient client, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/{key}/chat/completions")
        {
            Content = new StringContent(
                """{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"How deep is the sea? See [charts](https://sea.example/depth) ![map](https://sea.example/map.png)"}]}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", "sk-of-the-client");
        using var response = await client.SendAsync(request, Ct);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
    }
}

using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Observability.Domain.Exchanges;
using Observability.Domain.Pricing;
using static Microsoft.Playwright.Assertions;

namespace Observability.EndToEnd.Tests.Browser;

/// <summary>The docked panel in a browser: giants open as quickly as anything, nothing in a stranger's text runs or loads, and keys are enough.</summary>
public sealed class PanelTests
{
    // What a machine under load may take for the first paint of anything.
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(5);

    private const string Hostile =
        """
        <script>document.title='owned'</script><img src="https://evil.example/a.png" onerror="document.title='owned'"><svg onload="document.title='owned'"/>
        ![remote](https://evil.example/b.png) [click](javascript:document.title='owned') [data](data:text/html,<script>document.title='owned'</script>)
        <iframe src="https://evil.example/"></iframe><a href="javascript:document.title='owned'">x</a> <style>@import url(https://evil.example/c.css)</style>

        """ + "\u202Etxt.exe\u202C Z\u0351\u036B\u0343\u036A\u0302\u036B\u033D\u034F\u0334a\u0300\u0301\u0302lgo \u001b[31mred\u001b[0m \u0000 \U000E0041\U000E0042 ![svg](data:image/svg+xml;base64,PHN2Zy8+)";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Giants_and_hostile_texts_open_and_nothing_of_them_runs_or_leaves()
    {
        Assert.SkipWhen(Chromium.Path is null, "No Chromium on this machine.");
        await using var site = await SeededDashboard.StartAsync(Ct);
        var exchanges = new (string Name, string Request, string Response, IReadOnlyList<Chunk> Chunks)[]
        {
            ("usual", Chat("How far is the moon?"), Answer("384,400 km."), []),
            ("hostile", Chat(Hostile, Hostile), Answer(Hostile), []),
            ("fifty-megabytes", Chat(string.Concat(Enumerable.Repeat("0123456789", 5 << 20))), Answer("Long."), []),
            ("two-thousand-messages", Chat([.. Enumerable.Range(0, 2000).Select(i => $"Message {i}")]), Answer("Talkative."), []),
            ("hundred-thousand-chunks", Chat("Count."), Stream(100_000), [.. Enumerable.Range(0, 100_000).Select(i => new Chunk(TimeSpan.FromMilliseconds(5 * (i + 1)), StreamLength(i + 1)))]),
        };
        var ids = await StoreAsync(site, exchanges);
        await using var chromium = await Chromium.StartAsync();
        var visitor = await chromium.VisitAsync(site.Address);
        var page = visitor.Page;
        await SeededDashboard.Account.SignInAsync(page);

        var usual = await OpenedInAsync(page, ids["usual"], ".message.assistant");
        foreach (var (name, ready) in new[] { ("hostile", ".message.assistant"), ("fifty-megabytes", ".strip"), ("two-thousand-messages", ".message.assistant"), ("hundred-thousand-chunks", ".strip") })
        {
            var took = await OpenedInAsync(page, ids[name], ready);
            Assert.True(took < (usual * 3) + Generous, $"{name} took {took}, a usual request {usual}.");
        }

        await EveryTabAsync(page, ids.Values);
        await LongConversationAsync(page, ids["two-thousand-messages"]);
        await LongBodyAsync(page, ids["fifty-megabytes"]);
        await LongStreamAsync(page, ids["hundred-thousand-chunks"]);
        Assert.NotEqual("owned", await page.TitleAsync());
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task A_panel_is_opened_widened_unfolded_and_closed_by_keys_alone()
    {
        Assert.SkipWhen(Chromium.Path is null, "No Chromium on this machine.");
        await using var site = await SeededDashboard.StartAsync(Ct);
        await StoreAsync(site, [("one", Chat("First?"), Answer("First."), []), ("two", Chat("Second?"), Answer("Second."), [])]);
        await using var chromium = await Chromium.StartAsync();
        var visitor = await chromium.VisitAsync(site.Address);
        var page = visitor.Page;
        await SeededDashboard.Account.SignInAsync(page);
        await page.GotoAsync("/requests");
        var panel = page.Locator(".panel");

        await page.Locator(".grid a.open").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(panel.Locator(".message.assistant")).ToContainTextAsync("Second.");
        await Expect(panel.Locator("[data-panel-title]")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("j");
        await Expect(panel.Locator(".message.assistant")).ToContainTextAsync("First.");

        var edge = panel.GetByRole(AriaRole.Separator);
        await edge.FocusAsync();
        var before = (await panel.BoundingBoxAsync())!.Width;
        await page.Keyboard.PressAsync("ArrowLeft");
        Assert.Equal(before + 24, (await panel.BoundingBoxAsync())!.Width, 1);
        await page.ReloadAsync();
        await Expect(panel.Locator(".message.assistant")).ToBeVisibleAsync();
        Assert.Equal(before + 24, (await panel.BoundingBoxAsync())!.Width, 1);

        await panel.GetByRole(AriaRole.Link, new() { Name = "Request", Exact = true }).ClickAsync();
        await panel.GetByRole(AriaRole.Button, new() { Name = "Tree" }).ClickAsync();
        await panel.GetByRole(AriaRole.Treeitem).First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(panel.GetByRole(AriaRole.Treeitem, new() { Level = 2 })).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(panel.Locator(".json-bar")).ToContainTextAsync("messages[0]");

        await panel.Locator(".expand").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(panel).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("full"));
        await page.Keyboard.PressAsync("Escape");
        await Expect(panel).ToHaveCountAsync(0);
        await Expect(page.Locator(".grid a.open").Nth(1)).ToBeFocusedAsync();
        Assert.Empty(visitor.Complaints);
    }

    private static async Task EveryTabAsync(IPage page, IEnumerable<Guid> ids)
    {
        foreach (var id in ids)
        {
            foreach (var tab in new[] { "timeline", "cost", "request", "response", "headers" })
            {
                await page.GotoAsync($"/requests?id={id}&tab={tab}");
                await Expect(page.Locator(".panel-body > *").First).ToBeVisibleAsync();
                await Expect(page.Locator(".panel .loading, .panel .spinner")).ToHaveCountAsync(0);
                await Expect(page.Locator(".panel-body [role=alert]")).ToHaveCountAsync(0);
                // Nothing of megabytes is in the page, whatever the body has.
                Assert.InRange(await page.EvaluateAsync<int>("document.querySelector('.panel').innerHTML.length"), 100, 3_000_000);
            }
        }
    }

    private static async Task LongConversationAsync(IPage page, Guid id)
    {
        await page.GotoAsync($"/requests?id={id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "earlier messages" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "1,970 messages before these" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "1,920 messages before these" })).ToBeVisibleAsync();
        await Expect(page.Locator(".panel .message")).ToHaveCountAsync(81);
    }

    private static async Task LongBodyAsync(IPage page, Guid id)
    {
        await page.GotoAsync($"/requests?id={id}&tab=request");
        await page.GetByRole(AriaRole.Treeitem, new() { Name = "messages" }).ClickAsync();
        await page.GetByRole(AriaRole.Treeitem, new() { Level = 2 }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Treeitem, new() { Level = 3 }).Last).ToContainTextAsync("50.00 MB");
        await page.GetByLabel("Find in the whole body").FillAsync("9\"}]");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".body-find [role=status]")).ToHaveTextAsync("1 of 1");
        await Expect(page.Locator("mark.now")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Number of the piece")).ToHaveValueAsync("401");
    }

    private static async Task LongStreamAsync(IPage page, Guid id)
    {
        await page.GotoAsync($"/requests?id={id}&tab=response");
        await Expect(page.Locator(".events li").Nth(1)).ToContainTextAsync("+5.00 ms");
        await page.GetByLabel("Number of the piece").FillAsync("50");
        await page.GetByLabel("Number of the piece").PressAsync("Enter");
        await Expect(page.Locator(".events li").First).ToContainTextAsync("data:");
        await page.GetByRole(AriaRole.Button, new() { Name = "Joined text" }).ClickAsync();
        await Expect(page.Locator(".panel .prose").First).ToContainTextAsync("w0 w1 w2");
    }

    private static async Task<TimeSpan> OpenedInAsync(IPage page, Guid id, string ready)
    {
        await page.GotoAsync("/requests");
        await Expect(page.Locator(".grid a.open").First).ToBeVisibleAsync();
        var began = Stopwatch.StartNew();
        await page.Locator($"a.open[href*='{id}']").ClickAsync();
        await Expect(page.Locator($".panel:has(panel-focus[exchange='{id}']) {ready}").First).ToBeVisibleAsync();
        return began.Elapsed;
    }

    private static string Chat(params string[] texts) =>
        JsonSerializer.Serialize(new { model = "gpt-4o", messages = texts.Select((t, i) => new { role = i % 2 == 0 ? "user" : "assistant", content = t }) });

    private static string Answer(string text) =>
        JsonSerializer.Serialize(new { id = "chatcmpl-1", model = "gpt-4o", choices = new[] { new { index = 0, message = new { role = "assistant", content = text }, finish_reason = "stop" } }, usage = new { prompt_tokens = 9, completion_tokens = 9 } });

    private static string Event(int i) => $"data: {{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"gpt-4o\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"w{i} \"}}}}]}}\n\n";

    private static string Stream(int events) => string.Concat(Enumerable.Range(0, events).Select(Event)) + "data: [DONE]\n\n";

    private static long StreamLength(int events) => (events * (long)Event(0).Length) + Enumerable.Range(1, Math.Max(0, (int)Math.Log10(Math.Max(1, events - 1)))).Sum(d => events - (long)Math.Pow(10, d));

    private static async Task<Dictionary<string, Guid>> StoreAsync(SeededDashboard site, (string Name, string Request, string Response, IReadOnlyList<Chunk> Chunks)[] exchanges)
    {
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal);
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < exchanges.Length; i++)
        {
            var (name, request, response, chunks) = exchanges[i];
            var at = now.AddMinutes(i - 30);
            var (sent, got) = (Encoding.UTF8.GetBytes(request), Encoding.UTF8.GetBytes(response));
            var stream = chunks.Count > 0;
            var row = Row(site.Project, at, name, sent.Length, got.Length, stream);
            ids[name] = row.Id;
            await site.StoreAsync([row], [Bodies(row, sent, got, chunks)], Ct);
        }

        return ids;
    }

    private static Exchange Row(Guid project, DateTimeOffset at, string name, int sent, int got, bool stream) => new()
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
        ModelRequested = "gpt-4o",
        User = name == "hostile" ? Hostile.Replace("\0", "", StringComparison.Ordinal) : "anna",
        Status = 200,
        Stream = stream,
        Outcome = ExchangeOutcome.Completed,
        Capture = CaptureVerdict.Kept,
        Pricing = PricingState.Priced,
        CostUsd = 0.25m,
        InputTokens = 100,
        OutputTokens = 20,
        DurationUs = stream ? 500_100_000 : 1_500_000,
        FirstByteUs = 5000,
        FirstTokenUs = stream ? 5000 : null,
        OverheadUs = 90,
        RequestBytes = sent,
        ResponseBytes = got,
        RequestPreview = name,
    };

    private static ExchangeBodies Bodies(Exchange row, byte[] sent, byte[] got, IReadOnlyList<Chunk> chunks) => new()
    {
        Id = row.Id,
        StartedAt = row.StartedAt,
        ProjectId = row.ProjectId,
        RequestHeaders = new StoredHeaders([new("Content-Type", "application/json")], 0).Encode(),
        RequestBody = sent,
        ResponseHeaders = new StoredHeaders([new("Content-Type", chunks.Count > 0 ? "text/event-stream" : "application/json")], 0).Encode(),
        ResponseBody = got,
        Chunks = ChunkTimeline.Encode(chunks).Encoded.ToArray(),
    };
}

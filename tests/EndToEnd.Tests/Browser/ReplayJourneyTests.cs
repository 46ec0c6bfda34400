using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;
using Observability.Testing.FakeProvider;
using static Microsoft.Playwright.Assertions;

namespace Observability.EndToEnd.Tests.Browser;

/// <summary>A captured chat replayed with another system message against two models at once, with everything real but the provider.</summary>
public sealed class ReplayJourneyTests : IDisposable
{
    private const string Edited = "You are a poet who answers at length.";

    private readonly string _folder = TestFolders.Create();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_chat_is_replayed_against_two_models_that_stream_side_by_side_and_the_original_lists_both()
    {
        Assert.SkipWhen(Chromium.Path is null, "No Chromium on this machine.");
        // Slow enough to be seen growing on a busy machine, quick enough to end.
        await using var provider = await FakeProvider.StartAsync(
            new() { Credential = "sk-stored", TokensPerSecond = 25, Plan = request => Behaviour.OfModel(request.Model) with { Tokens = request.Model == "gpt-4.1" ? 5_000 : 90 } }, Ct);
        await using var run = RunProcess.StartBy(
            ["env", $"UPSTREAM_OPENAI_URL={provider.BaseUrl}v1", "UPSTREAM_OPENAI_ALLOW_PRIVATE=true", "UPSTREAM_OPENAI_PRICES=openai", "UPSTREAM_OPENAI_CREDENTIAL=sk-stored"], Path.Combine(_folder, "data"));
        var account = FirstAccount.Of(await run.WaitForLineAsync("ADMIN ", Ct));
        var keys = await run.WaitForLineAsync("KEY ", Ct);
        await run.WaitUntilReadyAsync(Ct);
        var original = await SayAsync(run, KeyIn(keys, "write"));
        await using var chromium = await Chromium.StartAsync();
        var visitor = await chromium.VisitAsync(run.Dashboard);
        var page = visitor.Page;
        await account.SignInAsync(page);

        await page.GotoAsync($"/requests?id={original}");
        await Expect(page.Locator(".panel .message.assistant")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("r");
        await Expect(page).ToHaveURLAsync(new Regex($"/replay/{original}$"));
        await EditAsync(page);
        await AddModelAsync(page, "gpt-4o");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send to 2" }).ClickAsync();

        var columns = page.Locator(".answer-column:not(.original)");
        await Expect(columns).ToHaveCountAsync(2);
        await BothGrowAtOnceAsync(page);
        await Expect(page.Locator(".answer-column[aria-busy=true]")).ToHaveCountAsync(0);
        await Expect(columns.GetByRole(AriaRole.Link, new() { Name = "Open the request" })).ToHaveCountAsync(2);
        await FiguresAreThoseOfTheRowsAsync(run, KeyIn(keys, "read"), page, original);
        await DifferencesAreWordByWordAsync(page, columns);

        await AddModelAsync(page, "gpt-4.1");
        await StopWorksAsync(page, provider);
        await page.GotoAsync($"/requests?id={original}&tab=related");
        var replays = page.Locator(".related").First;
        await Expect(replays).ToContainTextAsync("Replays of it");
        await Expect(replays.Locator("li", new() { HasText = "gpt-4o-mini" })).ToHaveCountAsync(2);
        Assert.Empty(visitor.Complaints);
    }

    private static async Task EditAsync(IPage page)
    {
        var tab = page.GetByRole(AriaRole.Tab, new() { Name = "JSON" });
        await tab.ClickAsync();
        await Expect(tab).ToHaveAttributeAsync("aria-selected", "true");
        var body = page.Locator(".json-text");
        await Expect(body).ToHaveValueAsync(new Regex("You are brief"));
        var text = await body.InputValueAsync();
        await body.FillAsync(text.Replace("You are brief.", "{", StringComparison.Ordinal)[..^1]);
        await body.BlurAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Send" })).ToBeDisabledAsync();
        await body.FillAsync(text.Replace("You are brief.", Edited, StringComparison.Ordinal));
        await body.BlurAsync();
        await Expect(page.GetByText("edited", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Send" })).ToBeEnabledAsync();
    }

    private static async Task AddModelAsync(IPage page, string model)
    {
        var unfold = page.GetByRole(AriaRole.Button, new() { Name = "What is sent", Expanded = false });
        if (await unfold.IsVisibleAsync())
        {
            await unfold.ClickAsync();
        }

        await page.Locator(".one-more input").FillAsync(model);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex($"to=openai%2F{Regex.Escape(model)}$"));
        await Expect(page.Locator(".chip", new() { HasText = model }).Last).ToBeVisibleAsync();
    }

    // While both run, each has some text, and a moment later more of the same.
    private static async Task BothGrowAtOnceAsync(IPage page)
    {
        var grew = await page.EvaluateAsync<bool>(
            """
            () => new Promise((resolve, reject) => {
              const columns = [...document.querySelectorAll(".answer-column:not(.original)")];
              const texts = () => columns.map(c => c.querySelector(".prose")?.textContent ?? "");
              let first = null;
              const timer = setInterval(() => {
                const running = columns.every(c => c.getAttribute("aria-busy") === "true");
                const now = texts();
                if (running && !first && now.every(t => t.length > 0)) first = now;
                if (running && first && now.every((t, i) => t.length > first[i].length && t.startsWith(first[i]))) { clearInterval(timer); resolve(true); }
              }, 20);
              setTimeout(() => { clearInterval(timer); resolve(false); }, 20000);
            })
            """);
        Assert.True(grew, "Both columns grow while both run.");
    }

    private static async Task FiguresAreThoseOfTheRowsAsync(RunProcess run, string key, IPage page, Guid original)
    {
        using var api = new HttpClient { BaseAddress = run.Dashboard };
        api.DefaultRequestHeaders.Authorization = new("Bearer", key);
        var first = await RowAsync(original);
        for (var i = 0; i < 2; i++)
        {
            var column = page.Locator(".answer-column:not(.original)").Nth(i);
            var href = await column.GetByRole(AriaRole.Link, new() { Name = "Open the request" }).GetAttributeAsync("href");
            var row = await RowAsync(Guid.Parse(Regex.Match(href!, "id=([0-9a-f-]+)").Groups[1].Value));
            Assert.Equal(original.ToString(), row.GetProperty("replay_of").GetString());
            Assert.Contains($"\"{Edited}\"", await page.EvaluateAsync<string>("id => fetch(`/exchanges/${id}/request`).then(r => r.text())", row.GetProperty("id").GetString()), StringComparison.Ordinal);
            foreach (var (name, member) in new[] { ("Input tokens", "input_tokens"), ("Output tokens", "output_tokens") })
            {
                var (then, now) = (first.GetProperty(member).GetInt64(), row.GetProperty(member).GetInt64());
                var cells = column.Locator("tr", new() { HasText = name }).Locator("td");
                await Expect(cells.Nth(0)).ToHaveTextAsync($"{now}");
                await Expect(cells.Nth(1)).ToContainTextAsync(now > then ? $"+{now - then}" : now < then ? $"−{then - now}" : "±0");
            }

            var cost = column.Locator("tr", new() { HasText = "Cost" }).Locator("td").First.Locator("span[title]").First;
            Assert.Equal(Dollars(row.GetProperty("cost_usd").GetString()!), Dollars((await cost.GetAttributeAsync("title"))!));
        }

        static decimal Dollars(string text) => decimal.Parse(text.TrimStart('$'), CultureInfo.InvariantCulture);

        async Task<JsonElement> RowAsync(Guid id)
        {
            using var document = JsonDocument.Parse(await api.GetStringAsync(new Uri($"/api/v1/exchanges/{id}", UriKind.Relative), Ct));
            return document.RootElement.Clone();
        }
    }

    // What is the same and struck out is the original's answer, what is the same and underlined this one's.
    private static async Task DifferencesAreWordByWordAsync(IPage page, ILocator columns)
    {
        var before = await page.Locator(".answer-column.original .prose").TextContentAsync();
        for (var i = 0; i < 2; i++)
        {
            var column = columns.Nth(i);
            var after = await column.Locator(".prose").TextContentAsync();
            await column.GetByRole(AriaRole.Button, new() { Name = "Difference" }).ClickAsync();
            var diff = column.Locator(".diff");
            await Expect(diff.Locator("ins").First).ToBeVisibleAsync();
            Assert.Equal(before, await WithoutAsync(diff, "ins"));
            Assert.Equal(after, await WithoutAsync(diff, "del"));
        }

        static Task<string> WithoutAsync(ILocator diff, string left) => diff.EvaluateAsync<string>(
            "(diff, left) => { const copy = diff.cloneNode(true); copy.querySelectorAll(left).forEach(e => e.remove()); return copy.textContent; }", left);
    }

    private static async Task StopWorksAsync(IPage page, FakeProvider provider)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Send to 3" }).ClickAsync();
        var endless = page.Locator(".answer-column", new() { HasText = "gpt-4.1" });
        await Expect(endless.Locator(".prose")).Not.ToBeEmptyAsync();
        await endless.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
        await Expect(endless).ToContainTextAsync("You stopped it.");
        await Expect(endless.GetByRole(AriaRole.Link, new() { Name = "Open the request" })).ToBeVisibleAsync();
        await Expect(endless.Locator(".prose").First).Not.ToBeEmptyAsync();
        await Expect(page.Locator(".answer-column[aria-busy=true]")).ToHaveCountAsync(0);
        await Eventually.HoldsAsync(() => provider.Ledger.Running == 0, TimeSpan.FromSeconds(20), "the provider is no longer asked", Ct);
    }

    private static string KeyIn(string line, string kind) => Regex.Match(line, $@"{kind}=(\S+)").Groups[1].Value;

    private static async Task<Guid> SayAsync(RunProcess run, string key)
    {
        var id = Guid.CreateVersion7();
        using var client = new HttpClient { BaseAddress = run.Ingest };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/openai/{key}/chat/completions")
        {
            Content = new StringContent(
                """{"model":"gpt-4o-mini","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"system","content":"You are brief."},{"role":"user","content":"How deep is the sea?"}]}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Observability-Request-Id", id.ToString());
        using var response = await client.SendAsync(request, Ct);
        Assert.Contains("data: [DONE]", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        return id;
    }
}

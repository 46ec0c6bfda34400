using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Observability.Domain.Keys;
using Observability.EndToEnd.Tests.Browser;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;
using Observability.Testing.FakeProvider;
using static Microsoft.Playwright.Assertions;

namespace Observability.EndToEnd.Tests.Experiments;

/// <summary>From a dataset to the summary of an experiment, with everything real but the provider.</summary>
public sealed partial class ExperimentJourneyTests : IDisposable
{
    private const int Rows = 10;

    private readonly string _folder = TestFolders.Create();
    private readonly string _admin = KeyText.Generate(KeyKind.Admin).Value;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Two_versions_of_a_prompt_are_compared_by_a_rule_and_a_judge_and_the_worse_one_is_found()
    {
        Assert.SkipWhen(Chromium.Path is null, "No Chromium on this machine.");
        await using var provider = await FakeProvider.StartAsync(new(), Ct);
        await using var run = RunProcess.StartBy(
            ["env", $"UPSTREAM_OPENAI_URL={provider.BaseUrl}v1", "UPSTREAM_OPENAI_ALLOW_PRIVATE=true", $"OBSERVABILITY_ADMIN_KEY={_admin}"], Path.Combine(_folder, "data"));
        var account = FirstAccount.Of(await run.WaitForLineAsync("ADMIN ", Ct));
        await run.WaitUntilReadyAsync(Ct);
        await PrepareAsync(run.Dashboard);
        await using var chromium = await Chromium.StartAsync();
        var visitor = await chromium.VisitAsync(run.Dashboard);
        var page = visitor.Page;
        await account.SignInAsync(page);
        await Expect(page.Locator("main h1").First).ToBeVisibleAsync();

        await OrderAsync(page);
        await Expect(page.Locator(".run-progress .badge")).ToHaveTextAsync("finished", new() { IgnoreCase = true, Timeout = 120_000 });
        // Two answers to each row, and a verdict on each: every one of them once.
        Assert.Equal(4 * Rows, provider.Ledger.Entries.Count);

        var whole = page.Locator(".experiment-findings .findings > div", new() { HasText = "whole" });
        await Expect(whole.Locator(".badge")).ToHaveTextAsync("worse");
        await Expect(whole).ToContainTextAsync("beyond chance");
        await Expect(page.Locator(".experiment-sums tr", new() { HasText = "whole" })).ToContainTextAsync("100 %");
        await Expect(page.Locator(".experiment-sums tr", new() { HasText = "Judge" }).First).Not.ToContainTextAsync("—");
        await Expect(page.Locator(".experiment-findings")).ToContainTextAsync($"On {Rows} rows a variant fails");
        await page.GetByRole(AriaRole.Link, new() { Name = "Show them" }).ClickAsync();
        await Expect(page.Locator(".list.answers tbody tr")).ToHaveCountAsync(Rows);

        await ScoreAsync(page);
        Assert.Empty(visitor.Complaints);
    }

    private static async Task OrderAsync(IPage page)
    {
        await page.GotoAsync("/experiments");
        await page.GetByRole(AriaRole.Link, new() { Name = "New experiment" }).ClickAsync();
        await page.Locator("#x-name").FillAsync("Shorter answers");
        await page.Locator("#x-dataset").SelectOptionAsync(new SelectOptionValue { Label = $"Questions ({Rows})" });
        await page.Locator("#v-what-0").SelectOptionAsync(new SelectOptionValue { Label = "helper@1" });
        await page.Locator("#v-what-1").SelectOptionAsync(new SelectOptionValue { Label = "helper@2" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a rule" }).ClickAsync();
        await page.Locator("#r-kind-0").SelectOptionAsync(new SelectOptionValue { Label = "finish reason" });
        await page.Locator("#r-text-0").FillAsync("stop");
        await page.Locator("#r-name-0").FillAsync("whole");
        await page.GetByLabel("A model judges").CheckAsync();
        await page.Locator("#j-upstream").SelectOptionAsync("openai");
        await page.Locator("#j-model").FillAsync("gpt-4o-mini");
        await page.GetByRole(AriaRole.Button, new() { Name = "What would it cost?" }).ClickAsync();
        var start = page.GetByRole(AriaRole.Button, new() { Name = $"Start: {4 * Rows} calls" });
        await Expect(start).ToBeVisibleAsync();
        await start.ClickAsync();
        await page.WaitForURLAsync(Experiment());
    }

    private static async Task ScoreAsync(IPage page)
    {
        await page.Locator(".list.answers tbody tr").First.Locator("td").Nth(1).Locator("a.begin").ClickAsync();
        await Expect(page.Locator(".experiment.answer")).ToContainTextAsync("Against helper@1");
        await Expect(page.Locator(".experiment.answer .diff").First).Not.ToBeEmptyAsync();
        await page.Locator(".hand-score .up").ClickAsync();
        await page.Locator(".hand-score .comment").FillAsync("Short, and right.");
        await page.Locator(".hand-score").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator(".hand-score")).ToContainTextAsync("Scored by");
        await page.Locator(".page-head a").First.ClickAsync();
        await Expect(page.Locator(".experiment-sums")).ToContainTextAsync("By hand");
    }

    // What other pages are for is made by their API: a dataset, and a prompt of which the second version stops in the middle of a sentence.
    private async Task PrepareAsync(Uri dashboard)
    {
        using var http = new HttpClient { BaseAddress = dashboard };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _admin);
        var dataset = (await PostAsync(http, "/api/v1/datasets", new { name = "Questions" })).GetProperty("id").GetGuid();
        await PostAsync(http, $"/api/v1/datasets/{dataset}/rows", Enumerable.Range(1, Rows).Select(i => new { inputs = new { question = $"What is {i} times {i}?" }, expected = $"{i * i}" }));
        foreach (var limit in (int[])[400, 5])
        {
            await PostAsync(http, "/api/v1/prompts/helper/versions", new
            {
                upstream = "openai",
                target = "/v1/chat/completions",
                body = new { model = "gpt-4o-mini", max_tokens = limit, messages = new[] { new { role = "user", content = "Answer: {{question}}" } } },
            });
        }
    }

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(path, body, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    [GeneratedRegex("/experiments/[0-9a-f-]{36}$")]
    private static partial Regex Experiment();
}

using System.Text;
using Microsoft.Playwright;
using Observability.Domain.Exchanges;
using Observability.Domain.Formats;
using static Microsoft.Playwright.Assertions;

namespace Observability.EndToEnd.Tests.Browser;

/// <summary>From chosen requests to a file, by way of a dataset.</summary>
public sealed class DatasetTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_chosen_requests_become_a_dataset_that_is_edited_added_to_from_a_file_and_exported()
    {
        Assert.SkipWhen(Chromium.Path is null, "No Chromium on this machine.");
        await using var site = await SeededDashboard.StartAsync(Ct);
        var asked = Enumerable.Range(1, 4).Select(i => Asked(site.Project, i)).ToList();
        await site.StoreAsync([.. asked.Select(a => a.Row)], [.. asked.Select(a => a.Bodies)], Ct);
        await using var chromium = await Chromium.StartAsync();
        var visitor = await chromium.VisitAsync(site.Address);
        var page = visitor.Page;
        await SeededDashboard.Account.SignInAsync(page);
        await Expect(page.Locator("main h1").First).ToBeVisibleAsync();

        await AddThreeAsync(page);
        await EditAsync(page);
        await ImportAsync(page);

        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator(".dataset-head a", new() { HasText = "JSONL" }).ClickAsync());
        var lines = (await File.ReadAllTextAsync((await download.PathAsync())!, Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("moon.jsonl", download.SuggestedFilename);
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("""{"inputs":{"input":"Edited?"},"expected":"Answer 3","exchange_id":""", lines[0], StringComparison.Ordinal);
        Assert.Equal("""{"inputs":{"question":"From a file"},"expected":"Yes"}""", lines[3]);
        Assert.Empty(visitor.Complaints);
    }

    private static async Task AddThreeAsync(IPage page)
    {
        await page.GotoAsync("/requests");
        var boxes = page.Locator(".rows table tbody input[type=checkbox]");
        await Expect(boxes).ToHaveCountAsync(4);
        for (var i = 0; i < 3; i++)
        {
            await boxes.Nth(i).CheckAsync();
        }

        await page.Locator(".pager.chosen").GetByRole(AriaRole.Button, new() { Name = "Add to dataset" }).ClickAsync();
        await page.Locator("#copy-name").FillAsync("Moon");
        await page.Locator(".add-to-dataset button[type=submit]").ClickAsync();
        await Expect(page.Locator(".copy-outcome")).ToContainTextAsync("3 rows added.");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the dataset" }).ClickAsync();
        await Expect(page.Locator(".rows-of-dataset tbody tr")).ToHaveCountAsync(3);
    }

    private static async Task EditAsync(IPage page)
    {
        await page.Locator(".rows-of-dataset .inputs a").First.ClickAsync();
        var editor = page.Locator(".row-editor");
        await editor.Locator("textarea").First.FillAsync("Edited?");
        await page.Keyboard.PressAsync("Escape");
        await Expect(editor).ToContainTextAsync("What you filled in is not saved.");
        await editor.Locator("button[type=submit]").ClickAsync();
        await Expect(editor).ToHaveCountAsync(0);
        await Expect(page.Locator(".rows-of-dataset tbody tr").First).ToContainTextAsync("Edited?");
    }

    private static async Task ImportAsync(IPage page)
    {
        await page.Locator(".dataset-head").GetByRole(AriaRole.Button, new() { Name = "Import" }).ClickAsync();
        var file = new FilePayload { Name = "cases.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("question,ideal\nFrom a file,Yes\n\"open,quote\n") };
        // Blazor listens to a file field a round trip after it drew it; a person's file dialog is never that fast.
        await page.WaitForFunctionAsync("document.getElementById('import-file')?._blazorInputFileNextFileId !== undefined");
        await page.Locator("#import-file").SetInputFilesAsync(file);
        await Expect(page.Locator(".previewed").First).ToContainTextAsync("From a file");
        await page.Locator(".import button[type=submit]").ClickAsync();
        await Expect(page.Locator(".bad-lines")).ToContainTextAsync("Line 3: A cell begins with a quote that is never closed");
        await page.Locator(".import .check input").CheckAsync();
        await page.Locator(".import button[type=submit]").ClickAsync();
        await Expect(page.Locator(".rows-of-dataset tbody tr")).ToHaveCountAsync(4);
    }

    private static (Exchange Row, ExchangeBodies Bodies) Asked(Guid project, int number)
    {
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-number);
        var request = Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{"role":"user","content":"Question {{number}}"}]}""");
        var response = Encoding.UTF8.GetBytes($$$"""{"choices":[{"message":{"role":"assistant","content":"Answer {{{number}}}"},"finish_reason":"stop"}]}""");
        var row = new Exchange
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
            ModelRequested = "m",
            Status = 200,
            Outcome = ExchangeOutcome.Completed,
            Capture = CaptureVerdict.Kept,
            Finish = FinishKind.Stop,
            DurationUs = 1_000,
            RequestBytes = request.Length,
            ResponseBytes = response.Length,
        };
        var headers = new StoredHeaders([new("Content-Type", "application/json")], 0).Encode();
        return (row, new() { Id = row.Id, StartedAt = at, ProjectId = project, RequestHeaders = headers, RequestBody = request, ResponseHeaders = headers, ResponseBody = response });
    }
}

using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;
using Observability.Testing.FakeProvider;
using static Microsoft.Playwright.Assertions;

namespace Observability.EndToEnd.Tests.Browser;

/// <summary>A chat with a branch, a tool and tasks, as a reader finds it: in the list, as it was led, and from a request back to it.</summary>
public sealed partial class ConversationJourneyTests : IDisposable
{
    private const string Chat = "7f0c1b1e-1111-4222-8333-444455556666";

    private readonly string _folder = TestFolders.Create();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_chat_with_a_branch_a_tool_and_tasks_reads_as_it_was_led()
    {
        Assert.SkipWhen(Chromium.Path is null, "No Chromium on this machine.");
        await using var provider = await FakeProvider.StartAsync(new(), Ct);
        await using var run = RunProcess.StartBy(
            ["env", $"UPSTREAM_OPENAI_URL={provider.BaseUrl}v1", "UPSTREAM_OPENAI_ALLOW_PRIVATE=true", "OBSERVABILITY_OPENWEBUI_URL=https://chat.example"],
            Path.Combine(_folder, "data"));
        var account = FirstAccount.Of(await run.WaitForLineAsync("ADMIN ", Ct));
        var key = WriteKey().Match(await run.WaitForLineAsync("KEY ", Ct)).Groups[1].Value;
        await run.WaitUntilReadyAsync(Ct);
        await using var chromium = await Chromium.StartAsync();
        var visitor = await chromium.VisitAsync(run.Dashboard);
        var page = visitor.Page;
        await account.SignInAsync(page);
        await Expect(page.GetByText("Send your first request")).ToBeVisibleAsync();
        await page.GotoAsync("/conversations");
        await Expect(page.GetByText("No conversations yet")).ToBeVisibleAsync();

        using var chat = new ChatClient(run.Ingest, key, Chat);
        await LeadAsync(chat);

        // By itself: nothing is clicked and nothing reloaded.
        await page.Locator(".talks a.open").First.ClickAsync();
        var turns = page.Locator("article.turn");
        await Expect(turns).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Open in Open WebUI" })).ToHaveAttributeAsync("href", $"https://chat.example/c/{Chat}");
        await Expect(page.Locator(".tiles")).ToContainTextAsync("3 in the background");

        await WalkBranchesAsync(turns.Nth(1));

        // Only what is new: the first question is in the first turn alone.
        await Expect(page.GetByText("Why are there tides?", new() { Exact = true }).And(page.Locator("p"))).ToHaveCountAsync(1);

        var steps = turns.Nth(1).Locator("details.steps");
        await Expect(steps.Locator("summary").First).ToContainTextAsync("1 step with tools: tide_table");
        await steps.Locator("summary").First.ClickAsync();
        await Expect(steps).ToContainTextAsync("high_water");

        var background = turns.Nth(0).Locator("details.calls");
        await Expect(background.Locator("summary").First).ToContainTextAsync("3 in the background: title_generation, follow_up_generation, tags_generation");
        await background.Locator("summary").First.ClickAsync();
        await Expect(background.Locator(".call")).ToHaveCountAsync(3);

        // Said while it is being read: it comes at the end, and nothing else moves.
        await chat.AskAsync((await chat.AskAsync([], "Why are there tides?", "gpt-4o-mini", false, Ct)), "Thanks!", "gpt-4o-mini", false, Ct);
        await Expect(page.Locator(".tiles")).ToContainTextAsync("10");

        await turns.Nth(1).GetByRole(AriaRole.Link, new() { Name = "Request", Exact = true }).ClickAsync();
        var panel = page.Locator(".panel");
        await Expect(panel.Locator(".earlier")).ToContainTextAsync("first seen in the request before");
        await panel.GetByRole(AriaRole.Link, new() { Name = "Part of a conversation" }).ClickAsync();
        await Expect(page.Locator("article.turn.chosen")).ToHaveCountAsync(1);
        await FitsAPhoneAsync(page);
        Assert.Empty(visitor.Complaints);
    }

    // The last branch comes first: the question was edited, and then answered by another model.
    private static async Task WalkBranchesAsync(ILocator turn)
    {
        await Expect(turn.Locator(".branches")).ToContainTextAsync("3/3");
        await Expect(turn.Locator(".branches")).ToContainTextAsync("another model");
        await Expect(turn.Locator(".message.user")).ToContainTextAsync("And in Saint-Malo?");
        await turn.GetByRole(AriaRole.Link, new() { Name = "Previous branch" }).ClickAsync();
        await Expect(turn.Locator(".branches")).ToContainTextAsync("edited");
        await turn.GetByRole(AriaRole.Link, new() { Name = "Previous branch" }).ClickAsync();
        await Expect(turn.Locator(".branches")).ToContainTextAsync("original");
        await Expect(turn.Locator(".message.user")).ToContainTextAsync("When is high water in Brest?");
    }

    private static async Task LeadAsync(ChatClient chat)
    {
        var first = chat.AskAsync([], "Why are there tides?", "gpt-4o-mini", false, Ct);
        await Task.WhenAll(first, chat.TaskAsync("Generate a concise title summarizing the chat history.", Ct));
        await chat.TaskAsync("Suggest 3-5 relevant follow-up questions or prompts", Ct);
        await chat.TaskAsync("Generate 1-3 broad tags categorizing the main themes of the chat history", Ct);
        await chat.AskAsync(await first, "When is high water in Brest?", "gpt-4o-mini", tools: true, Ct);
        await chat.AskAsync(await first, "And in Saint-Malo?", "gpt-4o-mini", tools: false, Ct);
        await chat.AskAsync(await first, "And in Saint-Malo?", "gpt-4o", tools: false, Ct);
    }

    private static async Task FitsAPhoneAsync(IPage page)
    {
        await page.SetViewportSizeAsync(390, 844);
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        Assert.True(await page.EvaluateAsync<bool>("document.querySelector('.page-body').scrollWidth <= document.querySelector('.page-body').clientWidth"));
    }

    [GeneratedRegex(@"write=(\S+)")]
    private static partial Regex WriteKey();
}

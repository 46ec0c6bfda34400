using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;
using Observability.Testing.FakeProvider;
using static Microsoft.Playwright.Assertions;

namespace Observability.EndToEnd.Tests.Browser;

/// <summary>Readers of other languages: what they see, chosen by them or by their browser.</summary>
public sealed class LanguageTests : IDisposable
{
    // What the page shows, says and hints; not what is typed into it or was captured.
    private const string EverythingSaid = """
        () => {
          const hints = [...document.querySelectorAll("[title], [aria-label], [placeholder], [data-label]")]
            .flatMap(e => ["title", "aria-label", "placeholder", "data-label"].map(name => e.getAttribute(name) ?? ""));
          return [document.title, document.body.innerText, ...hints].join("\n");
        }
        """;

    private readonly string _folder = TestFolders.Create();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_page_speaks_the_language_that_was_chosen_and_new_rows_too()
    {
        Assert.SkipWhen(Chromium.Path is null, "No Chromium on this machine.");
        await using var provider = await FakeProvider.StartAsync(new() { TokensPerSecond = 400 }, Ct);
        await using var run = RunProcess.StartBy(
            ["env", $"UPSTREAM_OPENAI_URL={provider.BaseUrl}v1", "UPSTREAM_OPENAI_ALLOW_PRIVATE=true"],
            Path.Combine(_folder, "data"));
        var account = FirstAccount.Of(await run.WaitForLineAsync("ADMIN ", Ct));
        var key = (await run.WaitForLineAsync("KEY write=", Ct)).Split('=', ' ')[2];
        await run.WaitUntilReadyAsync(Ct);
        await using var chromium = await Chromium.StartAsync();
        var page = (await chromium.VisitAsync(run.Dashboard)).Page;
        await account.SignInAsync(page);
        await Expect(page.Locator("main h1").First).ToHaveTextAsync("Requests");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");

        foreach (var (code, name, requests, whole) in new[]
        {
            ("zh-Hans", "简体中文", "请求", "不是流式"),
            ("es", "Español", "Solicitudes", "No es un flujo"),
        })
        {
            await page.GotoAsync("/requests");
            await page.Locator(".account summary").ClickAsync();
            await page.Locator("language-picker select").SelectOptionAsync(new SelectOptionValue { Label = name });
            await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", code);
            await Expect(page.Locator("main h1").First).ToHaveTextAsync(requests);
            await page.ReloadAsync();
            await Expect(page.Locator("main h1").First).ToHaveTextAsync(requests);

            // A row that comes by itself is drawn outside any request of the reader's.
            await SayAsync(run.Ingest, key, $"In {code}?");
            var row = page.Locator(".grid tbody tr", new() { HasText = $"In {code}?" });
            await Expect(row.Locator(".c-ttft [title]").First).ToHaveAttributeAsync("title", new Regex(whole));
            var href = await row.Locator("a.open").GetAttributeAsync("href");

            var addresses = EveryPageTests.Pages().Concat(new[] { "timeline", "cost", "request", "headers" }.Select(tab => $"{href}&tab={tab}")).Append(href!);
            foreach (var address in addresses)
            {
                await page.GotoAsync(address);
                await Expect(page.Locator("main h1").First).ToBeVisibleAsync();
                await Expect(page.Locator(".loading")).ToHaveCountAsync(0);
                Assert.Equal(0, await page.Locator("[data-problem]").CountAsync());
                var left = TextFile.LeftInEnglish(await page.EvaluateAsync<string>(EverythingSaid), code).ToList();
                Assert.True(left.Count == 0, $"{address} in {name} still says\n  {string.Join("\n  ", left)}");
            }
        }
    }

    [Fact]
    public async Task The_sign_in_page_follows_the_browser_until_somebody_chooses()
    {
        Assert.SkipWhen(Chromium.Path is null, "No Chromium on this machine.");
        await using var run = RunProcess.Start(Path.Combine(_folder, "data"));
        var account = FirstAccount.Of(await run.WaitForLineAsync("ADMIN ", Ct));
        await run.WaitUntilReadyAsync(Ct);
        await using var chromium = await Chromium.StartAsync();
        var page = (await chromium.VisitAsync(run.Dashboard, "es-MX")).Page;

        await page.GotoAsync("/sign-in");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Iniciar sesión");
        await page.Locator("language-picker select").SelectOptionAsync("zh-Hans");
        await Expect(page.Locator("h1")).ToHaveTextAsync("登录");
        await account.SignInAsync(page);
        await Expect(page.Locator("main h1").First).ToHaveTextAsync("请求");
    }

    // Not a stream, so that the list has something to say about it in words.
    private static async Task SayAsync(Uri ingest, string key, string text)
    {
        using var client = new HttpClient { BaseAddress = ingest };
        await Eventually.HoldsAsync(
            async () =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/{key}/chat/completions")
                {
                    Content = new StringContent($$"""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"{{text}}"}]}""", Encoding.UTF8, "application/json"),
                };
                request.Headers.Authorization = new("Bearer", "sk-of-the-client");
                using var response = await client.SendAsync(request, Ct);
                return response.IsSuccessStatusCode;
            },
            TimeSpan.FromSeconds(60), "the ingest answers", Ct);
    }
}

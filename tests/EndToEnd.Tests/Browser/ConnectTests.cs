using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;
using Observability.Testing.FakeProvider;
using static Microsoft.Playwright.Assertions;

namespace Observability.EndToEnd.Tests.Browser;

/// <summary>The Connect page on an empty product: what it tells people to paste works, and it sees that it does.</summary>
public sealed partial class ConnectTests : IDisposable
{
    private const string Chat = """{"model": "gpt-4o-mini", "stream": true, "messages": [{"role": "user", "content": "H\u00e9llo"}]}""";
    private const string Title = """{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "### Task:\nGenerate a concise title summarizing the chat history.\n"}], "stream": false}""";

    private readonly string _folder = TestFolders.Create();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task From_nothing_to_green_lights_without_a_reload()
    {
        Assert.SkipWhen(Chromium.Path is null, "No Chromium on this machine.");
        await using var provider = await FakeProvider.StartAsync(new(), Ct);
        await using var run = Start(provider);
        await using var chromium = await Chromium.StartAsync();
        var visitor = await SignedInAsync(chromium, run);
        var page = visitor.Page;

        await page.GotoAsync("/connect");
        await page.GetByRole(AriaRole.Link, new() { Name = "curl", Exact = true }).ClickAsync();
        await Expect(page.Locator(".lights")).ToContainTextAsync("Choose or make a key");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a write key" }).ClickAsync();
        await Expect(Light(page, "request")).ToHaveAttributeAsync("data-state", "waiting");
        await page.EvaluateAsync("window.neverReloaded = true");

        // The very command that is shown. A new key takes a moment to reach the proxy.
        var command = await page.Locator(".steps pre").First.InnerTextAsync();
        await Eventually.HoldsAsync(
            async () => (await ShellAsync(command)).Contains("data: [DONE]", StringComparison.Ordinal), TimeSpan.FromSeconds(30), "the shown command is answered", Ct);
        await Expect(Light(page, "request")).ToHaveAttributeAsync("data-state", "lit");
        await Expect(Light(page, "user")).ToContainTextAsync("anna");

        await page.GetByRole(AriaRole.Link, new() { Name = "Open WebUI", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "pip", Exact = true }).ClickAsync();
        await Expect(Light(page, "task")).ToHaveAttributeAsync("data-state", "waiting");
        var start = await page.Locator(".steps pre", new() { HasText = "open-webui serve" }).InnerTextAsync();
        var baseUrl = BaseUrl().Match(start).Groups["url"].Value;
        var headers = JsonDocument.Parse(await page.Locator(".steps pre", new() { HasTextRegex = HeadersAlone() }).InnerTextAsync());

        using var client = new HttpClient();
        foreach (var (body, task) in new[] { (Chat, ""), (Title, "title_generation") })
        {
            Assert.Equal(HttpStatusCode.OK, await AsOpenWebUIAsync(client, baseUrl, body, headers.RootElement, task));
        }

        await Expect(Light(page, "task")).ToContainTextAsync("title_generation");
        await Expect(Light(page, "user")).ToContainTextAsync("José 李");
        foreach (var kind in new[] { "request", "user", "chat", "task", "message", "groups" })
        {
            await Expect(Light(page, kind)).ToHaveAttributeAsync("data-state", "lit");
        }

        await Expect(Light(page, "groups")).ToContainTextAsync("Lab");
        await Expect(Light(page, "token")).ToHaveAttributeAsync("data-state", "waiting");
        Assert.True(await page.EvaluateAsync<bool>("window.neverReloaded === true"));
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Every_address_it_writes_leads_where_it_says()
    {
        Assert.SkipWhen(Chromium.Path is null, "No Chromium on this machine.");
        await using var provider = await FakeProvider.StartAsync(new(), Ct);
        await using var run = Start(provider);
        await using var chromium = await Chromium.StartAsync();
        var page = (await SignedInAsync(chromium, run)).Page;
        await page.GotoAsync("/connect");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a write key" }).ClickAsync();
        var key = await page.Locator("[data-secret=key]").InnerTextAsync();
        using var client = new HttpClient();
        await Eventually.HoldsAsync(
            async () => (await client.GetAsync(new Uri(run.Ingest, $"/v1/{key}/models"), Ct)).StatusCode == HttpStatusCode.OK, TimeSpan.FromSeconds(30), "the key works", Ct);

        var seen = 0;
        foreach (var (query, added, target) in Cases)
        {
            await page.GotoAsync($"/connect?{query}");
            await Expect(page.Locator(".steps")).ToBeVisibleAsync();
            foreach (var address in (await AddressesAsync(page)).Distinct())
            {
                // Made on another visit, the key is a place to fill in; a container's name for this machine is this machine.
                var url = address.Replace("YOUR_WRITE_KEY", key, StringComparison.Ordinal).Replace("host.docker.internal", "127.0.0.1", StringComparison.Ordinal);
                await client.GetAsync(new Uri(url + added), Ct);
                Assert.Contains(provider.Ledger.Entries, e => e.Target == target);
                seen++;
            }
        }

        Assert.True(seen >= Cases.Length);
    }

    // What the page is asked for, what such a client adds to the address, and what the provider must have been asked.
    private static (string Query, string Added, string Target)[] Cases =>
    [
        ("have=open_web_ui&as=docker", "/models?case=docker", "/v1/models?case=docker"),
        ("have=open_web_ui&as=compose", "/models?case=compose", "/v1/models?case=compose"),
        ("have=open_web_ui&as=kubernetes", "/models?case=k8s", "/v1/models?case=k8s"),
        ("have=open_web_ui&as=docker&state=running", "/models?case=running", "/v1/models?case=running"),
        ("have=open_web_ui&as=docker&upstream=ollama", "/api/tags?case=owui", "/api/tags?case=owui"),
        ("have=ollama&as=behind_open_web_ui&state=running", "/api/tags?case=behind", "/api/tags?case=behind"),
        ("have=open_ai_sdk&as=python", "/models?case=python", "/v1/models?case=python"),
        ("have=open_ai_sdk&as=java_script", "/models?case=js", "/v1/models?case=js"),
        ("have=open_ai_sdk&as=c_sharp&upstream=lab", "/models?case=cs", "/v1/models?case=cs"),
        ("have=lang_chain&as=python&upstream=ollama", "/models?case=lc", "/v1/models?case=lc"),
        ("have=azure&as=v1", "/models?case=azure", "/openai/v1/models?case=azure"),
        ("have=open_web_ui_api&as=python", "/models?case=owui", "/api/models?case=owui"),
    ];

    private static ILocator Light(IPage page, string kind) => page.Locator($"[data-light={kind}]");

    private RunProcess Start(FakeProvider provider) => RunProcess.StartBy(
        [
            "env", $"UPSTREAM_OPENAI_URL={provider.BaseUrl}v1", $"UPSTREAM_LAB_URL={provider.BaseUrl}", $"UPSTREAM_OLLAMA_URL={provider.BaseUrl}",
            $"UPSTREAM_OPENWEBUI_URL={provider.BaseUrl}", $"UPSTREAM_AZURE_URL={provider.BaseUrl}", "UPSTREAM_AZURE_FORMAT=azure",
        ],
        Path.Combine(_folder, "data"));

    private static async Task<Visitor> SignedInAsync(Chromium chromium, RunProcess run)
    {
        var account = FirstAccount.Of(await run.WaitForLineAsync("ADMIN ", Ct));
        await run.WaitUntilReadyAsync(Ct);
        var visitor = await chromium.VisitAsync(run.Dashboard);
        await account.SignInAsync(visitor.Page);
        await Expect(visitor.Page.Locator("main h1").First).ToBeVisibleAsync();
        return visitor;
    }

    private static async Task<List<string>> AddressesAsync(IPage page) =>
        [.. (await page.Locator(".steps pre").AllInnerTextsAsync()).SelectMany(text => Address().Matches(text).Select(m => m.Value))];

    private static async Task<string> ShellAsync(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["OPENAI_API_KEY"] = "sk-of-the-reader";
        using var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync(Ct);
        var output = await shell.StandardOutput.ReadToEndAsync(Ct);
        await shell.WaitForExitAsync(Ct);
        return output + await errors;
    }

    // As Open WebUI fills the templates in: what is not set is sent empty.
    private static async Task<HttpStatusCode> AsOpenWebUIAsync(HttpClient client, string baseUrl, string body, JsonElement templates, string task)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, baseUrl + "/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var header in templates.EnumerateObject())
        {
            var value = header.Value.GetString() switch
            {
                "{{CHAT_ID}}" => "7f0c9b6e-2f4e-4b5e-9a53-3f1f8f0f0001",
                "{{MESSAGE_ID}}" => "m-2",
                "{{USER_MESSAGE_ID}}" => "m-1",
                "{{USER_NAME}}" => "Jos%C3%A9 %E6%9D%8E",
                "{{USER_EMAIL}}" => "jose@example.com",
                "{{USER_ID}}" => "u-1",
                "{{USER_ROLE}}" => "user",
                "{{USER_GROUPS}}" => "Lab",
                "{{TASK}}" => task,
                _ => "",
            };
            request.Headers.TryAddWithoutValidation(header.Name, value);
        }

        request.Headers.Authorization = new("Bearer", "sk-of-the-reader");
        using var answer = await client.SendAsync(request, Ct);
        await answer.Content.ReadAsByteArrayAsync(Ct);
        return answer.StatusCode;
    }

    [GeneratedRegex("^export OPENAI_API_BASE_URL='(?<url>[^']+)'$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex BaseUrl();

    [GeneratedRegex(@"^\s*\{""X-OpenWebUI")]
    private static partial Regex HeadersAlone();

    // Ours: with a key, or with the place of one, up to the quote, the blank or the line's end.
    [GeneratedRegex("""http://[^\s'"]+/(?:obs_w_\w+|YOUR_WRITE_KEY)(?:/(?:openai/)?v1|/api)?(?=['"\s]|$)""")]
    private static partial Regex Address();
}

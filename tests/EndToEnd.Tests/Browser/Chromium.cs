using Microsoft.Playwright;

namespace Observability.EndToEnd.Tests.Browser;

/// <summary>The machine's own Chromium, driven by Playwright.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Where it is; null when the machine has none.</summary>
    public static string? Path { get; } =
        new[] { "chromium", "chromium-browser", "google-chrome" }
            .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => System.IO.Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);

    /// <summary>Starts it, without a window.</summary>
    public static async Task<Chromium> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        // No sandbox: tests may run as root in a container, and they load nothing but the product.
        return new(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, Args = ["--no-sandbox"] }));
    }

    /// <summary>A fresh visitor who reads English.</summary>
    public Task<Visitor> VisitAsync(Uri site) => VisitAsync(site, "en-US");

    /// <summary>A fresh visitor whose browser asks for this language.</summary>
    public async Task<Visitor> VisitAsync(Uri site, string locale)
    {
        var context = await _browser.NewContextAsync(new() { BaseURL = site.ToString(), Locale = locale, ViewportSize = new() { Width = 1440, Height = 900 } });
        // Generous: the machine may be building three other things.
        context.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(30_000);
        return new(await context.NewPageAsync(), site);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

/// <summary>One tab, and everything in it that must not happen: script errors, refused styles, requests to other hosts.</summary>
internal sealed class Visitor
{
    private readonly List<string> _complaints = [];

    public Visitor(IPage page, Uri site)
    {
        Page = page;
        page.PageError += (_, error) => _complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _complaints.Add(message.Text);
            }
        };
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: not ("data" or "blob") } url && url.Authority != site.Authority)
            {
                _complaints.Add($"asked another host: {request.Url}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>What went wrong in the tab so far.</summary>
    public IReadOnlyList<string> Complaints => _complaints;
}

using System.Globalization;
using Microsoft.Playwright;

namespace Observability.Benchmarks.Asking;

/// <summary>How long a page takes in Chromium, from the address to everything drawn: the time of a person who opens it.</summary>
internal sealed class DrawnBench
{
    public const string Usage =
        """
        Usage: --drawn URL --email EMAIL --password PASSWORD [--rounds 7] [--shows "main svg"]
        Drawn: an element that --shows names is there and nothing on the page says that it is busy. CHROMIUM may name the browser.
        """;

    private readonly string _url;
    private readonly string _email;
    private readonly string _password;
    private readonly string _shows;
    private readonly int _rounds;

    private DrawnBench(IReadOnlyDictionary<string, string> given, int rounds) =>
        (_url, _email, _password, _shows, _rounds) = (given["--drawn"], given["--email"], given["--password"], given["--shows"], rounds);

    /// <summary>Reads the command line; null when it makes no sense.</summary>
    public static DrawnBench? Parse(IReadOnlyList<string> args) =>
        Flags.Read(args, ("--drawn", ""), ("--email", ""), ("--password", ""), ("--rounds", "7"), ("--shows", "main svg")) is { } given
            && Uri.IsWellFormedUriString(given["--drawn"], UriKind.Absolute)
            && int.TryParse(given["--rounds"], NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds > 0
            ? new(given, rounds)
            : null;

    /// <summary>Signs in, opens the page again and again and tells the median.</summary>
    public async Task<string> RunAsync()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox"],
        });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        await page.GotoAsync(_url);
        if (await page.Locator("#password").CountAsync() > 0)
        {
            await page.Locator("#email").FillAsync(_email);
            await page.Locator("#password").FillAsync(_password);
            await page.Locator("form[action='/sign-in'] button").ClickAsync();
            await page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
        }

        var times = new List<double>();
        for (var round = 0; round <= _rounds; round++)
        {
            times.Add(await DrawnAsync(page));
        }

        var sorted = times.Skip(1).Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"""
            {_url} drawn in {sorted[sorted.Count / 2]:0} ms, median of {_rounds} rounds (the first, before them: {times[0]:0} ms)
            {string.Join(" · ", times.Skip(1).Select(t => t.ToString("0", CultureInfo.InvariantCulture)))}
            """);
    }

    // performance.now() counts from the navigation's start; asked at each frame.
    private async Task<double> DrawnAsync(IPage page)
    {
        await page.GotoAsync("about:blank");
        await page.GotoAsync(_url, new() { WaitUntil = WaitUntilState.Commit });
        var drawn = await page.WaitForFunctionAsync(
            "shows => document.querySelector(shows) && !document.querySelector('[aria-busy=true]') ? performance.now() : false", _shows);
        return await drawn.JsonValueAsync<double>();
    }
}

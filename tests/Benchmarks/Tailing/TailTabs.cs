using System.Globalization;
using Microsoft.Playwright;

namespace Observability.Benchmarks.Tailing;

/// <summary>The same lists as people have them: a dashboard in its own process, and three tabs of Chromium that note when they draw a row.</summary>
/// <remarks>The browser takes more of the machine than anything that is measured here: the proxy's times beside it say what the machine had left.</remarks>
internal sealed class TailTabs : IAsyncDisposable
{
    private const string Email = "tail@example.com";
    private const string Password = "three tabs that look on";

    // A row that came, from the moment its id was made (a UUIDv7 begins with it, milliseconds) to the frame after it stood in the table.
    private const string Watch =
        """
        () => {
          window.seen = new Map();
          window.frames = 0;
          const note = () => {
            let isNew = false;
            const fresh = [];
            for (const row of document.querySelectorAll('tr[data-row]')) {
              const id = row.dataset.row;
              if (!window.seen.has(id)) { window.seen.set(id, null); fresh.push(id); isNew = true; }
            }
            if (isNew) {
              window.frames++;
              requestAnimationFrame(() => {
                const now = Date.now();
                for (const id of fresh) { window.seen.set(id, now - parseInt(id.replace('-', '').slice(0, 12), 16)); }
              });
            }
          };
          note();
          new MutationObserver(note).observe(document.querySelector('main'), { childList: true, subtree: true, attributes: true, attributeFilter: ['data-row'] });
        }
        """;

    private const string Forget = "() => { for (const id of window.seen.keys()) { window.seen.set(id, null); } window.frames = 0; }";

    private const string Told = "() => [window.frames, ...[...window.seen.values()].filter(d => d !== null)]";

    private readonly ChildProcess _dashboard;
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly List<IPage> _pages = [];
    private TimeSpan _cpu;

    private TailTabs(ChildProcess dashboard, IPlaywright playwright, IBrowser browser) => (_dashboard, _playwright, _browser) = (dashboard, playwright, browser);

    /// <summary>Starts the dashboard, signs in and opens the lists.</summary>
    public static async Task<TailTabs> StartAsync(Ingest ingest, string folder, CancellationToken ct)
    {
        var dashboard = await StartDashboardAsync(ingest, folder, ct);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox"],
        });
        var tabs = new TailTabs(dashboard, playwright, browser);
        await tabs.OpenAsync();
        return tabs;
    }

    /// <summary>From here on it counts.</summary>
    public async Task BeginAsync()
    {
        foreach (var page in _pages)
        {
            await page.EvaluateAsync(Forget);
        }

        _cpu = ProcessTree.Cpu(_dashboard.Id);
    }

    /// <summary>What the tabs have drawn since.</summary>
    public async Task<TailHeard> HeardAsync()
    {
        var cpu = ProcessTree.Cpu(_dashboard.Id) - _cpu;
        var heard = new List<TailTab>();
        foreach (var page in _pages)
        {
            var told = await page.EvaluateAsync<double[]>(Told);
            var delays = told.Skip(1).Order().ToList();
            heard.Add(new(delays.Count, (int)told[0], 0, 0, Measurement.At(delays, 0.5), Measurement.At(delays, 0.95), Measurement.At(delays, 0.99)));
        }

        return new(cpu.TotalSeconds, (long)ProcessTree.PssMebibytes(_dashboard.Id), heard);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await _dashboard.DisposeAsync();
    }

    private static Task<ChildProcess> StartDashboardAsync(Ingest ingest, string folder, CancellationToken ct)
    {
        var port = ChildProcess.FreePort();
        return ChildProcess.StartAsync(
            port,
            "dotnet",
            [Ingest.ProgramOf("Dashboard")],
            new Dictionary<string, string>
            {
                ["DATABASE_URL"] = ingest.Database,
                ["OBSERVABILITY_DATA"] = Path.Combine(folder, "data"),
                ["OBSERVABILITY_DASHBOARD_PORT"] = port.ToString(CultureInfo.InvariantCulture),
                ["OBSERVABILITY_ADMIN_EMAIL"] = Email,
                ["OBSERVABILITY_ADMIN_PASSWORD"] = Password,
            },
            ct);
    }

    private async Task OpenAsync()
    {
        var context = await _browser.NewContextAsync(new() { BaseURL = $"http://127.0.0.1:{_dashboard.Port}", ViewportSize = new() { Width = 1440, Height = 900 } });
        foreach (var q in TailLists.Filters)
        {
            var page = await context.NewPageAsync();
            await page.GotoAsync($"/requests?q={Uri.EscapeDataString(q)}");
            if (await page.Locator("#password").CountAsync() > 0)
            {
                await page.Locator("#email").FillAsync(Email);
                await page.Locator("#password").FillAsync(Password);
                await page.Locator("form[action='/sign-in'] button").ClickAsync();
            }

            await page.Locator("tr[data-row]").First.WaitForAsync();
            await page.EvaluateAsync(Watch);
            _pages.Add(page);
        }
    }
}

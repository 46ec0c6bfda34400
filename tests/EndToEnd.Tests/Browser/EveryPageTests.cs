using System.Text.RegularExpressions;
using Observability.EndToEnd.Tests.Standalone;
using Observability.Testing;
using static Microsoft.Playwright.Assertions;

namespace Observability.EndToEnd.Tests.Browser;

/// <summary>Every page there is, found in the sources: a new one is looked at the moment it exists.</summary>
public sealed partial class EveryPageTests : IDisposable
{
    private readonly string _folder = TestFolders.Create();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_page_draws_itself_without_a_complaint_and_fits_a_phone()
    {
        Assert.SkipWhen(Chromium.Path is null, "No Chromium on this machine.");
        await using var run = RunProcess.Start(Path.Combine(_folder, "data"));
        var account = FirstAccount.Of(await run.WaitForLineAsync("ADMIN ", Ct));
        await run.WaitUntilReadyAsync(Ct);
        await using var chromium = await Chromium.StartAsync();
        var visitor = await chromium.VisitAsync(run.Dashboard);
        await account.SignInAsync(visitor.Page);
        await Expect(visitor.Page.Locator("main h1").First).ToBeVisibleAsync();

        foreach (var (width, height) in new[] { (1440, 900), (390, 844) })
        {
            await visitor.Page.SetViewportSizeAsync(width, height);
            foreach (var path in Pages())
            {
                await visitor.Page.GotoAsync(path);
                await Expect(visitor.Page.Locator("main h1").First).ToBeVisibleAsync();
                Assert.Equal(0, await visitor.Page.Locator("[data-problem]").CountAsync());
                Assert.True(
                    await visitor.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"),
                    $"{path} is wider than {width} pixels.");
            }
        }

        Assert.Empty(visitor.Complaints);
    }

    // The page of "nothing here" answers 404, which the browser itself complains about.
    internal static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(Path.Combine(SharedCorpora.RepositoryRoot, "src", "Dashboard"), "*.razor", SearchOption.AllDirectories)
            .SelectMany(file => Route().Matches(File.ReadAllText(file)).Select(m => m.Groups["path"].Value))
            .Where(path => path is not "/not-found" && !path.Contains('{', StringComparison.Ordinal));

    [GeneratedRegex("^@page \"(?<path>[^\"]+)\"", RegexOptions.Multiline)]
    private static partial Regex Route();
}

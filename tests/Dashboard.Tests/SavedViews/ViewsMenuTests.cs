using System.Net;
using Microsoft.AspNetCore.Components;
using Observability.Dashboard.Views;
using Observability.Testing;

namespace Observability.Dashboard.Tests.SavedViews;

public sealed class ViewsMenuTests
{
    private static readonly ViewSummary Mine =
        new(new("0198c0de-0000-7000-8000-000000000001"), "Mine <b>", "q=user%3Aben&order=oldest", false, true, true, true, Some.Noon, "ben@example.com");

    private static readonly ViewSummary Ours = new(new("0198c0de-0000-7000-8000-000000000002"), "Ours", "q=status%3A5xx", true, false, false, false, Some.Noon, "anna@example.com");

    [Fact]
    public async Task The_menu_lists_own_shared_and_ready_made_views_with_what_each_shows()
    {
        var html = await MenuAsync(Mine);

        Assert.Contains(">Mine &lt;b&gt;</span>", html, StringComparison.Ordinal);
        Assert.Contains("data-preview=\"user:ben · order=oldest\"", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("href=\"/requests?q=user%3Aben&amp;order=oldest&amp;view=0198c0de-0000-7000-8000-000000000001\" aria-current=\"true\"", html, StringComparison.Ordinal);
        Assert.True(html.IndexOf("<h3>Mine</h3>", StringComparison.Ordinal) < html.IndexOf("<h3>Shared</h3>", StringComparison.Ordinal));
        Assert.Contains("data-preview=\"cost:>1\"", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Equal(1, html.Split("aria-current=").Length - 1);
    }

    [Fact]
    public async Task What_the_reader_may_not_change_has_nothing_to_change_it_with()
    {
        var html = WebUtility.HtmlDecode(await MenuAsync(null));

        Assert.Contains("aria-label=\"Unpin “Mine <b>”\"", html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"No longer open the page with “Mine <b>”\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("“Ours”", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_only_read_cannot_choose_to_save_for_everybody()
    {
        (string, object?)[] parameters = [("Shows", "user:ben"), ("Problem", null), ("Busy", false)];
        Assert.Contains("<input type=\"radio\" name=\"view-for\" disabled", await Render.HtmlAsync<SaveViewForm>(parameters), StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"view-for\" disabled", await Render.HtmlAsync<SaveViewForm>([.. parameters, ("MayShare", true)]), StringComparison.Ordinal);
    }

    private static Task<string> MenuAsync(ViewSummary? open) => Render.HtmlAsync<ViewsMenu>(
        ("Views", (IReadOnlyList<ViewSummary>)[Mine, Ours]),
        ("Presets", ViewPreset.All()),
        ("Open", open),
        ("Preset", null),
        ("IsEverything", false),
        ("HrefOf", (Func<ViewSummary, string>)(v => $"/requests?{v.Query}&view={v.Id}")),
        ("OnSave", EventCallback.Empty));
}

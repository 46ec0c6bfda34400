using System.Globalization;
using Observability.Dashboard.Exports;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Exports;

public sealed class ExportViewTests
{
    private static readonly ExportStatus Running = new(Guid.CreateVersion7(), ExportState.Running, 1_200, 3_400_000, 0.25, new Dictionary<ExportGap, long>(), null);

    [Fact]
    public async Task A_running_export_shows_how_far_it_is_by_what_is_known_of_its_length()
    {
        Assert.Contains("value=\"0.250\"", await ViewAsync(Running, null), StringComparison.Ordinal);
        Assert.Contains("value=\"0.500\"", await ViewAsync(Running, 2_400), StringComparison.Ordinal);
        Assert.Contains("value=\"1.000\"", await ViewAsync(Running, 1_000), StringComparison.Ordinal);
        Assert.DoesNotContain("value=", await ViewAsync(Running with { Share = null }, null), StringComparison.Ordinal);
        Assert.Contains("<p>1,200 requests, 3.24 MB</p>", await ViewAsync(Running, null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_left_out_is_counted_by_reason_the_most_first()
    {
        var html = await ViewAsync(Running with { State = ExportState.Done, LeftOut = new Dictionary<ExportGap, long> { [ExportGap.CutShort] = 2, [ExportGap.NotCompleted] = 30 } }, null);

        Assert.Contains("<p>Done: 1,200 requests, 3.24 MB.</p>", html, StringComparison.Ordinal);
        Assert.Contains("<p>32 requests are left out:</p>", html, StringComparison.Ordinal);
        Assert.True(html.IndexOf("30 failed", StringComparison.Ordinal) < html.IndexOf("2 ended before", StringComparison.Ordinal));
        Assert.DoesNotContain("<progress", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_whole_is_said_to_be_so_and_why_in_the_readers_language()
    {
        CultureInfo.CurrentUICulture = new("es");
        var html = await ViewAsync(Running with { State = ExportState.Failed, Problem = "Searching one day took longer than 60 s. Narrow the filter or the time." }, null);

        Assert.Contains("Lo guardado no está completo.", System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains("La búsqueda en un solo día tardó más de 60 s.", System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
    }

    private static Task<string> ViewAsync(ExportStatus status, long? count) => Render.HtmlAsync<ExportView>(("Status", status), ("Count", count));
}

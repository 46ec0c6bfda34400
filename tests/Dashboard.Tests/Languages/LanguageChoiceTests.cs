using Microsoft.EntityFrameworkCore;
using Observability.Domain.Pricing;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Languages;

public sealed class LanguageChoiceTests : IAsyncLifetime
{
    private DashboardHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await DashboardHost.StartAsync(Ct);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(null, "en")]
    [InlineData("", "en")]
    [InlineData("de-DE, de;q=0.9", "en")]
    [InlineData("es", "es")]
    [InlineData("es-MX,es;q=0.9,en;q=0.8", "es")]
    [InlineData("ES-ar", "es")]
    [InlineData("en;q=0.2, es;q=0.7", "es")]
    [InlineData("de, es;q=0.1", "es")]
    [InlineData("es;q=0, en", "en")]
    [InlineData("zh", "zh-Hans")]
    [InlineData("zh-CN,zh;q=0.9", "zh-Hans")]
    [InlineData("zh-SG", "zh-Hans")]
    [InlineData("zh-Hans-CN", "zh-Hans")]
    [InlineData("zh-TW, en;q=0.5", "zh-Hans")]
    [InlineData("*", "en")]
    [InlineData("est, eng", "en")]
    [InlineData("\"; q=;;, es q", "en")]
    public async Task The_browser_says_what_its_reader_understands(string? accepted, string language) =>
        Assert.Contains($"<html lang=\"{language}\"", await SignInPageAsync(accepted, cookie: null), StringComparison.Ordinal);

    [Theory]
    [InlineData("zh-Hans", "zh-Hans")]
    [InlineData("en", "en")]
    [InlineData("xx", "es")]
    [InlineData("../../etc", "es")]
    [InlineData("", "es")]
    public async Task What_the_reader_chose_goes_before_it(string cookie, string language) =>
        Assert.Contains($"<html lang=\"{language}\"", await SignInPageAsync("es", cookie), StringComparison.Ordinal);

    [Fact]
    public async Task The_picker_says_which_language_it_is()
    {
        var html = await SignInPageAsync(null, "es");

        Assert.Contains("<option value=\"es\" lang=\"es\" selected>Espa&#xF1;ol</option>", html, StringComparison.Ordinal);
        Assert.Contains("<option value=\"en\" lang=\"en\">English</option>", html, StringComparison.Ordinal);
        Assert.Contains(">Iniciar sesi&#xF3;n</button>", html, StringComparison.Ordinal);
        Assert.Empty(TextFile.LeftInEnglish(html, "es"));
    }

    [Fact]
    public async Task The_API_speaks_English_to_everybody()
    {
        await using var db = Some.Db(_host.Database.DataSource);
        var project = (await db.Projects.SingleAsync(Ct)).Id;
        var call = Some.Exchange(project, Some.Noon);
        (call.Row.Pricing, call.Row.CostUsd, call.Row.UnpricedReason) = (PricingState.Unpriced, null, null);
        await Some.StoreAsync(_host.Database.DataSource, [call], Ct);
        using var client = _host.Client(_host.ReadKey);
        client.DefaultRequestHeaders.Add("Cookie", "language=es");
        // On the same connection as a page in Spanish, whose language must have ended with it.
        Assert.Contains("lang=\"es\"", await client.GetStringAsync("/sign-in", Ct), StringComparison.Ordinal);

        Assert.Contains("Stored before there were prices", await client.GetStringAsync("/api/v1/exchanges", Ct), StringComparison.Ordinal);
    }

    private async Task<string> SignInPageAsync(string? accepted, string? cookie)
    {
        using var browser = _host.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        if (accepted is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Language", accepted);
        }

        if (cookie is not null)
        {
            request.Headers.Add("Cookie", $"language={cookie}");
        }

        using var answer = await browser.SendAsync(request, Ct);
        return await answer.Content.ReadAsStringAsync(Ct);
    }
}

using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.SignIn;

namespace Observability.Dashboard.Tests;

public sealed partial class SignInTests : IAsyncLifetime
{
    private DashboardHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await DashboardHost.StartAsync(Ct);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_right_password_opens_the_pages_and_leads_back_to_where_one_came_from()
    {
        using var browser = _host.Browser();
        Assert.Equal("/keys", await SignInAsync(browser, DashboardHost.Email, DashboardHost.Password, "/keys"));
        using var page = await browser.GetAsync("/not-found", Ct);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_for_scripts_and_other_sites()
    {
        using var client = _host.Browser();
        using var answer = await PostAsync(client, DashboardHost.Email, DashboardHost.Password, "/");
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("observability=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    public async Task Nobody_is_led_to_another_site(string returnUrl)
    {
        using var browser = _host.Browser();
        Assert.Equal("/", await SignInAsync(browser, DashboardHost.Email, DashboardHost.Password, returnUrl));
    }

    [Fact]
    public async Task Unknown_wrong_and_locked_get_the_same_answer_and_five_failures_lock()
    {
        using var browser = _host.Browser();
        var unknown = await SignInAsync(browser, "nobody@example.com", DashboardHost.Password, "/");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(unknown, await SignInAsync(browser, DashboardHost.Email, "wrong password here", "/"));
        }

        Assert.Equal(unknown, await SignInAsync(browser, DashboardHost.Email, DashboardHost.Password, "/"));
        await using var locks = _host.Database.DataSource.CreateCommand("select locked_until from sign_in_guesses where locked_until is not null");
        Assert.InRange((DateTime)(await locks.ExecuteScalarAsync(Ct))! - TimeProvider.System.GetUtcNow().UtcDateTime, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        // A key of the proxy or the API has nothing to do with it.
        using var client = _host.Client(_host.ReadKey);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/keys", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_locked_like_one_that_somebody_has()
    {
        using var browser = _host.Browser();
        for (var i = 0; i < 5; i++)
        {
            await SignInAsync(browser, "nobody@example.com", "wrong password here", "/");
        }

        await using var locks = _host.Database.DataSource.CreateCommand("select count(*) from sign_in_guesses where locked_until is not null");
        Assert.Equal(1L, await locks.ExecuteScalarAsync(Ct));
    }

    [Fact]
    public async Task What_can_be_no_address_is_refused_like_any_other()
    {
        using var browser = _host.Browser();
        var unknown = await SignInAsync(browser, "nobody@example.com", "wrong password here", "/");
        foreach (var email in new[] { "", "anna\u0007@example.com", new string('a', 4_000), "\ud83d\ude00@example.com" })
        {
            Assert.Equal(unknown, await SignInAsync(browser, email, "wrong password here", "/"));
        }

        // A form with a NUL in it is none.
        using var answer = await PostAsync(browser, "anna\0@example.com", "wrong password here", "/");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("/sign-out")]
    [InlineData("/account/password")]
    [InlineData("/sign-in/code")]
    public async Task No_form_is_taken_without_its_token(string action)
    {
        using var browser = _host.Browser();
        await SignInAsync(browser, DashboardHost.Email, DashboardHost.Password, "/");
        using var form = new FormUrlEncodedContent([new("current", DashboardHost.Password), new("next", "zwölf gelbe Tassen"), new("code", "123456")]);
        using var answer = await browser.PostAsync(action, form, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/keys", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_is_refused()
    {
        using var browser = _host.Browser();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["email"] = DashboardHost.Email,
            ["password"] = DashboardHost.Password,
        });
        using var answer = await browser.PostAsync("/sign-in", form, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Guesses_from_one_address_are_limited()
    {
        using var browser = _host.Browser();
        using var form = await FormAsync(browser, "nobody@example.com", "wrong password here", "/");
        await form.LoadIntoBufferAsync(Ct);
        var answers = await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => browser.PostAsync("/sign-in", form, Ct)));
        Assert.Equal(5, answers.Count(a => a.StatusCode == HttpStatusCode.TooManyRequests));
        Assert.Equal(20, answers.Count(a => a.StatusCode == HttpStatusCode.Redirect));
    }

    [Fact]
    public async Task A_circuit_opened_from_another_site_is_refused()
    {
        using var browser = _host.Browser();
        await SignInAsync(browser, DashboardHost.Email, DashboardHost.Password, "/");
        Assert.Equal(HttpStatusCode.Forbidden, await NegotiateAsync(browser, "https://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await NegotiateAsync(browser, "null"));
        Assert.Equal(HttpStatusCode.OK, await NegotiateAsync(browser, _host.Address.GetLeftPart(UriPartial.Authority)));
    }

    [Theory]
    [InlineData("/_blazor/negotiate")]
    [InlineData("/_BLAZOR/negotiate")]
    [InlineData("/_Blazor/negotiate")]
    [InlineData("/%5Fblazor/negotiate")]
    [InlineData("/_blazor/")]
    [InlineData("/_blazor")]
    [InlineData("/_blazor/disconnect/")]
    public async Task However_the_path_of_a_circuit_is_spelt_its_origin_is_looked_at(string path)
    {
        using var browser = _host.Browser();
        await SignInAsync(browser, DashboardHost.Email, DashboardHost.Password, "/");
        var own = _host.Address.GetLeftPart(UriPartial.Authority);
        foreach (var origin in new[] { "https://evil.example", "null", "http://localhost:1", $"{own}.evil.example", $"http://evil.example/{own}", "http://user@evil.example", $"{own}, https://evil.example" })
        {
            Assert.True(await NegotiateAsync(browser, origin, path) == HttpStatusCode.Forbidden, $"{path} from {origin}");
        }
    }

    [Theory]
    [InlineData("/API/v1/keys")]
    [InlineData("/Api/V1/keys")]
    public async Task However_the_path_of_the_API_is_spelt_no_cookie_changes_anything_there(string path)
    {
        using var browser = _host.Browser();
        await SignInAsync(browser, DashboardHost.Email, DashboardHost.Password, "/");
        using var body = System.Net.Http.Json.JsonContent.Create(new { name = "x", kind = "admin" });
        using var answer = await browser.PostAsync(path, body, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_browser_that_is_signed_in_may_download_and_change_nothing_at_the_api()
    {
        using var browser = _host.Browser();
        await SignInAsync(browser, DashboardHost.Email, DashboardHost.Password, "/");
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/v1/exchanges", Ct)).StatusCode);
        using var body = System.Net.Http.Json.JsonContent.Create(new { name = "x", kind = "admin" });
        using var answer = await browser.PostAsync("/api/v1/keys", body, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task An_account_that_is_removed_has_no_rights_left()
    {
        using var browser = _host.Browser();
        await SignInAsync(browser, DashboardHost.Email, DashboardHost.Password, "/");
        await using (var scope = _host.App.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<AccountsDb>().Users.ExecuteDeleteAsync(Ct);
        }

        using var answer = await browser.GetAsync("/api/v1/exchanges", Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private async Task<HttpStatusCode> NegotiateAsync(HttpClient browser, string origin, string path = "/_blazor/negotiate")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{path}?negotiateVersion=1");
        request.Headers.TryAddWithoutValidation("Origin", origin);
        using var answer = await browser.SendAsync(request, Ct);
        return answer.StatusCode;
    }

    private static async Task<string> SignInAsync(HttpClient browser, string email, string password, string returnUrl)
    {
        using var answer = await PostAsync(browser, email, password, returnUrl);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string email, string password, string returnUrl)
    {
        using var form = await FormAsync(browser, email, password, returnUrl);
        return await browser.PostAsync("/sign-in", form, Ct);
    }

    private static async Task<FormUrlEncodedContent> FormAsync(HttpClient browser, string email, string password, string returnUrl)
    {
        var page = await browser.GetStringAsync("/sign-in", Ct);
        return new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["email"] = email,
            ["password"] = password,
            ["returnUrl"] = returnUrl,
            ["__RequestVerificationToken"] = Token().Match(page).Groups[1].Value,
        });
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}

using System.Net;
using System.Text.RegularExpressions;

namespace Observability.Dashboard.Tests.Accounts;

/// <summary>A browser of sorts that fills in forms as a person does: with the token that came with the page.</summary>
internal sealed partial class Visitor(DashboardHost host) : IDisposable
{
    private readonly SocketsHttpHandler _handler = new() { AllowAutoRedirect = false, UseCookies = true };
    private HttpClient? _browser;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public HttpClient Browser => _browser ??= new(_handler) { BaseAddress = host.Address };

    public CookieContainer Cookies => _handler.CookieContainer;

    /// <summary>One who has signed in.</summary>
    public static async Task<Visitor> SignedInAsync(DashboardHost host)
    {
        var visitor = new Visitor(host);
        Assert.Equal("/keys", await visitor.SignInAsync(DashboardHost.Password));
        return visitor;
    }

    /// <summary>One who has everything that is in this one's cookies: a thief.</summary>
    public Visitor Copy()
    {
        var copy = new Visitor(host);
        copy.Cookies.Add(Cookies.GetCookies(host.Address));
        return copy;
    }

    public Task<string> SignInAsync(string password) => SignInAsync(DashboardHost.Email, password);

    public Task<string> SignInAsync(string email, string password) => PostAsync("/sign-in", "/sign-in", ("email", email), ("password", password), ("returnUrl", "/keys"));

    public Task<string> CodeAsync(string code) => PostAsync("/sign-in/code", "/sign-in/code", ("code", code), ("returnUrl", "/keys"));

    /// <summary>Where a form leads whose token is taken from <paramref name="page"/>.</summary>
    public async Task<string> PostAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(
            [new("__RequestVerificationToken", await TokenAsync(page)), .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))]);
        using var answer = await Browser.PostAsync(action, form, Ct);
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{action} answers {(int)answer.StatusCode}.");
        return answer.Headers.Location!.OriginalString;
    }

    public async Task<string> TokenAsync(string page)
    {
        var html = await Browser.GetStringAsync(page, Ct);
        return Token().Match(html).Groups[1].Value;
    }

    /// <summary>What a page answers whoever is signed in.</summary>
    public async Task<HttpStatusCode> LookAsync(string path = "/keys")
    {
        using var answer = await Browser.GetAsync(path, Ct);
        return answer.StatusCode;
    }

    public void Dispose()
    {
        _browser?.Dispose();
        _handler.Dispose();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}

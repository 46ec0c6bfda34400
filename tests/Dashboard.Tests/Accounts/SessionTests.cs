using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Accounts;
using Observability.Dashboard.SignIn;
using Observability.Testing;

namespace Observability.Dashboard.Tests.Accounts;

/// <summary>Sessions are rows: what ends one ends every copy of its cookie.</summary>
public sealed class SessionTests : IAsyncLifetime
{
    private const string Other = "zwölf gelbe Tassen";

    private DashboardHost _host = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Over https as far as a proxy that is trusted says so, and only then.
    public async ValueTask InitializeAsync() => _host = await DashboardHost.StartAsync(
        new Dictionary<string, string>(StringComparer.Ordinal) { ["OBSERVABILITY_TRUSTED_PROXIES"] = "127.0.0.0/8, ::1" }, Ct);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_copied_cookie_is_dead_once_its_owner_signs_out()
    {
        using var anna = await Visitor.SignedInAsync(_host);
        using var thief = anna.Copy();
        Assert.Equal(HttpStatusCode.OK, await thief.LookAsync());
        Assert.Equal("/sign-in", await anna.PostAsync("/sign-in", "/sign-out"));
        Assert.Equal(HttpStatusCode.Redirect, await thief.LookAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await thief.LookAsync("/api/v1/exchanges"));
        Assert.Equal(0, await SessionsAsync());
    }

    [Fact]
    public async Task Another_password_ends_every_session_and_begins_one()
    {
        using var anna = await Visitor.SignedInAsync(_host);
        using var thief = anna.Copy();
        using var elsewhere = await Visitor.SignedInAsync(_host);
        Assert.Equal("/account?password=changed", await ChangeAsync(anna, DashboardHost.Password, Other));
        Assert.Equal(HttpStatusCode.OK, await anna.LookAsync());
        Assert.Equal(HttpStatusCode.Redirect, await thief.LookAsync());
        Assert.Equal(HttpStatusCode.Redirect, await elsewhere.LookAsync());
        Assert.Equal(1, await SessionsAsync());
        using var later = new Visitor(_host);
        Assert.StartsWith("/sign-in?failed=true", await later.SignInAsync(DashboardHost.Password), StringComparison.Ordinal);
        Assert.Equal("/keys", await later.SignInAsync(Other));
    }

    [Fact]
    public async Task A_password_is_changed_by_who_knows_it_into_one_that_is_worth_something()
    {
        using var anna = await Visitor.SignedInAsync(_host);
        Assert.Equal("/account?password=too_short", await ChangeAsync(anna, DashboardHost.Password, "short"));
        Assert.Equal("/account?password=common", await ChangeAsync(anna, DashboardHost.Password, "anna-password-2026"));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("/account?password=not_yours", await ChangeAsync(anna, "wrong password here", Other));
        }

        // A page somebody left open is no way to guess at its password.
        Assert.Equal("/account?password=not_yours", await ChangeAsync(anna, DashboardHost.Password, Other));
        Assert.Equal(HttpStatusCode.OK, await anna.LookAsync());
    }

    [Fact]
    public async Task Each_sign_in_makes_a_session_of_its_own_and_ends_the_one_the_browser_had()
    {
        using var anna = await Visitor.SignedInAsync(_host);
        using var before = anna.Copy();
        Assert.Equal("/keys", await anna.SignInAsync(DashboardHost.Password));
        Assert.Equal(HttpStatusCode.OK, await anna.LookAsync());
        Assert.Equal(HttpStatusCode.Redirect, await before.LookAsync());
    }

    [Fact]
    public async Task One_ends_ones_own_sessions_and_nobody_elses()
    {
        using var anna = await Visitor.SignedInAsync(_host);
        using var elsewhere = await Visitor.SignedInAsync(_host);
        var bob = People.Stranger();
        var sessions = await ListAsync(await CallerAsync(DashboardHost.Email));
        Assert.Equal(2, sessions.Count);
        Assert.All(sessions, s => Assert.Equal("127.0.0.1", s.Session.Address));

        var messages = _host.App.Services.GetRequiredService<Messages>();
        Assert.False(await messages.SendAsync(bob, new EndSessions(sessions[0].Session.Id), Ct));
        Assert.Equal(HttpStatusCode.OK, await elsewhere.LookAsync());
        Assert.Empty(await messages.SendAsync(bob, new ListSessions(), Ct));

        var caller = (await CallerAsync(DashboardHost.Email)) with { SessionId = sessions[1].Session.Id };
        Assert.True(await messages.SendAsync(caller, new EndSessions(null), Ct));
        Assert.Single(await ListAsync(caller), s => s.IsThis);
    }

    [Fact]
    public async Task A_session_lies_unused_for_eight_hours_and_lasts_seven_days()
    {
        using var idle = await Visitor.SignedInAsync(_host);
        await ExecuteAsync("update account_sessions set seen_at = now() - interval '7 hours 59 minutes'");
        Assert.Equal(HttpStatusCode.OK, await idle.LookAsync());
        await ExecuteAsync("update account_sessions set seen_at = now() - interval '8 hours 1 second'");
        Assert.Equal(HttpStatusCode.Redirect, await idle.LookAsync());

        using var old = await Visitor.SignedInAsync(_host);
        await using (var scope = _host.App.Services.CreateAsyncScope())
        {
            var session = await scope.ServiceProvider.GetRequiredService<AccountsDb>().Sessions.OrderByDescending(s => s.CreatedAt).FirstAsync(Ct);
            Assert.Equal(TimeSpan.FromDays(7), session.EndsAt - session.CreatedAt);
        }

        await ExecuteAsync("update account_sessions set ends_at = now() - interval '1 second'");
        Assert.Equal(HttpStatusCode.Redirect, await old.LookAsync());
    }

    [Fact]
    public async Task Use_is_written_down_once_a_minute_and_looking_after_a_page_is_no_use()
    {
        using var anna = await Visitor.SignedInAsync(_host);
        await ExecuteAsync("update account_sessions set seen_at = now() - interval '2 minutes'");
        await anna.LookAsync();
        var seen = await SeenAsync();
        Assert.InRange(TimeProvider.System.GetUtcNow() - seen, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        await anna.LookAsync();
        Assert.Equal(seen, await SeenAsync());
    }

    [Fact]
    public async Task Over_https_the_cookie_belongs_to_this_host_alone()
    {
        using var client = _host.Client(null);
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        using var page = await client.GetAsync("/sign-in", Ct);
        Assert.Contains("max-age", page.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
        var token = await page.Content.ReadAsStringAsync(Ct);
        using var form = new FormUrlEncodedContent(
        [
            new("email", DashboardHost.Email), new("password", DashboardHost.Password),
            new("__RequestVerificationToken", System.Text.RegularExpressions.Regex.Match(token, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value),
        ]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = form };
        request.Headers.Add("Cookie", page.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]));
        using var answer = await client.SendAsync(request, Ct);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-observability=", StringComparison.Ordinal));
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; path=/;", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("203.0.113.7", Assert.Single(await ListAsync(await CallerAsync(DashboardHost.Email))).Session.Address);

        // Under the name of http it opens nothing there: somebody else could have set it.
        using var tossed = new HttpRequestMessage(HttpMethod.Get, "/keys");
        tossed.Headers.Add("Cookie", cookie.Split(';')[0].Replace("__Host-", "", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Redirect, (await client.SendAsync(tossed, Ct)).StatusCode);
    }

    [Fact]
    public async Task An_open_page_acts_for_no_longer_than_five_seconds_after_its_session_was_ended()
    {
        await using var scope = _host.App.Services.CreateAsyncScope();
        var account = await scope.ServiceProvider.GetRequiredService<AccountsDb>().Users.SingleAsync(Ct);
        var principal = await scope.ServiceProvider.GetRequiredService<SignInManager<Account>>().CreateUserPrincipalAsync(account);
        var sessions = _host.App.Services.GetRequiredService<AccountSessions>();
        var session = await sessions.BeginAsync(account.Id, new DefaultHttpContext().Request, Ct);
        ((ClaimsIdentity)principal.Identity!).AddClaim(new(AccountSessions.Claim, session.ToString()));
        var time = new ManualTimeProvider(Some.Noon);
        var callers = new CallerSource(new Page(principal), _host.App.Services.GetRequiredService<AccountLookup>(), time);
        Assert.Equal(session, (await callers.CurrentAsync(Ct)).SessionId);

        Assert.True(await sessions.EndAsync(account.Id, session, Ct));
        time.Advance(CallerSource.Freshness);
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => callers.CurrentAsync(Ct));
        Assert.Null(await sessions.FindAsync(principal, Ct));
    }

    private static Task<string> ChangeAsync(Visitor who, string current, string next) =>
        who.PostAsync("/sign-in", "/account/password", ("current", current), ("next", next));

    private async Task<IReadOnlyList<SessionSummary>> ListAsync(Caller who) =>
        await _host.App.Services.GetRequiredService<Messages>().SendAsync(who, new ListSessions(), Ct);

    private Task<Caller> CallerAsync(string email) => People.CallerAsync(_host, email, Ct);

    private async Task<int> SessionsAsync()
    {
        await using var scope = _host.App.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AccountsDb>().Sessions.CountAsync(Ct);
    }

    private async Task<DateTimeOffset> SeenAsync()
    {
        await using var scope = _host.App.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AccountsDb>().Sessions.Select(s => s.SeenAt).SingleAsync(Ct);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _host.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private sealed class Page(ClaimsPrincipal who) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(who));
    }
}

using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Observability.Dashboard.Accounts;
using Observability.Dashboard.SignIn;

namespace Observability.Dashboard.Tests.Accounts;

/// <summary>A second factor: set up with the password, asked for at sign-in, each code good for once.</summary>
public sealed class SecondFactorTests : IAsyncLifetime
{
    private DashboardHost _host = null!;
    private Caller _anna = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await DashboardHost.StartAsync(Ct);
        _anna = await People.CallerAsync(_host, DashboardHost.Email, Ct);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_password_alone_opens_nothing_and_each_code_opens_once()
    {
        var (secret, _, used) = await TurnOnAsync();
        using var anna = new Visitor(_host);
        Assert.Equal("/sign-in/code?returnUrl=%2Fkeys", await anna.SignInAsync(DashboardHost.Password));
        Assert.Equal(HttpStatusCode.Redirect, await anna.LookAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await anna.LookAsync("/api/v1/exchanges"));
        Assert.StartsWith("/sign-in/code?failed=true", await anna.CodeAsync(Totp.CodeOf(secret, used)), StringComparison.Ordinal);
        var next = Totp.CodeOf(secret, Math.Max(Step, used + 1));
        Assert.Equal("/keys", await anna.CodeAsync($"{next[..3]} {next[3..]}"));
        Assert.Equal(HttpStatusCode.OK, await anna.LookAsync());

        using var again = new Visitor(_host);
        await again.SignInAsync(DashboardHost.Password);
        Assert.StartsWith("/sign-in/code?failed=true", await again.CodeAsync(next), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recovery_code_opens_once_however_it_is_spelt()
    {
        var (_, codes, _) = await TurnOnAsync();
        Assert.Equal(10, codes.Distinct().Count());
        using var anna = new Visitor(_host);
        await anna.SignInAsync(DashboardHost.Password);
        Assert.Equal("/keys", await anna.CodeAsync($" {codes[3].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)}"));
        using var again = new Visitor(_host);
        await again.SignInAsync(DashboardHost.Password);
        Assert.StartsWith("/sign-in/code?failed=true", await again.CodeAsync(codes[3]), StringComparison.Ordinal);
        Assert.Equal(9, (await SendAsync(new ReadAuthenticator())).CodesLeft);
    }

    [Fact]
    public async Task Guesses_at_a_code_count_with_those_at_the_password_and_a_right_password_gives_none_back()
    {
        var (secret, _, _) = await TurnOnAsync();
        using var thief = new Visitor(_host);
        await thief.SignInAsync(DashboardHost.Password);
        for (var i = 0; i < 4; i++)
        {
            Assert.StartsWith("/sign-in/code?failed=true", await thief.CodeAsync("000000"), StringComparison.Ordinal);
        }

        Assert.StartsWith("/sign-in/code?failed=true", await thief.CodeAsync(Totp.CodeOf(secret, Step + 1)), StringComparison.Ordinal);
        Assert.StartsWith("/sign-in?failed=true", await thief.SignInAsync(DashboardHost.Password), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_without_the_password_leads_back_to_the_beginning()
    {
        var (secret, _, _) = await TurnOnAsync();
        using var nobody = new Visitor(_host);
        Assert.Equal("/sign-in?returnUrl=%2Fkeys", await nobody.CodeAsync(Totp.CodeOf(secret, Step + 1)));
    }

    [Fact]
    public async Task Setting_it_up_and_turning_it_off_take_the_password_and_confirming_takes_a_code()
    {
        Assert.Null(await SendAsync(new StartAuthenticator(new("wrong password here"))));
        var secret = await StartAsync();
        Assert.Null((await SendAsync(new ReadAuthenticator())).Since);
        Assert.Null(await SendAsync(new ConfirmAuthenticator("000000")));
        using (var anna = new Visitor(_host))
        {
            // Not yet confirmed, not yet asked for.
            Assert.Equal("/keys", await anna.SignInAsync(DashboardHost.Password));
        }

        Assert.NotNull(await SendAsync(new ConfirmAuthenticator(Totp.CodeOf(secret, Step))));
        Assert.Null(await SendAsync(new StartAuthenticator(new(DashboardHost.Password))));
        Assert.Null(await SendAsync(new RenewRecoveryCodes(new("wrong password here"))));
        Assert.False(await SendAsync(new RemoveAuthenticator(new("wrong password here"))));
        Assert.Equal(10, (await SendAsync(new RenewRecoveryCodes(new(DashboardHost.Password))))!.Codes.Count);
        Assert.True(await SendAsync(new RemoveAuthenticator(new(DashboardHost.Password))));
        using var later = new Visitor(_host);
        Assert.Equal("/keys", await later.SignInAsync(DashboardHost.Password));
    }

    [Fact]
    public async Task Nothing_of_it_stands_in_the_database_in_the_clear_and_a_secret_is_its_accounts_own()
    {
        var (secret, codes, _) = await TurnOnAsync();
        await using var scope = _host.App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountsDb>();
        var stored = await db.Authenticators.SingleAsync(Ct);
        Assert.Equal(-1, stored.Secret.AsSpan().IndexOf(secret));
        var seal = scope.ServiceProvider.GetRequiredService<AccountSeal>();
        Assert.Equal(secret, seal.Open(stored.Secret, stored.AccountId));
        Assert.Throws<System.Security.Cryptography.AuthenticationTagMismatchException>(() => seal.Open(stored.Secret, Guid.CreateVersion7()));
        foreach (var digest in await db.RecoveryCodes.Select(c => c.Digest).ToListAsync(Ct))
        {
            Assert.Equal(32, digest.Length);
            Assert.DoesNotContain(digest, codes.Select(c => System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(c))));
        }
    }

    private static long Step => Totp.StepAt(TimeProvider.System.GetUtcNow());

    // The step by whose code it was confirmed is used up.
    private async Task<(byte[] Secret, IReadOnlyList<string> Codes, long Used)> TurnOnAsync()
    {
        var secret = await StartAsync();
        var step = Step;
        return (secret, (await SendAsync(new ConfirmAuthenticator(Totp.CodeOf(secret, step))))!.Codes, step);
    }

    private async Task<byte[]> StartAsync()
    {
        Assert.NotNull(await SendAsync(new StartAuthenticator(new(DashboardHost.Password))));
        await using var scope = _host.App.Services.CreateAsyncScope();
        var stored = await scope.ServiceProvider.GetRequiredService<AccountsDb>().Authenticators.SingleAsync(Ct);
        return scope.ServiceProvider.GetRequiredService<AccountSeal>().Open(stored.Secret, stored.AccountId);
    }

    private Task<T> SendAsync<T>(MediatR.IRequest<T> message) => _host.App.Services.GetRequiredService<Messages>().SendAsync(_anna, message, Ct);
}

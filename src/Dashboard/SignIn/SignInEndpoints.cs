using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Observability.Domain;

namespace Observability.Dashboard.SignIn;

/// <summary>The form posts around a session; all carry an antiforgery token (<see cref="FormTokens"/>). A circuit can set no cookie, so they are plain HTTP.</summary>
internal static class SignInEndpoints
{
    /// <summary>Name of the rate limit on guesses, per address.</summary>
    public const string RateLimit = "sign-in";

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-in", SignInAsync).AllowAnonymous().RequireRateLimiting(RateLimit).ExcludeFromDescription();
        routes.MapPost("/sign-in/code", CodeAsync).AllowAnonymous().RequireRateLimiting(RateLimit).ExcludeFromDescription();
        routes.MapPost("/sign-out", SignOutAsync).ExcludeFromDescription();
        routes.MapPost("/account/password", PasswordAsync).RequireRateLimiting(RateLimit).ExcludeFromDescription();
    }

    private static async Task<RedirectHttpResult> SignInAsync(
        [FromForm] string? email, [FromForm] string? password, [FromForm] string? returnUrl, HttpContext context, PasswordSignIn signIn)
    {
        var step = await signIn.TryAsync(email ?? "", password ?? "", context.RequestAborted);
        switch (step.Kind)
        {
            case SignInResultKind.CodeWanted:
                await context.SignInAsync(IdentityConstants.TwoFactorUserIdScheme, Halfway(step.Account!.Id));
                return TypedResults.Redirect(With("/sign-in/code", returnUrl));
            case SignInResultKind.SignedIn:
                return TypedResults.Redirect(Target(returnUrl));
            default:
                return TypedResults.Redirect(With("/sign-in?failed=true", returnUrl));
        }
    }

    private static async Task<RedirectHttpResult> CodeAsync([FromForm] string? code, [FromForm] string? returnUrl, HttpContext context, PasswordSignIn signIn)
    {
        var halfway = await context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme);
        if (!Guid.TryParse(halfway.Principal?.FindFirstValue(ClaimTypes.Name), CultureInfo.InvariantCulture, out var account))
        {
            return TypedResults.Redirect(With("/sign-in", returnUrl));
        }

        if ((await signIn.TryCodeAsync(account, code ?? "", context.RequestAborted)).Kind != SignInResultKind.SignedIn)
        {
            return TypedResults.Redirect(With("/sign-in/code?failed=true", returnUrl));
        }

        await context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        return TypedResults.Redirect(Target(returnUrl));
    }

    private static async Task<RedirectHttpResult> SignOutAsync(HttpContext context, AccountLookup accounts, SignInManager<Account> signIn, SignInLog log)
    {
        if (await accounts.CallerOfAsync(context.User, context.RequestAborted) is { } caller)
        {
            await log.WriteAsync("account.signed_out", caller, context);
        }

        await signIn.SignOutAsync();
        return TypedResults.Redirect("/sign-in");
    }

    private static async Task<RedirectHttpResult> PasswordAsync(
        [FromForm] string? current, [FromForm] string? next, HttpContext context, AccountLookup accounts, PasswordChange change, SignInLog log)
    {
        var caller = await accounts.CallerOfAsync(context.User, context.RequestAborted);
        var fault = caller?.AccountId is { } account
            ? await change.TryAsync(account, current ?? "", next ?? "", context.RequestAborted)
            : PasswordFault.NotYours;
        if (fault is null)
        {
            await log.WriteAsync("account.password_changed", caller!, context);
        }

        return TypedResults.Redirect($"/account?password={(fault is { } wrong ? EnumNames.NameOf(wrong) : "changed")}");
    }

    private static ClaimsPrincipal Halfway(Guid account) =>
        new(new ClaimsIdentity([new Claim(ClaimTypes.Name, account.ToString())], IdentityConstants.TwoFactorUserIdScheme));

    private static string With(string path, string? returnUrl) =>
        $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}returnUrl={Uri.EscapeDataString(Target(returnUrl))}";

    private static string Target(string? returnUrl) => IsLocalPath(returnUrl) ? returnUrl! : "/";

    // A path of ours: "//host" and "/\host" are other hosts to a browser.
    private static bool IsLocalPath(string? url) =>
        url is ['/', ..] && (url.Length == 1 || url[1] is not ('/' or '\\')) && !url.Any(char.IsControl);
}

using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Observability.Dashboard.SignIn;

/// <summary>The two form posts around a session. Both carry an antiforgery token; a circuit can set no cookie, so they are plain HTTP.</summary>
internal static class SignInEndpoints
{
    /// <summary>Name of the rate limit on guesses, per address.</summary>
    public const string RateLimit = "sign-in";

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-in", SignInAsync).AllowAnonymous().RequireRateLimiting(RateLimit).ExcludeFromDescription();
        routes.MapPost("/sign-out", SignOutAsync).ExcludeFromDescription();
    }

    private static async Task<RedirectHttpResult> SignInAsync(
        [FromForm] string? email, [FromForm] string? password, [FromForm] string? returnUrl, PasswordSignIn signIn)
    {
        var target = IsLocalPath(returnUrl) ? returnUrl! : "/";
        return await signIn.TryAsync(email ?? "", password ?? "")
            ? TypedResults.Redirect(target)
            : TypedResults.Redirect($"/sign-in?failed=true&returnUrl={Uri.EscapeDataString(target)}");
    }

    private static async Task<RedirectHttpResult> SignOutAsync(SignInManager<Account> signIn, SignInLog log)
    {
        if (await signIn.UserManager.GetUserAsync(signIn.Context.User) is { } account)
        {
            await log.WriteAsync("account.signed_out", account, signIn.Context);
        }

        await signIn.SignOutAsync();
        return TypedResults.Redirect("/sign-in");
    }

    // A path of ours: "//host" and "/\host" are other hosts to a browser.
    private static bool IsLocalPath(string? url) =>
        url is ['/', ..] && (url.Length == 1 || url[1] is not ('/' or '\\')) && !url.Any(char.IsControl);
}

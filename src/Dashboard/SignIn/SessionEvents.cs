using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.Options;
using Observability.Dashboard.Api;

namespace Observability.Dashboard.SignIn;

/// <summary>Ties the cookie to its row: made when one signs in, however that comes about, asked for with every request, gone when one signs out.</summary>
/// <param name="sessions">The rows.</param>
/// <param name="identity">Names of the claims.</param>
internal sealed class SessionEvents(AccountSessions sessions, IOptions<IdentityOptions> identity) : CookieAuthenticationEvents
{
    // Always a new row, so that nobody can know the session of somebody who signs in after him; the one this browser had ends.
    public override async Task SigningIn(CookieSigningInContext context)
    {
        var ct = context.HttpContext.RequestAborted;
        var account = AccountOf(context.Principal!) ?? throw new InvalidOperationException("Nobody can be signed in who has no account.");
        await EndOldAsync(context.HttpContext.User, ct);
        var id = await sessions.BeginAsync(account, context.Request, ct);
        ((ClaimsIdentity)context.Principal!.Identity!).AddClaim(new(AccountSessions.Claim, id.ToString()));
    }

    // The cookie itself is left alone: another answer on its way may just have replaced it.
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        // Scripts and stylesheets are everybody's; a page asks for fifty.
        var isAsset = context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;
        if (!isAsset && await sessions.UseAsync(context.Principal!, context.HttpContext.RequestAborted) is null)
        {
            context.RejectPrincipal();
        }
    }

    public override Task SigningOut(CookieSigningOutContext context) => EndOldAsync(context.HttpContext.User, context.HttpContext.RequestAborted);

    // An expired session at the API is told as the API tells it, not with the HTML of a page.
    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (ApiRoutes.Covers(context.Request))
        {
            return context.HttpContext.ChallengeAsync(KeyAuthentication.Scheme);
        }

        // There is no way back to a form that was posted.
        context.Response.Redirect(HttpMethods.IsGet(context.Request.Method) ? context.RedirectUri : "/sign-in");
        return Task.CompletedTask;
    }

    private async Task EndOldAsync(ClaimsPrincipal principal, CancellationToken ct)
    {
        if (AccountSessions.IdOf(principal) is { } session && AccountOf(principal) is { } account)
        {
            await sessions.EndAsync(account, session, ct);
        }
    }

    private Guid? AccountOf(ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(identity.Value.ClaimsIdentity.UserIdClaimType), CultureInfo.InvariantCulture, out var id) ? id : null;
}

using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Observability.Dashboard.SignIn;
using Observability.Domain;

namespace Observability.Dashboard.Members;

/// <summary>The form posts of an invitation's page, each with an antiforgery token: nothing happens by opening a link.</summary>
internal static class InvitationEndpoints
{
    public static void MapInvitations(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/invitations/{token}/account", EnlistAsync).AllowAnonymous().RequireRateLimiting(SignInEndpoints.RateLimit).ExcludeFromDescription();
        routes.MapPost("/invitations/{token}/join", JoinAsync).RequireRateLimiting(SignInEndpoints.RateLimit).ExcludeFromDescription();
    }

    /// <summary>Path of the page.</summary>
    public static string Href(string token) => $"/invitations/{token}";

    private static async Task<RedirectHttpResult> EnlistAsync(
        string token, [FromForm] string? email, [FromForm] string? password, InvitationDesk desk, PasswordSignIn signIn, CancellationToken ct)
    {
        var (address, secret) = (email?.Trim() ?? "", password ?? "");
        var problem = await desk.EnlistAsync(token, address, secret, ct);
        return problem != InvitationProblem.None ? Back(token, problem)
            : (await signIn.TryAsync(address, secret, ct)).Kind == SignInResultKind.SignedIn ? TypedResults.Redirect("/")
            : TypedResults.Redirect("/sign-in");
    }

    // The field is read so that the token of the form is checked.
    private static async Task<RedirectHttpResult> JoinAsync(
        string token, [FromForm] string? join, HttpContext context, InvitationDesk desk, AccountLookup accounts, CancellationToken ct)
    {
        var problem = join is not null && await accounts.FindAsync(context.User, null, ct) is { } visitor
            ? await desk.JoinAsync(token, visitor.AccountId, visitor.Email, ct)
            : InvitationProblem.Gone;
        return problem is InvitationProblem.None or InvitationProblem.Member ? TypedResults.Redirect("/") : Back(token, problem);
    }

    private static RedirectHttpResult Back(string token, InvitationProblem problem) =>
        TypedResults.Redirect($"{Href(Uri.EscapeDataString(token))}?problem={EnumNames.NameOf(problem)}");
}

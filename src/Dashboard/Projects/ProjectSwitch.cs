using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.SignIn;

namespace Observability.Dashboard.Projects;

/// <summary>The form post by which an account looks at another of its projects. Pages that are open stay in theirs.</summary>
internal static class ProjectSwitch
{
    /// <summary>Where the form is posted to.</summary>
    public const string Path = "/projects/current";

    public static void MapProjectSwitch(this IEndpointRouteBuilder routes) => routes.MapPost(Path, SwitchAsync).ExcludeFromDescription();

    private static async Task<RedirectHttpResult> SwitchAsync(
        [FromForm] Guid project, HttpContext context, AccountLookup accounts, AccountsDb db, CancellationToken ct)
    {
        // Only a project it is a member of: for any other this finds no caller, and nothing changes.
        if (await accounts.FindAsync(context.User, project, ct) is { Caller: { AccountId: { } account } })
        {
            await db.Users.Where(a => a.Id == account).ExecuteUpdateAsync(a => a.SetProperty(x => x.CurrentProjectId, project), ct);
        }

        return TypedResults.Redirect("/");
    }
}

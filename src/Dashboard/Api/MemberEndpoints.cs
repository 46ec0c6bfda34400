using Microsoft.AspNetCore.Http.HttpResults;
using Observability.Dashboard.Members;
using Observability.Dashboard.Projects;
using Observability.Domain;
using Observability.Domain.Projects;

namespace Observability.Dashboard.Api;

/// <summary>The project of a key, who belongs to it, and the links by which more come in. What only an owner may do has no route: no key is an owner.</summary>
internal static class MemberEndpoints
{
    public static void MapMembers(this IEndpointRouteBuilder api)
    {
        api.MapGet("/project", ProjectAsync).WithTags("members").WithName("getProject").WithSummary("The project of the key.");
        var members = api.MapGroup("/members").WithTags("members");
        members.MapGet("", ListAsync).WithName("listMembers").WithSummary("Who belongs to the project, by e-mail address.");
        members.MapPut("/{id:guid}", ChangeAsync).WithName("changeMember").WithSummary("Makes a member something else, or lets it see bodies or not.");
        members.MapDelete("/{id:guid}", RemoveAsync).WithName("removeMember").WithSummary("Takes a member out of the project.");
        var invitations = api.MapGroup("/invitations").WithTags("members");
        invitations.MapGet("", InvitationsAsync).WithName("listInvitations").WithSummary("The project's invitations, newest first, those that work no more included.");
        invitations.MapPost("", InviteAsync).WithName("createInvitation").WithSummary("Makes a link by which one person comes in; its path is in this answer and nowhere else.");
        invitations.MapDelete("/{id:guid}", RevokeAsync).WithName("revokeInvitation").WithSummary("Takes an invitation back.");
    }

    private static async Task<Ok<ProjectJson>> ProjectAsync(ApiMessages messages, CancellationToken ct)
    {
        var project = await messages.SendAsync(new ThisProject(), ct);
        return TypedResults.Ok(new ProjectJson(project.Id, project.Slug, project.Name, project.DefaultUpstream));
    }

    private static async Task<Ok<ListJson<MemberJson>>> ListAsync(ApiMessages messages, CancellationToken ct) =>
        TypedResults.Ok(new ListJson<MemberJson>([.. (await messages.SendAsync(new ListMembers(), ct)).Select(MemberJson.Of)]));

    private static async Task<Results<Ok<MemberJson>, ProblemHttpResult>> ChangeAsync(Guid id, MemberChangeJson body, ApiMessages messages, CancellationToken ct) =>
        EnumNames.Parse<Role>(body.Role) is not { } role ? UnknownRole(body.Role)
            : await messages.SendAsync(new ChangeMember(id, role, body.SeesBodies), ct) switch
            {
                { Member: { } member } => TypedResults.Ok(MemberJson.Of(member)),
                { Refusal: { } refusal } => ApiProblems.Conflict(refusal),
                _ => ApiProblems.NotFound("member"),
            };

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(Guid id, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new RemoveMember(id), ct) switch
        {
            { Member: not null } => TypedResults.NoContent(),
            { Refusal: { } refusal } => ApiProblems.Conflict(refusal),
            _ => ApiProblems.NotFound("member"),
        };

    private static async Task<Ok<ListJson<InvitationJson>>> InvitationsAsync(ApiMessages messages, CancellationToken ct) =>
        TypedResults.Ok(new ListJson<InvitationJson>([.. (await messages.SendAsync(new ListInvitations(), ct)).Select(InvitationJson.Of)]));

    private static async Task<Results<Created<CreatedInvitationJson>, ProblemHttpResult>> InviteAsync(NewInvitationJson body, ApiMessages messages, CancellationToken ct)
    {
        if (EnumNames.Parse<Role>(body.Role) is not { } role)
        {
            return UnknownRole(body.Role);
        }

        var made = await messages.SendAsync(new CreateInvitation(role, body.SeesBodies, body.Note, body.Days), ct);
        return made is { Invitation: { } invitation, Text: { } text }
            ? TypedResults.Created($"/api/v1/invitations/{invitation.Id}", new CreatedInvitationJson(InvitationEndpoints.Href(text.Value), InvitationJson.Of(invitation)))
            : ApiProblems.Invalid(made.Refusal!);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(Guid id, ApiMessages messages, CancellationToken ct) =>
        await messages.SendAsync(new RevokeInvitation(id), ct) ? TypedResults.NoContent() : ApiProblems.NotFound("invitation that is still open");

    private static ProblemHttpResult UnknownRole(string role) => ApiProblems.Invalid($"role is '{role}'; it must be one of {string.Join(", ", EnumNames.All<Role>())}.");
}

using Observability.Dashboard.Members;
using Observability.Domain;

namespace Observability.Dashboard.Api;

/// <summary>A project.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Slug">Short name in JSON.</param>
/// <param name="Name">Name for people.</param>
/// <param name="DefaultUpstream">Name of the upstream that <c>/v1/{key}/…</c> goes to.</param>
internal sealed record ProjectJson(Guid Id, string Slug, string Name, string DefaultUpstream);

/// <summary>A member.</summary>
/// <param name="Id">The account.</param>
/// <param name="Email">Its e-mail address.</param>
/// <param name="Role">viewer, member, admin or owner.</param>
/// <param name="SeesBodies">Whether it may read what was asked and answered.</param>
/// <param name="JoinedAt">Since when.</param>
internal sealed record MemberJson(Guid Id, string Email, string Role, bool SeesBodies, DateTime JoinedAt)
{
    public static MemberJson Of(MemberSummary member) => new(member.Id, member.Email, EnumNames.NameOf(member.Role), member.SeesBodies, member.JoinedAt.UtcDateTime);
}

/// <summary>What a member is from now on.</summary>
/// <param name="Role">viewer, member, admin or owner; no more than the key itself.</param>
/// <param name="SeesBodies">Whether it may read what was asked and answered.</param>
internal sealed record MemberChangeJson(string Role, bool SeesBodies);

/// <summary>An invitation to be made.</summary>
/// <param name="Role">What it makes somebody: viewer, member or admin; no more than the key itself.</param>
/// <param name="SeesBodies">Whether that somebody may read what was asked and answered.</param>
/// <param name="Note">For whom it is; null = nothing is said.</param>
/// <param name="Days">How many days it works, 1 to 30.</param>
internal sealed record NewInvitationJson(string Role, bool SeesBodies, string? Note = null, int Days = 7);

/// <summary>An invitation just made.</summary>
/// <param name="Path">Path of the link at this dashboard, this once.</param>
/// <param name="Invitation">What is stored of it.</param>
internal sealed record CreatedInvitationJson(string Path, InvitationJson Invitation);

/// <summary>An invitation. Its link is shown once and not stored.</summary>
internal sealed record InvitationJson(
    Guid Id, string Role, bool SeesBodies, string? Note, DateTime CreatedAt, string CreatedBy, DateTime ExpiresAt, DateTime? UsedAt, string? UsedBy, DateTime? RevokedAt)
{
    public static InvitationJson Of(InvitationSummary invitation) => new(
        invitation.Id, EnumNames.NameOf(invitation.Role), invitation.SeesBodies, invitation.Note, invitation.CreatedAt.UtcDateTime, invitation.CreatedBy,
        invitation.ExpiresAt.UtcDateTime, invitation.UsedAt?.UtcDateTime, invitation.UsedBy, invitation.RevokedAt?.UtcDateTime);
}

using System.Globalization;
using Observability.Domain.Projects;

namespace Observability.Dashboard.Members;

/// <summary>What a role may do, and the one rule of giving: nobody gives more than they have, and nobody changes who has more.</summary>
internal static class Rights
{
    /// <summary>How much somebody of this role may do.</summary>
    public static Access AccessOf(Role role) => role switch
    {
        Role.Viewer => Access.Read,
        Role.Member => Access.Replay,
        Role.Admin => Access.Admin,
        Role.Owner => Access.Owner,
    };

    /// <summary>Null when <paramref name="caller"/> may give this to somebody; otherwise why not, in a sentence.</summary>
    public static string? RefuseGiving(Caller caller, Role role, bool seesBodies) =>
        AccessOf(role) > caller.Access ? string.Format(CultureInfo.CurrentCulture, MembersText.CannotGiveRole, MemberWords.Name(role))
        : seesBodies && !caller.SeesBodies ? MembersText.CannotGiveBodies
        : null;

    /// <summary>Null when <paramref name="caller"/> may change or remove <paramref name="member"/>; otherwise why not.</summary>
    public static string? RefuseTouching(Caller caller, Membership member) =>
        AccessOf(member.Role) > caller.Access ? string.Format(CultureInfo.CurrentCulture, MembersText.CannotTouch, MemberWords.Name(member.Role)) : null;

    /// <summary>Whether an invitation is still worth what it says: whoever made it could give that now, too.</summary>
    /// <param name="maker">The membership of who made it; null = that person is no member any more.</param>
    /// <param name="invitation">The invitation.</param>
    public static bool CouldGive(Membership? maker, Invitation invitation) =>
        maker is not null && AccessOf(maker.Role) >= Access.Admin && maker.Role >= invitation.Role && (maker.SeesBodies || !invitation.SeesBodies);
}

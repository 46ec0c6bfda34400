using Observability.Domain.Projects;

namespace Observability.Dashboard.Members;

/// <summary>Words for roles.</summary>
internal static class MemberWords
{
    /// <summary>What a role is called.</summary>
    public static string Name(Role role) => role switch
    {
        Role.Viewer => MembersText.Viewer,
        Role.Member => MembersText.Member,
        Role.Admin => MembersText.Admin,
        Role.Owner => MembersText.Owner,
    };

    /// <summary>What it may do, in a sentence.</summary>
    public static string Purpose(Role role) => role switch
    {
        Role.Viewer => MembersText.ViewerPurpose,
        Role.Member => MembersText.MemberPurpose,
        Role.Admin => MembersText.AdminPurpose,
        Role.Owner => MembersText.OwnerPurpose,
    };
}

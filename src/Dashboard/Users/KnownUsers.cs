using Microsoft.EntityFrameworkCore;
using Observability.Domain;

namespace Observability.Dashboard.Users;

/// <summary>Who the id of a user is, as a producer last said.</summary>
/// <param name="User">Their id, as exchanges carry it.</param>
/// <param name="Name">Their name; null when none was said.</param>
/// <param name="Email">Their e-mail address.</param>
/// <param name="Role">Their role, such as <c>admin</c>.</param>
/// <param name="Groups">The groups they are in.</param>
/// <param name="Source">How we know, by the name of an <see cref="Observability.Domain.Exchanges.IdentitySource"/>; null = it was not noted.</param>
public sealed record KnownUser(string User, string? Name, string? Email, string? Role, string[] Groups, string? Source)
{
    /// <summary>What to call them.</summary>
    public string Title => Name ?? Email ?? User;

    /// <summary>Of whom nothing but the id is known.</summary>
    public static KnownUser Of(string user) => new(user, null, null, null, [], null);
}

/// <summary>Reads the table that the writer keeps of who users are.</summary>
internal static class KnownUsers
{
    /// <summary>Those of some ids of whom something is known.</summary>
    public static async Task<IReadOnlyDictionary<string, KnownUser>> ReadAsync(
        ObservabilityDb db, Guid project, IEnumerable<string?> users, CancellationToken ct)
    {
        string[] ids = [.. users.OfType<string>()];
        return await db.Database.SqlQuery<KnownUser>(
                $"""
                select user_id as "User", name as "Name", email as "Email", role as "Role", groups as "Groups", source as "Source"
                from users where project_id = {project} and user_id = any({ids})
                """)
            .ToDictionaryAsync(u => u.User, StringComparer.Ordinal, ct);
    }
}

using Microsoft.EntityFrameworkCore;
using Observability.Domain;
using Observability.Domain.Projects;

namespace Observability.Dashboard.Members;

/// <summary>Lets one change of a project's members through at a time: two owners who step down in the same moment must not both find the other still there.</summary>
internal static class ProjectLock
{
    /// <summary>Waits for its turn; holds until the transaction ends.</summary>
    public static Task TakeAsync(ObservabilityDb db, Guid project, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select from projects where id = {project} for update", ct);

    /// <summary>Whether the project has an owner besides this account.</summary>
    public static Task<bool> HasOtherOwnerAsync(ObservabilityDb db, Guid project, Guid but, CancellationToken ct) =>
        db.Memberships.AnyAsync(m => m.ProjectId == project && m.Role == Role.Owner && m.AccountId != but, ct);
}

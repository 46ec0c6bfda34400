using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Users;
using Observability.Domain;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Totals;

/// <summary>What readers call users and keys, which sums know by their ids.</summary>
internal sealed class GroupNames(ObservabilityDb db, Caller caller)
{
    /// <summary>The same groups with their titles, where they have one besides their name.</summary>
    public async Task<IReadOnlyList<GroupSums>> AddAsync(Dimension by, IReadOnlyList<GroupSums> groups, CancellationToken ct)
    {
        if (by == Dimension.User)
        {
            var who = await KnownUsers.ReadAsync(db, caller.ProjectId, groups.Select(g => g.Name), ct);
            return [.. groups.Select(g => g with { Title = g.Name is { } id ? who.GetValueOrDefault(id)?.Title : null })];
        }

        if (by != Dimension.Key)
        {
            return groups;
        }

        var keys = await db.Keys.Where(k => k.ProjectId == caller.ProjectId).Select(k => new { k.Id, k.Name }).ToDictionaryAsync(k => k.Id.ToString(), k => k.Name, ct);
        return [.. groups.Select(g => g with { Title = g.Name is { } id ? keys.GetValueOrDefault(id) : null })];
    }
}

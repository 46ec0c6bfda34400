using MediatR;
using Npgsql;
using Observability.Dashboard.Totals;
using Observability.Domain;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Users;

/// <summary>Who used the project in a range, the first of them in an order.</summary>
/// <param name="Ranking">Range, order and how many.</param>
[Requires(Access.Read)]
public sealed record ListUsers(Ranking Ranking) : IRequest<TopUsers>;

/// <summary>The first users in an order.</summary>
/// <param name="Users">They.</param>
/// <param name="Total">How many there are in all.</param>
/// <param name="Unnamed">Exchanges in the range that name nobody.</param>
public sealed record TopUsers(IReadOnlyList<UserUsage> Users, int Total, long Unnamed);

internal sealed class ListUsersHandler(ObservabilityDb db, NpgsqlDataSource database, Caller caller) : IRequestHandler<ListUsers, TopUsers>
{
    public async Task<TopUsers> Handle(ListUsers request, CancellationToken cancellationToken)
    {
        var ranking = request.Ranking;
        await using var usage = await UsageSnapshot.OpenAsync(database, caller.ProjectId, cancellationToken);
        var all = (await usage.GroupsAsync(Dimension.User, ranking.Of, cancellationToken)).ToLookup(g => g.Name is null);
        var named = all[false].ToList();
        // Only an order by name needs everybody's.
        var who = ranking.Order == SumsOrder.Name ? await WhoAsync(named, cancellationToken) : null;
        var first = ranking.First(named, g => who?.GetValueOrDefault(g.Name!)?.Title ?? g.Name);
        var shown = await usage.WithLinesAsync(Dimension.User, first, ranking.Of, cancellationToken);
        who ??= await WhoAsync(shown, cancellationToken);
        return new(
            [.. shown.Select(g => new UserUsage(who.GetValueOrDefault(g.Name!) ?? KnownUser.Of(g.Name!), g))],
            named.Count, all[true].Sum(g => g.Sums.Exchanges));
    }

    private Task<IReadOnlyDictionary<string, KnownUser>> WhoAsync(IEnumerable<GroupSums> groups, CancellationToken ct) =>
        KnownUsers.ReadAsync(db, caller.ProjectId, groups.Select(g => g.Name), ct);
}

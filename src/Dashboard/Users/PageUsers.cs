using MediatR;
using Npgsql;
using Observability.Dashboard.Totals;
using Observability.Domain;
using Observability.Domain.Filters;
using Observability.Domain.Rollups;

namespace Observability.Dashboard.Users;

/// <summary>Everybody who used the project in a range, in the order of their ids, page by page.</summary>
/// <param name="From">Started at or after.</param>
/// <param name="To">Started before.</param>
/// <param name="After">Id of the last user of the page before; null = from the start.</param>
/// <param name="Limit">Users at most, 1 to <see cref="GroupPage.MaxLimit"/>.</param>
[Requires(Access.Read)]
public sealed record PageUsers(DateTimeOffset From, DateTimeOffset To, string? After, int Limit) : IRequest<UserPart>;

/// <summary>A page of users.</summary>
/// <param name="Users">They.</param>
/// <param name="Next">What to go on after; null = there are no more.</param>
public sealed record UserPart(IReadOnlyList<UserUsage> Users, string? Next);

internal sealed class PageUsersHandler(ObservabilityDb db, NpgsqlDataSource database, Caller caller) : IRequestHandler<PageUsers, UserPart>
{
    public async Task<UserPart> Handle(PageUsers request, CancellationToken cancellationToken)
    {
        await using var usage = await UsageSnapshot.OpenAsync(database, caller.ProjectId, cancellationToken);
        var groups = await usage.GroupsAsync(Dimension.User, new([request.From, request.To], Filter.None), cancellationToken);
        var page = GroupPage.Of(groups, request.After, request.Limit);
        var who = await KnownUsers.ReadAsync(db, caller.ProjectId, page.Groups.Select(g => g.Name), cancellationToken);
        return new([.. page.Groups.Select(g => new UserUsage(who.GetValueOrDefault(g.Name!) ?? KnownUser.Of(g.Name!), g))], page.Next);
    }
}

using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Totals;
using Observability.Domain;

namespace Observability.Dashboard.Users;

/// <summary>Everybody who used the project in a range, in the order of their ids, page by page.</summary>
/// <param name="From">Started at or after.</param>
/// <param name="To">Started before.</param>
/// <param name="After">Id of the last user of the page before; null = from the start.</param>
/// <param name="Limit">Users at most, 1 to <see cref="ListUsers.MaxLimit"/>.</param>
[Requires(Access.Read)]
public sealed record PageUsers(DateTimeOffset From, DateTimeOffset To, string? After, int Limit) : IRequest<UserPart>;

/// <summary>A page of users.</summary>
/// <param name="Users">They.</param>
/// <param name="Next">What to go on after; null = there are no more.</param>
public sealed record UserPart(IReadOnlyList<UserUsage> Users, string? Next);

internal sealed class PageUsersHandler(ObservabilityDb db, Caller caller) : IRequestHandler<PageUsers, UserPart>
{
    public async Task<UserPart> Handle(PageUsers request, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1 or > ListUsers.MaxLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(request), request.Limit, $"A page has 1 to {ListUsers.MaxLimit} users.");
        }

        // One more than asked for tells whether there is a next page.
        var users = await db.Database.SqlQueryRaw<UserUsage>(
            UsageSql.UsersById, caller.ProjectId, request.From.ToUniversalTime(), request.To.ToUniversalTime(), UsageSql.Failed, request.After ?? "", request.Limit + 1)
            .ToListAsync(cancellationToken);
        return users.Count > request.Limit ? new(users[..request.Limit], users[request.Limit - 1].User) : new(users, null);
    }
}

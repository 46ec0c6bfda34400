using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Totals;
using Observability.Domain;

namespace Observability.Dashboard.Users;

/// <summary>Who used the project in a range, the first of them in an order.</summary>
/// <param name="Range">How far back.</param>
/// <param name="Order">By what.</param>
/// <param name="Ascending">Smallest first instead of largest first.</param>
/// <param name="Limit">Users at most, 1 to <see cref="MaxLimit"/>.</param>
[Requires(Access.Read)]
public sealed record ListUsers(UsageRange Range, UserOrder Order, bool Ascending, int Limit) : IRequest<TopUsers>
{
    /// <summary>Most users told.</summary>
    public const int MaxLimit = 500;
}

/// <summary>What users can be ordered by.</summary>
public enum UserOrder
{
    /// <summary>Known cost of their requests.</summary>
    Cost,

    /// <summary>Their ids.</summary>
    User,

    /// <summary>How many requests.</summary>
    Requests,

    /// <summary>How many background tasks.</summary>
    Tasks,

    /// <summary>How many conversations.</summary>
    Conversations,

    /// <summary>Known cost of background tasks.</summary>
    TaskCost,

    /// <summary>Estimated cost.</summary>
    Estimated,

    /// <summary>How many have no price.</summary>
    Unpriced,

    /// <summary>Input tokens.</summary>
    Input,

    /// <summary>Output tokens.</summary>
    Output,

    /// <summary>The share of requests and tasks that failed.</summary>
    Errors,

    /// <summary>The model of most of their requests.</summary>
    Model,

    /// <summary>When they were last seen.</summary>
    LastSeen,

    /// <summary>When they were first seen.</summary>
    FirstSeen,
}

/// <summary>The first users in an order.</summary>
/// <param name="Users">They.</param>
/// <param name="Total">How many there are in all.</param>
/// <param name="Unnamed">Exchanges in the range that name nobody.</param>
public sealed record TopUsers(IReadOnlyList<UserUsage> Users, long Total, long Unnamed);

internal sealed class ListUsersHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<ListUsers, TopUsers>
{
    public async Task<TopUsers> Handle(ListUsers request, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1 or > ListUsers.MaxLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(request), request.Limit, $"1 to {ListUsers.MaxLimit} users are told.");
        }

        var to = time.GetUtcNow();
        var from = request.Range.Since(to);
        var users = await db.Database.SqlQueryRaw<UserUsage>(
            UsageSql.UsersInOrder(ColumnOf(request.Order), request.Ascending), caller.ProjectId, from, to, UsageSql.Failed, request.Limit).ToListAsync(cancellationToken);
        var unnamed = await db.Database.SqlQueryRaw<long>(UsageSql.Unnamed, caller.ProjectId, from, to).SingleAsync(cancellationToken);
        return new(users, users is [var first, ..] ? first.Users : 0, unnamed);
    }

    private static string ColumnOf(UserOrder order) => order switch
    {
        UserOrder.Cost => "\"CostUsd\"",
        UserOrder.User => "\"User\"",
        UserOrder.Requests => "\"Requests\"",
        UserOrder.Tasks => "\"Tasks\"",
        UserOrder.Conversations => "\"Conversations\"",
        UserOrder.TaskCost => "\"TaskCostUsd\"",
        UserOrder.Estimated => "\"EstimatedCostUsd\"",
        UserOrder.Unpriced => "\"Unpriced\"",
        UserOrder.Input => "\"InputTokens\"",
        UserOrder.Output => "\"OutputTokens\"",
        UserOrder.Errors => "\"Errors\"::double precision / (\"Requests\" + \"Tasks\")",
        UserOrder.Model => "\"FavouriteModel\"",
        UserOrder.LastSeen => "\"LastSeen\"",
        UserOrder.FirstSeen => "\"FirstSeen\"",
    };
}

using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Totals;
using Observability.Domain;

namespace Observability.Dashboard.Users;

/// <summary>All that one user did in a range; null when there is nothing.</summary>
/// <param name="User">Who, by the id exchanges carry.</param>
/// <param name="Range">How far back.</param>
[Requires(Access.Read)]
public sealed record OneUser(string User, UsageRange Range) : IRequest<UserDetail?>
{
    /// <summary>Most models, tasks, kinds of error and conversations told.</summary>
    public const int Most = 15;
}

/// <summary>What a user did.</summary>
/// <param name="Summary">In all.</param>
/// <param name="Models">By model, the busiest first.</param>
/// <param name="Tasks">By background task; the part without a name is their ordinary requests.</param>
/// <param name="Days">By UTC day, the last first; days without anything are left out.</param>
/// <param name="Errors">How things failed, the most frequent first.</param>
/// <param name="Conversations">The last ones.</param>
public sealed record UserDetail(
    UserUsage Summary, IReadOnlyList<UsagePart> Models, IReadOnlyList<UsagePart> Tasks, IReadOnlyList<UsagePart> Days,
    IReadOnlyList<UserErrors> Errors, IReadOnlyList<UserConversation> Conversations);

/// <summary>A part of what a user did.</summary>
public sealed record UsagePart : UsageSums
{
    /// <summary>What it is a part by: <c>model</c>, <c>task</c> or <c>day</c>.</summary>
    public required string By { get; init; }

    /// <summary>Model, task or day (2026-11-22); null = none is named.</summary>
    public string? Name { get; init; }

    /// <summary>How many parts there are in all.</summary>
    public long Parts { get; init; }
}

/// <summary>Exchanges that failed alike.</summary>
/// <param name="Outcome">How, by the name of an <see cref="Observability.Domain.Exchanges.ExchangeOutcome"/>.</param>
/// <param name="Status">The status the client got; null when none.</param>
/// <param name="Code">The provider's code; null when it gave none.</param>
/// <param name="Count">How many.</param>
/// <param name="LastSeen">The last of them.</param>
/// <param name="Groups">How many kinds there are in all.</param>
/// <param name="NewestId">Its id.</param>
/// <param name="Newest">What it says; null when it says nothing.</param>
public sealed record UserErrors(
    string Outcome, short? Status, string? Code, long Count, DateTimeOffset LastSeen, long Groups, Guid NewestId, string? Newest);

/// <summary>One conversation of a user.</summary>
public sealed record UserConversation : UsageSums
{
    /// <summary>Its session.</summary>
    public required string Session { get; init; }
}

internal sealed class OneUserHandler(ObservabilityDb db, Caller caller, TimeProvider time) : IRequestHandler<OneUser, UserDetail?>
{
    public async Task<UserDetail?> Handle(OneUser request, CancellationToken cancellationToken)
    {
        var to = time.GetUtcNow();
        object[] which = [caller.ProjectId, request.Range.Since(to), to, UsageSql.Failed, request.User];
        if (await db.Database.SqlQueryRaw<UserUsage>(UsageSql.OneUser, which).ToListAsync(cancellationToken) is not [var summary])
        {
            return null;
        }

        object[] most = [.. which, OneUser.Most];
        var parts = (await db.Database.SqlQueryRaw<UsagePart>(UsageSql.PartsOfUser, most).ToListAsync(cancellationToken)).ToLookup(p => p.By);
        return new(
            summary, [.. parts["model"]], [.. parts["task"]], [.. parts["day"]],
            await db.Database.SqlQueryRaw<UserErrors>(UsageSql.ErrorsOfUser, most).ToListAsync(cancellationToken),
            await db.Database.SqlQueryRaw<UserConversation>(UsageSql.ConversationsOfUser, most).ToListAsync(cancellationToken));
    }
}

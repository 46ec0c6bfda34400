using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Conversations;
using Observability.Domain;

namespace Observability.Dashboard.Users;

/// <summary>Who a user is, and what they talked about in a range.</summary>
/// <param name="User">Who, by the id exchanges carry.</param>
/// <param name="From">Started at or after.</param>
/// <param name="To">Started before.</param>
[Requires(Access.Read)]
public sealed record OneUser(string User, DateTimeOffset From, DateTimeOffset To) : IRequest<UserDetail>
{
    /// <summary>Most conversations told.</summary>
    public const int MostConversations = 10;

    /// <summary>How many of their newest exchanges are looked at for conversations.</summary>
    public const int MostExchanges = 5_000;
}

/// <summary>A user and their conversations.</summary>
/// <param name="Who">Who they are.</param>
/// <param name="Conversations">The conversations last heard of.</param>
/// <param name="Sessions">How many they took part in, as far as was looked.</param>
/// <param name="AreMore">Whether there may be more: they have more exchanges than are looked at.</param>
public sealed record UserDetail(KnownUser Who, IReadOnlyList<ConversationSummary> Conversations, long Sessions, bool AreMore);

internal sealed class OneUserHandler(ObservabilityDb db, Caller caller) : IRequestHandler<OneUser, UserDetail>
{
    public async Task<UserDetail> Handle(OneUser request, CancellationToken cancellationToken)
    {
        var who = await KnownUsers.ReadAsync(db, caller.ProjectId, [request.User], cancellationToken);
        var (from, to) = (request.From.ToUniversalTime(), request.To.ToUniversalTime());
        var sessions = await db.Database.SqlQuery<Row>(
            $"""
            with newest as materialized (
                select session, started_at from exchanges
                where project_id = {caller.ProjectId} and user_id = {request.User} and started_at >= {from} and started_at < {to}
                order by started_at desc limit {OneUser.MostExchanges}
            )
            select session as "Session", count(*) over () as "Sessions", (select count(*) from newest) as "Looked"
            from newest where session is not null group by session order by max(started_at) desc, session limit {OneUser.MostConversations}
            """).ToListAsync(cancellationToken);
        string[] told = [.. sessions.Select(s => s.Session)];
        var conversations = told.Length == 0
            ? []
            : await ConversationRows.ReadAsync(db, caller.ProjectId, ConversationFilter.All, told, null, told.Length, cancellationToken);
        return new(
            who.GetValueOrDefault(request.User) ?? KnownUser.Of(request.User), conversations,
            sessions is [var first, ..] ? first.Sessions : 0, sessions is [{ Looked: OneUser.MostExchanges }, ..]);
    }

    private sealed record Row(string Session, long Sessions, long Looked);
}

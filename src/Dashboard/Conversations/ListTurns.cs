using MediatR;
using Observability.Dashboard.Exchanges;
using Observability.Domain;
using Observability.Domain.Conversations;

namespace Observability.Dashboard.Conversations;

/// <summary>One conversation and a page of its turns, the latest first, by keyset; every branch is told. Null when the project has none of this session.</summary>
/// <param name="Session">Session or chat id.</param>
/// <param name="Cursor">Where to go on: the <see cref="TurnPage.Next"/> of the page before; null = from the latest.</param>
/// <param name="Limit">Turns at most, 1 to <see cref="MaxLimit"/>.</param>
[Requires(Access.Read)]
public sealed record ListTurns(string Session, ExchangeCursor? Cursor, int Limit) : IRequest<TurnPage?>
{
    /// <summary>Most turns of one page.</summary>
    public const int MaxLimit = 1000;
}

/// <summary>A page of turns.</summary>
/// <param name="Summary">The conversation.</param>
/// <param name="Turns">Its turns, the latest first.</param>
/// <param name="Next">Cursor of the next page; null = there is none.</param>
/// <param name="ChatHref">Address of the chat in Open WebUI; null when it is not known.</param>
public sealed record TurnPage(ConversationSummary Summary, IReadOnlyList<Turn> Turns, ExchangeCursor? Next, string? ChatHref);

internal sealed class ListTurnsHandler(ObservabilityDb db, Caller caller, Settings settings) : IRequestHandler<ListTurns, TurnPage?>
{
    public async Task<TurnPage?> Handle(ListTurns request, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1 or > ListTurns.MaxLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(request), request.Limit, $"A page has 1 to {ListTurns.MaxLimit} turns.");
        }

        var found = await ConversationRows.ReadAsync(db, caller.ProjectId, ConversationFilter.All, [request.Session], null, 1, cancellationToken);
        if (found is not [{ Sums.Requests: > 0 } summary])
        {
            return null;
        }

        // From the latest each time: what belongs to a turn may have begun after it, beyond the cursor.
        var turns = new List<Turn>();
        ExchangeCursor? before = null;
        do
        {
            (var tree, before) = await ConversationLayout.LatestAsync(ConversationLayout.RowsOf(db, caller.ProjectId, summary), before, cancellationToken);
            turns.AddRange(tree.Turns.Reverse().Where(t => request.Cursor is null || IsBefore(t, request.Cursor)).Take(request.Limit + 1 - turns.Count));
        }
        while (before is not null && turns.Count <= request.Limit);

        var next = turns.Count > request.Limit ? PlaceOf(turns[request.Limit - 1]) : null;
        return new(summary, [.. turns.Take(request.Limit)], next, OpenWebUIChat.Href(settings, summary.Session));
    }

    private static ExchangeCursor PlaceOf(Turn turn) => new(turn.First.StartedAt, turn.Id);

    private static bool IsBefore(Turn turn, ExchangeCursor place) =>
        turn.First.StartedAt < place.StartedAt || (turn.First.StartedAt == place.StartedAt && turn.Id.CompareTo(place.Id) < 0);
}

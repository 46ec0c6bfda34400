using MediatR;
using Observability.Domain;

namespace Observability.Dashboard.Conversations;

/// <summary>One page of the project's conversations, the one last heard of first, by keyset.</summary>
/// <param name="Filter">What to keep.</param>
/// <param name="Cursor">Where to go on: the <see cref="ConversationPage.Next"/> of the page before; null = from the start.</param>
/// <param name="Limit">Conversations at most, 1 to <see cref="MaxLimit"/>.</param>
[Requires(Access.Read)]
public sealed record ListConversations(ConversationFilter Filter, ConversationCursor? Cursor, int Limit) : IRequest<ConversationPage>
{
    /// <summary>Most conversations of one page: each is summed when it is asked for.</summary>
    public const int MaxLimit = 200;
}

/// <summary>A page of conversations.</summary>
/// <param name="Conversations">In their order.</param>
/// <param name="Next">Cursor of the next page; null = there is none.</param>
public sealed record ConversationPage(IReadOnlyList<ConversationSummary> Conversations, ConversationCursor? Next);

internal sealed class ListConversationsHandler(ObservabilityDb db, Caller caller) : IRequestHandler<ListConversations, ConversationPage>
{
    public async Task<ConversationPage> Handle(ListConversations request, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1 or > ListConversations.MaxLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(request), request.Limit, $"A page has 1 to {ListConversations.MaxLimit} conversations.");
        }

        // One more than asked for tells whether there is a next page.
        var rows = await ConversationRows.ReadAsync(db, caller.ProjectId, request.Filter, null, request.Cursor, request.Limit + 1, cancellationToken);
        var next = rows.Count > request.Limit && rows[request.Limit - 1] is var last ? new ConversationCursor(last.LastAt, last.Session) : null;
        // Retention may have taken all its exchanges.
        return new([.. rows.Take(request.Limit).Where(c => c.Sums.Requests > 0)], next);
    }
}

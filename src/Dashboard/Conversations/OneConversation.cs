using MediatR;
using Microsoft.EntityFrameworkCore;
using Observability.Dashboard.Exchanges;
using Observability.Domain;
using Observability.Domain.Conversations;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Conversations;

/// <summary>One conversation, laid out; some of its turns with their rows. Bodies are not read. Null when the project has none of this session.</summary>
/// <param name="Session">Session or chat id.</param>
/// <param name="Place">What of it.</param>
[Requires(Access.Read)]
public sealed record OneConversation(string Session, ConversationPlace Place) : IRequest<ConversationDetail?>
{
    /// <summary>Turns of a page.</summary>
    public const int PageSize = 20;

    /// <summary>Most turns shown at once: a last page is as long as a page and a half, and grows while somebody reads it.</summary>
    public const int MostShown = 3 * PageSize;

    /// <summary>Most narrow rows read for the turns shown, the latest turns first.</summary>
    public const int MostRows = 2_000;
}

/// <summary>A place in a conversation.</summary>
/// <param name="Through">The branch that leads through the turn of this exchange; null = the one spoken in last.</param>
/// <param name="First">Number of the first turn to show, from 0; null = the page with <paramref name="Through"/>, else the last page.</param>
/// <param name="Before">Only what began before this place is laid out; null = all, up to now.</param>
public sealed record ConversationPlace(Guid? Through, int? First, ExchangeCursor? Before)
{
    /// <summary>The end of it.</summary>
    public static ConversationPlace End { get; } = new(null, null, null);
}

/// <summary>A conversation, laid out.</summary>
/// <param name="Summary">Who, when, what it came to.</param>
/// <param name="Tree">Its order.</param>
/// <param name="Turns">The turns shown, in order.</param>
/// <param name="First">Number of the first of them along the branch, from 0.</param>
/// <param name="Length">Turns along the branch.</param>
/// <param name="Loose">Exchanges that belong to no turn.</param>
/// <param name="Earlier">Where to lay out what is earlier; null = all of it is laid out.</param>
/// <param name="ChatHref">Address of the chat in Open WebUI; null when it is not known.</param>
public sealed record ConversationDetail(
    ConversationSummary Summary, ConversationTree Tree, IReadOnlyList<ShownTurn> Turns, int First, int Length,
    IReadOnlyList<Exchange> Loose, ExchangeCursor? Earlier, string? ChatHref);

/// <summary>A turn with the rows of its exchanges.</summary>
/// <param name="Turn">Its place.</param>
/// <param name="Alternatives">The turns a reader may choose instead, oldest first, itself included.</param>
/// <param name="Rows">Rows of its exchanges by id; those of very long turns are not all here.</param>
public sealed record ShownTurn(Turn Turn, IReadOnlyList<Turn> Alternatives, IReadOnlyDictionary<Guid, Exchange> Rows)
{
    /// <summary>Its exchanges of one kind that have rows here.</summary>
    public IReadOnlyList<Exchange> RowsOf(IReadOnlyList<SessionExchange> exchanges) => [.. exchanges.Select(e => Rows.GetValueOrDefault(e.Id)).OfType<Exchange>()];

    /// <summary>Whether all of them are here, so that they can be summed.</summary>
    public bool IsWhole { get; } =
        Rows.Count == Turn.Steps.Count + Turn.Background.Count + Turn.Beside.Count + Turn.Hops.Count;
}

internal sealed class OneConversationHandler(ObservabilityDb db, Caller caller, Settings settings) : IRequestHandler<OneConversation, ConversationDetail?>
{
    public async Task<ConversationDetail?> Handle(OneConversation request, CancellationToken cancellationToken)
    {
        var found = await ConversationRows.ReadAsync(db, caller.ProjectId, ConversationFilter.All, [request.Session], null, 1, cancellationToken);
        if (found is not [{ Sums.Requests: > 0 } summary])
        {
            return null;
        }

        var stored = ConversationLayout.RowsOf(db, caller.ProjectId, summary);
        var (tree, earlier) = await ConversationLayout.LatestAsync(stored, request.Place.Before, cancellationToken);
        var path = tree.PathThrough(request.Place.Through is { } id ? tree.TurnOf(id) : null);
        var (first, count) = Page(path, request.Place);
        var turns = path.Skip(first).Take(count).ToList();
        // The latest turns first, should they have more exchanges than are read.
        Guid[] ids = [.. Enumerable.Reverse(turns).SelectMany(Of).Concat(tree.Loose.Select(e => e.Id)).Take(OneConversation.MostRows)];
        var rows = await stored.Where(e => ids.Contains(e.Id)).ToDictionaryAsync(e => e.Id, cancellationToken);
        return new(
            summary, tree,
            [.. turns.Select(t => new ShownTurn(t, tree.AlternativesOf(t), Of(t).Where(rows.ContainsKey).ToDictionary(i => i, i => rows[i])))],
            first, path.Count,
            [.. tree.Loose.Select(e => rows.GetValueOrDefault(e.Id)).OfType<Exchange>()],
            earlier, OpenWebUIChat.Href(settings, summary.Session));
    }

    private static (int First, int Count) Page(IReadOnlyList<Turn> path, ConversationPlace place)
    {
        // A page that holds a turn or two is no page: the last one takes up to half a page more.
        var pages = Math.Max(1, (path.Count + (OneConversation.PageSize / 2)) / OneConversation.PageSize);
        if (place.First is { } given && given >= 0 && given < Math.Max(1, path.Count))
        {
            var isLast = given >= (pages - 1) * OneConversation.PageSize || path.Count - given <= OneConversation.MostShown;
            return (given, isLast ? OneConversation.MostShown : OneConversation.PageSize);
        }

        var chosen = place.Through is { } id ? path.ToList().FindIndex(t => Of(t).Contains(id)) : -1;
        var page = chosen < 0 ? pages - 1 : Math.Min(chosen / OneConversation.PageSize, pages - 1);
        return (page * OneConversation.PageSize, page == pages - 1 ? OneConversation.MostShown : OneConversation.PageSize);
    }

    private static IEnumerable<Guid> Of(Turn turn) => turn.Steps.Concat(turn.Background).Concat(turn.Beside).Concat(turn.Hops).Select(e => e.Id);
}

namespace Observability.Domain.Conversations;

/// <summary>A conversation in its order: turns, the branches where somebody edited or asked again, and what was called beside them.</summary>
/// <remarks>
/// Every exchange of the session is in it once. What producers name wins (message ids), then what assistants said (<see cref="ThreadHashes"/>),
/// then time. Built in linear time from narrow rows, in whatever order they come.
/// </remarks>
public sealed class ConversationTree
{
    private readonly Dictionary<Guid, Turn> _turnOf;

    internal ConversationTree(
        IReadOnlyList<Turn> turns, IReadOnlyList<Turn> starts, IReadOnlyList<SessionExchange> loose, Dictionary<Guid, Turn> turnOf) =>
        (Turns, Starts, Loose, _turnOf) = (turns, starts, loose, turnOf);

    /// <summary>All turns by the start of their first exchange.</summary>
    public IReadOnlyList<Turn> Turns { get; }

    /// <summary>The turns that follow none; more than one = the first message was edited or sent again.</summary>
    public IReadOnlyList<Turn> Starts { get; }

    /// <summary>What belongs to no turn, because there is none.</summary>
    public IReadOnlyList<SessionExchange> Loose { get; }

    /// <summary>The conversation of these exchanges of one session.</summary>
    public static ConversationTree Of(IEnumerable<SessionExchange> exchanges) => new TreeBuilder(exchanges).Build();

    /// <summary>The turn an exchange belongs to, be it as a step or beside it; null when it is not here or belongs to none.</summary>
    public Turn? TurnOf(Guid exchange) => _turnOf.GetValueOrDefault(exchange);

    /// <summary>The turns from which a reader chooses where <paramref name="turn"/> stands, oldest first, itself included.</summary>
    public IReadOnlyList<Turn> AlternativesOf(Turn turn) => turn.Parent?.Next ?? Starts;

    /// <summary>The turns from the start through <paramref name="through"/>, and on from there the branch that was spoken in last.</summary>
    /// <param name="through">A turn of this conversation; null = the branch that was spoken in last from the start.</param>
    public IReadOnlyList<Turn> PathThrough(Turn? through)
    {
        var newest = Newest();
        var path = new List<Turn>();
        for (var turn = through; turn is not null; turn = turn.Parent)
        {
            path.Add(turn);
        }

        path.Reverse();
        for (var next = LatestOf(path is [.., var last] ? last.Next : Starts); next is not null; next = LatestOf(next.Next))
        {
            path.Add(next);
        }

        return path;

        Turn? LatestOf(IReadOnlyList<Turn> turns) => turns.Count == 0 ? null : turns.MaxBy(t => newest[t]);
    }

    // A turn comes after the one it follows, so one walk backwards is enough.
    private Dictionary<Turn, DateTimeOffset> Newest()
    {
        var newest = new Dictionary<Turn, DateTimeOffset>(Turns.Count);
        for (var i = Turns.Count - 1; i >= 0; i--)
        {
            var turn = Turns[i];
            var at = newest.TryGetValue(turn, out var below) && below > turn.Last.StartedAt ? below : turn.Last.StartedAt;
            newest[turn] = at;
            if (turn.Parent is { } parent && (!newest.TryGetValue(parent, out var known) || known < at))
            {
                newest[parent] = at;
            }
        }

        return newest;
    }
}

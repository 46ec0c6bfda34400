namespace Observability.Domain.Conversations;

/// <summary>Puts the exchanges of one session together, oldest first: each finds its turn, or the turn it follows, among those before it.</summary>
internal sealed class TreeBuilder
{
    // Tasks and calls that come before the turn they are for; the others run beside it or after it.
    private static readonly string[] Before =
        ["query_generation", "function_calling", "image_prompt_generation", "autocomplete_generation", "context_compaction", "embeddings", "rerank", "moderations", "count"];

    private readonly List<SessionExchange> _exchanges;
    private readonly List<Turn> _turns = [];
    private readonly List<Turn> _starts = [];
    private readonly List<SessionExchange> _loose = [];
    private readonly Dictionary<Guid, Turn> _turnOf;
    private readonly TurnFinder _finder = new();

    public TreeBuilder(IEnumerable<SessionExchange> exchanges)
    {
        _exchanges = [.. exchanges.OrderBy(e => e.StartedAt).ThenBy(e => e.Id)];
        _turnOf = new(_exchanges.Count);
    }

    public ConversationTree Build()
    {
        var ids = _exchanges.Select(e => e.Id).ToHashSet();
        var hops = _exchanges.Where(e => e.HopOf is { } outer && outer != e.Id && ids.Contains(outer)).ToList();
        var inner = hops.Select(h => h.Id).ToHashSet();
        foreach (var exchange in _exchanges.Where(e => e.IsTurn && !inner.Contains(e.Id)))
        {
            Place(exchange);
        }

        ArrangeStarts();
        foreach (var exchange in _exchanges.Where(e => !e.IsTurn && !inner.Contains(e.Id)))
        {
            PutBeside(exchange);
        }

        foreach (var hop in hops)
        {
            PutUnderOuter(hop);
        }

        return new(_turns, _starts, _loose, _turnOf);
    }

    private void Place(SessionExchange exchange)
    {
        if (_finder.TurnContinuedBy(exchange) is { } turn)
        {
            turn.AddStep(exchange);
        }
        else
        {
            var (parent, link) = _finder.Before(exchange);
            turn = new(exchange, parent, link);
            _turns.Add(turn);
            if (parent is null)
            {
                _starts.Add(turn);
            }
        }

        _finder.Remember(exchange, turn);
        _turnOf[exchange.Id] = turn;
    }

    // In a chat, several starts are one first message, edited or sent again. Where nothing has a history they are calls that stand alone,
    // and are told one after the other.
    private void ArrangeStarts()
    {
        var chat = _turns.Exists(t => t.First is not { History: null, UserMessageId: null, ParentMessageId: null });
        Turn? before = null;
        foreach (var start in _starts.Where(s => s.First.UserMessageId is null))
        {
            if (before is not null)
            {
                var follows = chat ? TurnFinder.IsNextAfter(before, start.First) : !TurnFinder.AsksTheSame(before.First, start.First);
                start.Follow(follows ? before : before.Parent, follows ? TurnLink.Time : before.Link);
            }

            before = start;
        }

        _starts.RemoveAll(s => s.Parent is not null);
    }

    private void PutBeside(SessionExchange exchange)
    {
        if ((_finder.TurnNamedBy(exchange) ?? TurnAround(exchange)) is not { } turn)
        {
            _loose.Add(exchange);
            return;
        }

        if (exchange.Task is null)
        {
            turn.AddBeside(exchange);
        }
        else
        {
            turn.AddBackground(exchange);
        }

        _turnOf[exchange.Id] = turn;
    }

    private void PutUnderOuter(SessionExchange hop)
    {
        if (_turnOf.GetValueOrDefault(hop.HopOf!.Value) is { } turn)
        {
            turn.AddHop(hop);
            _turnOf[hop.Id] = turn;
        }
        else
        {
            _loose.Add(hop);
        }
    }

    private Turn? TurnAround(SessionExchange exchange)
    {
        var (low, high) = (0, _turns.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _turns[middle].First.StartedAt <= exchange.StartedAt ? (middle + 1, high) : (low, middle);
        }

        var (earlier, later) = (low > 0 ? _turns[low - 1] : null, low < _turns.Count ? _turns[low] : null);
        return Before.Contains(exchange.Task ?? exchange.Endpoint) ? later ?? earlier : earlier ?? later;
    }
}

using System.Runtime.InteropServices;

namespace Observability.Domain.Conversations;

/// <summary>Remembers the turns so far by everything a later exchange can be told by.</summary>
internal sealed class TurnFinder
{
    // Among answers that are the same to the letter the latest is meant; how many of them are looked at is bounded.
    private const int MostLookedAt = 16;

    private readonly Dictionary<string, Turn> _byMessage = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Turn> _byUserMessage = new(StringComparer.Ordinal);
    private readonly Dictionary<long, List<(SessionExchange Exchange, Turn Turn)>> _byThread = [];
    private readonly Dictionary<long, Turn> _newestWith = [];
    private readonly Dictionary<object, Turn?> _byLost = [];
    private Turn? _latest;

    public void Remember(SessionExchange exchange, Turn turn)
    {
        if (exchange.MessageId is { } message)
        {
            _byMessage.TryAdd(message, turn);
        }

        if (exchange.UserMessageId is { } asked)
        {
            _byUserMessage.TryAdd(asked, turn);
        }

        if (exchange.Thread is { } thread)
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(_byThread, thread, out _) ??= []).Add((exchange, turn));
        }

        if (turn.First.History is { } history && ReferenceEquals(turn.First, exchange))
        {
            _newestWith[history] = turn;
        }

        _latest = turn;
    }

    /// <summary>The turn whose message ids a task or a call beside it carries; null when it carries none that is known.</summary>
    public Turn? TurnNamedBy(SessionExchange exchange) =>
        (exchange.MessageId is { } message ? _byMessage.GetValueOrDefault(message) : null)
        ?? (exchange.UserMessageId is { } asked ? _byUserMessage.GetValueOrDefault(asked) : null);

    /// <summary>The turn this exchange goes on with, after its tools were run; null when it is a turn of its own.</summary>
    public Turn? TurnContinuedBy(SessionExchange exchange)
    {
        if (exchange.MessageId is { } message && _byMessage.TryGetValue(message, out var named))
        {
            return named;
        }

        return Find(exchange, (e, t) => e.CallsTools && (exchange.Prompt is null || e.Prompt == exchange.Prompt)
            && (exchange.MessageId is null || t.First.MessageId is null));
    }

    /// <summary>The turn that this exchange, which begins one, follows; null when it is a start.</summary>
    public (Turn? Parent, TurnLink Link) Before(SessionExchange exchange)
    {
        if (exchange.ParentMessageId is { } parentMessage && _byMessage.TryGetValue(parentMessage, out var named))
        {
            return (named, TurnLink.MessageIds);
        }

        if (exchange.UserMessageId is { } asked && _byUserMessage.TryGetValue(asked, out var sibling))
        {
            return (sibling.Parent, sibling.Link);
        }

        var newest = exchange.History is { } history ? _newestWith.GetValueOrDefault(history) : null;
        if (newest is not null && IsNextAfter(newest, exchange))
        {
            return (newest, TurnLink.Words);
        }

        // After a question that got no answer, its history is still that of those before it.
        if (newest?.Parent is { IsUnanswered: true } failed && failed.First.History == exchange.History)
        {
            return (failed, newest.Link);
        }

        return Find(exchange, (_, _) => true) is { } before ? (before, TurnLink.Words)
            : newest is not null ? (newest.Parent, newest.Link)
            : exchange.History is not null || exchange.ParentMessageId is not null ? Lost(exchange)
            : (null, TurnLink.Start);
    }

    /// <summary>Whether an exchange with the history of <paramref name="turn"/> is the next question, not an edit: nobody edits what was not answered yet.</summary>
    public static bool IsNextAfter(Turn turn, SessionExchange exchange) =>
        turn.IsUnanswered && exchange.UserMessageId is null && !AsksTheSame(turn.First, exchange);

    /// <summary>Whether two exchanges ask the same; what is not known is not the same.</summary>
    public static bool AsksTheSame(SessionExchange one, SessionExchange other) => one.Prompt is not null && one.Prompt == other.Prompt;

    // What it follows was not captured, or its history was changed on the way. All that lost the same thing stay together.
    private (Turn? Parent, TurnLink Link) Lost(SessionExchange exchange)
    {
        var lost = (object?)exchange.ParentMessageId ?? exchange.History!.Value;
        if (!_byLost.TryGetValue(lost, out var parent))
        {
            parent = LatestOver(exchange);
            _byLost.Add(lost, parent);
        }

        return (parent, parent is null ? TurnLink.Start : TurnLink.Time);
    }

    private Turn? LatestOver(SessionExchange exchange)
    {
        for (var (turn, looked) = (_latest, 0); turn is not null && looked < MostLookedAt; turn = turn.Parent, looked++)
        {
            if (turn.Last.EndedAt <= exchange.StartedAt)
            {
                return turn;
            }
        }

        return _latest;
    }

    private Turn? Find(SessionExchange exchange, Func<SessionExchange, Turn, bool> fits)
    {
        if (exchange.History is not { } history || !_byThread.TryGetValue(history, out var candidates))
        {
            return null;
        }

        (Turn? Turn, int Score) best = (null, -1);
        for (var i = candidates.Count - 1; i >= Math.Max(0, candidates.Count - MostLookedAt); i--)
        {
            var (candidate, turn) = candidates[i];
            // It was over before, and the same model goes on.
            var score = (candidate.EndedAt <= exchange.StartedAt ? 2 : 0) + (candidate.Model == exchange.Model ? 1 : 0);
            if (score > best.Score && fits(candidate, turn))
            {
                best = (turn, score);
            }
        }

        return best.Turn;
    }
}

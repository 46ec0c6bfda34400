namespace Observability.Domain.Conversations;

/// <summary>One answer to a person: the exchange that gave it, those that ran tools for it, and what was called beside it.</summary>
public sealed class Turn
{
    private readonly List<SessionExchange> _steps;
    private readonly List<SessionExchange> _background = [];
    private readonly List<SessionExchange> _beside = [];
    private readonly List<SessionExchange> _hops = [];
    private readonly List<Turn> _next = [];

    internal Turn(SessionExchange first, Turn? parent, TurnLink link)
    {
        _steps = [first];
        Follow(parent, link);
    }

    /// <summary>Id of its first exchange.</summary>
    public Guid Id => _steps[0].Id;

    /// <summary>Its first exchange: the one that carries the person's words.</summary>
    public SessionExchange First => _steps[0];

    /// <summary>Its last exchange: the one that gave the answer.</summary>
    public SessionExchange Last => _steps[^1];

    /// <summary>The turn it follows; null = it is a start.</summary>
    public Turn? Parent { get; private set; }

    /// <summary>How that is known.</summary>
    public TurnLink Link { get; private set; }

    /// <summary>The exchanges that made the answer, oldest first; more than one = tools were run on the way.</summary>
    public IReadOnlyList<SessionExchange> Steps => _steps;

    /// <summary>Background tasks (title, tags, …) that belong to it, oldest first.</summary>
    public IReadOnlyList<SessionExchange> Background => _background;

    /// <summary>Calls around it that ask no model to speak: embeddings, lists of models; oldest first.</summary>
    public IReadOnlyList<SessionExchange> Beside => _beside;

    /// <summary>The inner halves of calls that came through us twice, oldest first.</summary>
    public IReadOnlyList<SessionExchange> Hops => _hops;

    /// <summary>The turns that follow it, oldest first; more than one = the conversation branches here.</summary>
    public IReadOnlyList<Turn> Next => _next;

    /// <summary>Whether no answer came: nothing said and no tool called.</summary>
    public bool IsUnanswered => Last is { Thread: null, CallsTools: false };

    internal void AddStep(SessionExchange exchange) => _steps.Add(exchange);

    internal void AddBackground(SessionExchange exchange) => _background.Add(exchange);

    internal void AddBeside(SessionExchange exchange) => _beside.Add(exchange);

    internal void AddHop(SessionExchange exchange) => _hops.Add(exchange);

    internal void Follow(Turn? parent, TurnLink link)
    {
        (Parent, Link) = (parent, link);
        if (parent is not null)
        {
            var place = parent._next.Count;
            while (place > 0 && parent._next[place - 1].First.StartedAt > First.StartedAt)
            {
                place--;
            }

            parent._next.Insert(place, this);
        }
    }
}

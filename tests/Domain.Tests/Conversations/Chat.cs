using Observability.Domain.Conversations;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Conversations;

/// <summary>A chat as a client leads it: each request says again what was said before. Knows which turn follows which.</summary>
/// <param name="named">Whether the client names its messages.</param>
/// <param name="monotonous">Whether everybody always says the same, so that words tell nothing.</param>
internal sealed class Chat(bool named, bool monotonous)
{
    private DateTimeOffset _now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private int _words;

    public List<Said> Turns { get; } = [];

    public List<SessionExchange> Beside { get; } = [];

    public IEnumerable<SessionExchange> Exchanges => Turns.SelectMany(t => t.Exchanges).Concat(Beside);

    /// <summary>Asks and gets an answer, after running tools as often as said.</summary>
    public Said Ask(Said? after, int tools = 0, string? question = null, string model = "m", bool atOnce = false)
    {
        var turn = new Said(after, question ?? Words("question"), $"u{Turns.Count}", $"a{Turns.Count}");
        Turns.Add(turn);
        Answer(turn, tools, model, atOnce);
        return turn;
    }

    /// <summary>The same question again, answered anew.</summary>
    public Said Again(Said turn, string model = "m", bool atOnce = false)
    {
        var again = new Said(turn.After, turn.Question, turn.UserMessageId, $"a{Turns.Count}");
        Turns.Add(again);
        Answer(again, turn.Exchanges.Count - 1, model, atOnce);
        return again;
    }

    /// <summary>A call that is no turn.</summary>
    public SessionExchange Call(string? task, string endpoint = "chat")
    {
        _now = _now.AddSeconds(1);
        var call = new SessionExchange { Id = Guid.CreateVersion7(_now), StartedAt = _now, Duration = TimeSpan.FromMilliseconds(300), Task = task, Endpoint = endpoint };
        Beside.Add(call);
        return call;
    }

    private void Answer(Said turn, int tools, string model, bool atOnce)
    {
        _now = atOnce ? _now : _now.AddSeconds(10);
        List<Message> messages = [new("system", [new TextPart($"It is {_now:O}.")])];
        for (var (at, path) = (turn.After, new Stack<Said>()); ; at = at.After)
        {
            if (at is null)
            {
                messages.AddRange(path.SelectMany(t => t.Messages));
                break;
            }

            path.Push(at);
        }

        Message asked = new("user", [new TextPart(turn.Question)]);
        messages.Add(asked);
        turn.Messages.Add(asked);
        for (var step = 0; step <= tools; step++)
        {
            Message answer = new("assistant", step < tools ? [new ToolCallPart($"c{step}", "look", "{}")] : [new TextPart(Words("answer"))]);
            turn.Exchanges.Add(Exchange(turn, new() { Input = messages, Output = [answer] }, step < tools, model));
            Message[] exchanged = step < tools ? [answer, new("tool", [new ToolResultPart($"c{step}", Words("result"))])] : [answer];
            messages.AddRange(exchanged);
            turn.Messages.AddRange(exchanged);
            _now = _now.AddSeconds(step < tools ? 2 : 0);
        }
    }

    private SessionExchange Exchange(Said turn, Reading reading, bool callsTools, string model)
    {
        var hashes = ThreadHashes.Of(reading);
        return new()
        {
            Id = Guid.CreateVersion7(_now),
            StartedAt = _now,
            Duration = TimeSpan.FromSeconds(1),
            Model = model,
            CallsTools = callsTools,
            History = hashes.History,
            Thread = hashes.Thread,
            Prompt = hashes.Prompt,
            MessageId = named ? turn.MessageId : null,
            UserMessageId = named ? turn.UserMessageId : null,
            ParentMessageId = named ? turn.After?.MessageId : null,
        };
    }

    private string Words(string of) => monotonous ? of : $"{of} {_words++}";

    /// <summary>A turn as it was meant.</summary>
    internal sealed record Said(Said? After, string Question, string UserMessageId, string MessageId)
    {
        public List<Message> Messages { get; } = [];

        public List<SessionExchange> Exchanges { get; } = [];
    }
}

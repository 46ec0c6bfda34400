using System.Text;
using System.Text.Json;

namespace Observability.Domain.Formats;

/// <summary>An answer that is plain text, gathered from its pieces for each choice, with what else its API said.</summary>
internal sealed class TextAnswer
{
    private readonly SortedDictionary<long, StringBuilder> _texts = [];
    private readonly List<ContentPart> _others = [];
    private readonly List<Message> _lists = [];

    /// <summary>The model that answered; null when it did not say.</summary>
    public string? Model { get; set; }

    /// <summary>The provider's id of the answer; null when it gave none.</summary>
    public string? Id { get; set; }

    /// <summary>Why it ended; null while nobody said.</summary>
    public string? FinishReason { get; set; }

    /// <summary>What was used; null when unknown.</summary>
    public Usage? Usage { get; set; }

    /// <summary>Whether no content has come yet.</summary>
    public bool IsEmpty => _texts.Count == 0 && _others.Count == 0;

    /// <summary>Reads an exchange of an API that goes on from a <c>prompt</c> and says why it stopped when it does.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="add">Adds an answer or a piece of one; what that brought.</param>
    public static Reading Read(WireExchange exchange, Func<TextAnswer, JsonElement, Generated> add)
    {
        var request = RequestBody.Read(exchange.RequestBody, root => Prompts.Of(root, "prompt"u8));
        var answer = new TextAnswer();
        var events = new AnswerEvents((_, root) => add(answer, root));
        events.Read(exchange, request.Stream == true, () => answer.FinishReason is not null);
        return answer.Complete(events.ToReading(request));
    }

    /// <summary>Adds a piece of text to a choice; what it brought.</summary>
    public Generated AddText(string? text, long choice)
    {
        if (text is not { Length: > 0 })
        {
            return Generated.Nothing;
        }

        if (!_texts.TryGetValue(choice, out var pieces))
        {
            _texts.Add(choice, pieces = new());
        }

        pieces.Append(text);
        return Generated.Visible;
    }

    /// <summary>Adds a part that is not text.</summary>
    public void Add(ContentPart part) => _others.Add(part);

    /// <summary>Adds a message that is a list, not an answer in words.</summary>
    public void AddList(Message list) => _lists.Add(list);

    /// <summary>Adds what was gathered to a reading.</summary>
    public Reading Complete(Reading reading)
    {
        var output = new List<Message>();
        foreach (var text in _texts.Values)
        {
            output.Add(new("assistant", [new TextPart(text.ToString())]));
        }

        if (_others.Count > 0)
        {
            output.Add(new("assistant", _others));
        }

        output.AddRange(_lists);
        return reading with { ModelServed = Model, Output = output, FinishReason = FinishReason, Usage = Usage, ProviderRequestId = Id };
    }
}

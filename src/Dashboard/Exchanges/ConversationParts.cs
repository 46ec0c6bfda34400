using Observability.Domain.Exchanges;
using Observability.Domain.Formats;

namespace Observability.Dashboard.Exchanges;

/// <summary>What belongs together in a conversation: calls and their results, pictures and their bytes, reasoning and its tokens.</summary>
/// <remarks>Parts are told apart by identity: two calls of the same tool with the same arguments are two.</remarks>
public sealed class ConversationParts
{
    // How far a length may be off: padding is counted in more than one way.
    private const int SameLength = 3;

    private readonly Dictionary<ContentPart, string> _anchors = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ToolResultPart, ToolCallPart> _calls = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ToolCallPart, ToolResultPart> _results = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<MediaPart, StoredImage> _images = new(ReferenceEqualityComparer.Instance);
    private readonly List<StoredImage> _others = [];
    private string _prefix = "";
    private ReasoningPart? _counted;
    private long? _reasoningTokens;

    private ConversationParts()
    {
    }

    /// <summary>Pictures in the bodies that no part of a message stands for, such as those a tool gave back.</summary>
    public IReadOnlyList<StoredImage> OtherImages => _others;

    /// <summary>Works it out.</summary>
    public static ConversationParts Of(ExchangeDetail detail)
    {
        var parts = new ConversationParts();
        if (detail.Reading is { } reading)
        {
            parts.Link(reading.Input.Concat(reading.Output).SelectMany(m => m.Parts));
            // The provider counts the reasoning of the whole answer; with several pieces it cannot be told whose it is.
            parts._counted = reading.Output.SelectMany(m => m.Parts).OfType<ReasoningPart>().ToList() is [var only] ? only : null;
            parts._reasoningTokens = detail.Row.ReasoningTokens;
        }

        parts.Match(detail, ExchangeSide.Request, detail.RequestBody, detail.RequestHeaders, detail.Reading?.Input ?? []);
        parts.Match(detail, ExchangeSide.Response, detail.ResponseBody, detail.ResponseHeaders, detail.Reading?.Output ?? []);
        return parts;
    }

    /// <summary>The same for a turn that took several exchanges, each with only what is new in it.</summary>
    /// <param name="prefix">Goes before the ids of elements, where several turns are on one page.</param>
    /// <param name="steps">The exchanges, oldest first.</param>
    public static ConversationParts OfTurn(string prefix, IReadOnlyList<ExchangeDetail> steps)
    {
        var parts = new ConversationParts { _prefix = prefix };
        parts.Link(steps.SelectMany(s => s.Reading?.Input.Concat(s.Reading.Output) ?? []).SelectMany(m => m.Parts));
        foreach (var step in steps)
        {
            parts.Match(step, ExchangeSide.Request, step.RequestBody, step.RequestHeaders, step.Reading?.Input ?? []);
            parts.Match(step, ExchangeSide.Response, step.ResponseBody, step.ResponseHeaders, step.Reading?.Output ?? []);
        }

        // Most of them are of the history.
        parts._others.Clear();
        return parts;
    }

    /// <summary>What of it concerns these messages; a call is still known where only its result is among them.</summary>
    public ConversationParts Only(IReadOnlyList<Message> shown)
    {
        var only = new ConversationParts { _prefix = _prefix, _counted = _counted, _reasoningTokens = _reasoningTokens };
        only._others.AddRange(_others);
        foreach (var part in shown.SelectMany(m => m.Parts))
        {
            Take(_anchors, only._anchors, part);
            Take(_calls, only._calls, part);
            Take(_results, only._results, part);
            Take(_images, only._images, part);
        }

        return only;

        static void Take<TPart, TValue>(Dictionary<TPart, TValue> all, Dictionary<TPart, TValue> some, ContentPart part)
            where TPart : ContentPart
        {
            if (part is TPart key && all.TryGetValue(key, out var value))
            {
                some[key] = value;
            }
        }
    }

    /// <summary>Id of the element that draws a call or a result that has a partner; null when it has none.</summary>
    public string? AnchorOf(ContentPart part) => _anchors.GetValueOrDefault(part);

    /// <summary>The call a result answers; null when the conversation has none.</summary>
    public ToolCallPart? CallOf(ToolResultPart result) => _calls.GetValueOrDefault(result);

    /// <summary>The result of a call; null when it is not here yet.</summary>
    public ToolResultPart? ResultOf(ToolCallPart call) => _results.GetValueOrDefault(call);

    /// <summary>Where the bytes of a picture are; null when they are not inline, or not of a kind that is shown.</summary>
    public StoredImage? ImageOf(MediaPart media) => _images.GetValueOrDefault(media);

    /// <summary>Tokens of a piece of reasoning as the provider counted them; null when it did not, or not for this piece.</summary>
    public long? TokensOf(ReasoningPart reasoning) => ReferenceEquals(reasoning, _counted) ? _reasoningTokens : null;

    private void Link(IEnumerable<ContentPart> all)
    {
        // A result names its call by id, or, where calls have none, by the name of the tool: then the first one unanswered.
        var open = new List<ToolCallPart>();
        foreach (var part in all)
        {
            if (part is ToolCallPart made)
            {
                open.Add(made);
            }
            else if (part is ToolResultPart { CallId: { Length: > 0 } id } result
                && (open.FindLast(c => c.Id == id) ?? open.Find(c => c.Id is null or "" && c.Name == id)) is { } call)
            {
                open.Remove(call);
                (_calls[result], _results[call]) = (call, result);
                _anchors[call] = $"{_prefix}call-{_results.Count}";
                _anchors[result] = $"{_prefix}result-{_results.Count}";
            }
        }
    }

    // Pictures stand in the body in the order of the messages; the length says which is which where a format leaves one out.
    private void Match(ExchangeDetail detail, ExchangeSide side, ReadOnlyMemory<byte> body, StoredHeaders headers, IReadOnlyList<Message> messages)
    {
        var found = InlineImages.Find(ContentDecoding.Decode(body, headers["Content-Encoding"], ChunkTimeline.None).Bytes.Span);
        var free = found.Select((image, i) => new StoredImage(ExchangeImages.Href(detail.Row.Id, side, i), image.MediaType, image.Bytes)).ToList();
        foreach (var media in messages.SelectMany(m => m.Parts).OfType<MediaPart>())
        {
            if (media is { Kind: "image", InlineBytes: { } length } && free.Find(i => Math.Abs(i.Bytes - length) <= SameLength) is { } image)
            {
                _images[media] = image;
                free.Remove(image);
            }
        }

        _others.AddRange(free);
    }
}

/// <summary>A picture that can be shown.</summary>
/// <param name="Href">Its address here.</param>
/// <param name="MediaType">What it is.</param>
/// <param name="Bytes">Its length.</param>
public sealed record StoredImage(string Href, string MediaType, long Bytes)
{
    /// <summary>What it is in words: <c>PNG, 34.1 KB</c>.</summary>
    public string Words => $"{MediaType["image/".Length..].ToUpperInvariant()}, {Ui.Figures.Size(Bytes)}";
}

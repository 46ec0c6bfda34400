using System.Text;
using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>One candidate of an answer, put together from its pieces in the order they came.</summary>
internal sealed class GeminiDraft
{
    private readonly List<ContentPart> _parts = [];
    private readonly StringBuilder _text = new();
    private bool _isThought;
    private string _role = "model";
    private GeminiCallDraft? _call;
    private IReadOnlyList<CitationPart> _sources = [];
    private IReadOnlyList<CitationPart> _quoted = [];

    /// <summary>Why it ended; null while nobody said.</summary>
    public string? FinishReason { get; private set; }

    /// <summary>Searches made for it; null when it names none.</summary>
    public long? Searches { get; private set; }

    /// <summary>Adds a piece; what it brought.</summary>
    public Generated Add(JsonElement candidate)
    {
        FinishReason = candidate.Word("finishReason"u8) is { Length: > 0 } reason ? reason : FinishReason;
        if (candidate.Member("groundingMetadata"u8) is { } grounding)
        {
            _sources = GeminiGrounding.SourcesOf(grounding) ?? _sources;
            Searches = GeminiGrounding.SearchesOf(grounding) ?? Searches;
        }

        _quoted = candidate.Member("citationMetadata"u8) is { } citations ? GeminiGrounding.QuotedIn(citations) : _quoted;
        var brought = Generated.Nothing;
        if (candidate.Member("content"u8) is { } content)
        {
            _role = content.Text("role"u8) is { Length: > 0 } role ? role : _role;
            foreach (var part in content.Items("parts"u8))
            {
                brought |= AddPart(part);
            }
        }

        return brought;
    }

    /// <summary>The message as far as it has come.</summary>
    public Message ToMessage()
    {
        CloseText();
        CloseCall();
        return new(_role, [.. _parts, .. _sources, .. _quoted]);
    }

    private Generated AddPart(JsonElement part)
    {
        if (part.Member("functionCall"u8) is { } call && (_call is not null || GeminiCallDraft.IsPiece(call)))
        {
            CloseText();
            AddCallPiece(call);
            return Generated.Hidden;
        }

        var brought = Generated.Nothing;
        foreach (var read in GeminiParts.Of(part))
        {
            brought |= AddRead(read);
        }

        return brought;
    }

    private Generated AddRead(ContentPart read)
    {
        switch (read)
        {
            case TextPart text:
                Append(text.Text, isThought: false);
                return Generated.Visible;
            case ReasoningPart thought:
                Append(thought.Text, isThought: true);
                return Generated.Hidden;
            default:
                CloseText();
                _parts.Add(read);
                return read is MediaPart ? Generated.Visible : Generated.Hidden;
        }
    }

    // Arguments may come in pieces; {"functionCall":{}} is the end of them, and so is the next call.
    private void AddCallPiece(JsonElement call)
    {
        if (call.Text("name"u8) is not null)
        {
            CloseCall();
        }

        _call ??= new();
        _call.Add(call);
        if (call.Flag("willContinue"u8) != true)
        {
            CloseCall();
        }
    }

    private void Append(string text, bool isThought)
    {
        if (_isThought != isThought)
        {
            CloseText();
            _isThought = isThought;
        }

        _text.Append(text);
    }

    private void CloseText()
    {
        if (_text.Length > 0)
        {
            _parts.Add(_isThought ? new ReasoningPart(_text.ToString()) : new TextPart(_text.ToString()));
            _text.Clear();
        }
    }

    private void CloseCall()
    {
        if (_call is { } call)
        {
            _parts.Add(call.ToPart());
            _call = null;
        }
    }
}

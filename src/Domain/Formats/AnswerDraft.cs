using System.Text;
using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>One choice of a streamed chat answer, put together from its deltas.</summary>
internal sealed class AnswerDraft
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private readonly StringBuilder _refusal = new();
    private readonly ToolCallDrafts _calls = new();
    private readonly List<ContentPart> _others = [];
    private readonly List<ContentPart> _citations = [];
    private string _role = "assistant";
    private long? _audioBytes;

    /// <summary>Why it ended; null while nobody said.</summary>
    public string? FinishReason { get; set; }

    /// <summary>Whether no content has come yet.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Adds a delta; what it brought.</summary>
    public Generated Add(JsonElement delta)
    {
        _role = delta.TextOr("role"u8, _role)!;
        _citations.AddRange(Citations.AnnotationsOf(delta));
        var hidden = Append(_reasoning, ChatMessages.ReasoningOf(delta), Generated.Hidden);
        var visible = Append(_refusal, delta.Text("refusal"u8), Generated.Visible);
        var content = AddContent(delta);
        var audio = AddAudio(delta);
        var calls = _calls.Add(delta) ? Generated.Hidden : Generated.Nothing;
        return Note(hidden | visible | content | audio | calls | AddImages(delta));
    }

    /// <summary>Adds a piece of plain text; what it brought.</summary>
    public Generated AddText(string? text) => Note(Append(_text, text, Generated.Visible));

    /// <summary>Adds a piece of reasoning; what it brought.</summary>
    public Generated AddReasoning(string? text) => Note(Append(_reasoning, text, Generated.Hidden));

    /// <summary>Adds a piece of a refusal; what it brought.</summary>
    public Generated AddRefusal(string? text) => Note(Append(_refusal, text, Generated.Visible));

    /// <summary>Adds a part that comes whole.</summary>
    public Generated AddPart(ContentPart part)
    {
        _others.Add(part);
        return Note(part is MediaPart ? Generated.Visible : Generated.Hidden);
    }

    /// <summary>The message as far as it has come.</summary>
    /// <param name="sources">What the answer cites beside its message; taken where the message cites nothing itself.</param>
    public Message ToMessage(IReadOnlyList<ContentPart>? sources = null)
    {
        var parts = new List<ContentPart>();
        if (_reasoning.Length > 0)
        {
            parts.Add(new ReasoningPart(_reasoning.ToString()));
        }

        if (_text.Length > 0)
        {
            parts.Add(new TextPart(_text.ToString()));
        }

        if (_refusal.Length > 0)
        {
            parts.Add(new RefusalPart(_refusal.ToString()));
        }

        parts.AddRange(_others);
        if (_audioBytes is { } bytes)
        {
            parts.Add(new MediaPart("audio", null, null, bytes));
        }

        parts.AddRange(_calls.Parts());
        parts.AddRange(_citations.Count > 0 ? _citations : sources ?? []);
        return new(_role, parts);
    }

    private Generated AddContent(JsonElement delta)
    {
        var brought = Generated.Nothing;
        if (delta.Member("content"u8) is not { } content)
        {
            return brought;
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            return Append(_text, content.AsText(), Generated.Visible);
        }

        foreach (var part in ContentParts.Of(content))
        {
            brought |= part switch
            {
                TextPart text => Append(_text, text.Text, Generated.Visible),
                ReasoningPart reasoning => Append(_reasoning, reasoning.Text, Generated.Hidden),
                _ => AddPart(part),
            };
        }

        return brought;
    }

    private Generated AddImages(JsonElement delta)
    {
        var any = Generated.Nothing;
        foreach (var image in delta.Items("images"u8))
        {
            any = Generated.Visible;
            _others.AddRange(image.ValueKind == JsonValueKind.String ? [ContentParts.OllamaImage(image)] : ContentParts.Of(image));
        }

        return any;
    }

    private Generated AddAudio(JsonElement delta)
    {
        if (delta.Member("audio"u8) is not { } audio)
        {
            return Generated.Nothing;
        }

        var data = audio.Text("data"u8);
        if (data is { Length: > 0 })
        {
            _audioBytes = (_audioBytes ?? 0) + (data.AsSpan().TrimEnd('=').Length * 3L / 4);
        }

        return Append(_text, audio.Text("transcript"u8), Generated.Visible) | (data is { Length: > 0 } ? Generated.Visible : Generated.Nothing);
    }

    private Generated Note(Generated generated)
    {
        IsEmpty &= generated == Generated.Nothing;
        return generated;
    }

    private static Generated Append(StringBuilder to, string? text, Generated kind)
    {
        to.Append(text);
        return text is { Length: > 0 } ? kind : Generated.Nothing;
    }
}

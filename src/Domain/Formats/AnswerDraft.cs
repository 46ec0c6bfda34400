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
    private string _role = "assistant";
    private long? _audioBytes;

    /// <summary>Why it ended; null while nobody said.</summary>
    public string? FinishReason { get; set; }

    /// <summary>Whether no content has come yet.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Adds a delta; whether it carried generated content.</summary>
    public bool Add(JsonElement delta)
    {
        if (delta.Text("role"u8) is { Length: > 0 } role)
        {
            _role = role;
        }

        var content = Append(_reasoning, ChatMessages.ReasoningOf(delta));
        content |= Append(_refusal, delta.Text("refusal"u8));
        content |= AddContent(delta);
        content |= AddAudio(delta);
        content |= _calls.Add(delta);
        foreach (var image in delta.Items("images"u8))
        {
            content = true;
            _others.AddRange(image.ValueKind == JsonValueKind.String ? [ContentParts.OllamaImage(image)] : ContentParts.Of(image));
        }

        IsEmpty &= !content;
        return content;
    }

    /// <summary>Adds a piece of plain text; whether there was any.</summary>
    public bool AddText(string? text)
    {
        var content = Append(_text, text);
        IsEmpty &= !content;
        return content;
    }

    /// <summary>Adds a piece of reasoning; whether there was any.</summary>
    public bool AddReasoning(string? text)
    {
        var content = Append(_reasoning, text);
        IsEmpty &= !content;
        return content;
    }

    /// <summary>The message as far as it has come.</summary>
    public Message ToMessage()
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
        return new(_role, parts);
    }

    private bool AddContent(JsonElement delta)
    {
        if (delta.Member("content"u8) is not { } content)
        {
            return false;
        }

        var any = false;
        foreach (var part in ContentParts.Of(content))
        {
            any |= part switch
            {
                TextPart text => Append(_text, text.Text),
                ReasoningPart reasoning => Append(_reasoning, reasoning.Text),
                _ => AddOther(part),
            };
        }

        return any;
    }

    private bool AddOther(ContentPart part)
    {
        _others.Add(part);
        return true;
    }

    private bool AddAudio(JsonElement delta)
    {
        if (delta.Member("audio"u8) is not { } audio)
        {
            return false;
        }

        var data = audio.Text("data"u8);
        if (data is { Length: > 0 })
        {
            _audioBytes = (_audioBytes ?? 0) + (data.AsSpan().TrimEnd('=').Length * 3L / 4);
        }

        return Append(_text, audio.Text("transcript"u8)) | data is { Length: > 0 };
    }

    private static bool Append(StringBuilder to, string? text)
    {
        to.Append(text);
        return text is { Length: > 0 };
    }
}

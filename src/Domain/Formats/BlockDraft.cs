using System.Text;

namespace Observability.Domain.Formats;

/// <summary>One content block of a streamed answer, put together from what its start says and from its deltas.</summary>
internal sealed class BlockDraft
{
    private static readonly ContentPart Text = new TextPart("");
    private static readonly ContentPart Reasoning = new ReasoningPart("");
    private static readonly ContentPart Call = new ToolCallPart(null, "", "");

    private readonly List<ContentPart> _whole = [];
    private readonly StringBuilder _pieces = new();
    private ContentPart? _opened;

    /// <summary>Whether its end has come.</summary>
    public bool IsClosed { get; set; }

    /// <summary>What kind of block it is, by an empty part or by the one that its start brought whole; what that brought.</summary>
    public Generated Open(ContentPart part)
    {
        _opened = part;
        return part switch
        {
            TextPart { Text.Length: > 0 } => Generated.Visible,
            ReasoningPart { Text.Length: > 0 } or ToolCallPart => Generated.Hidden,
            _ => Generated.Nothing,
        };
    }

    /// <summary>Adds a part that comes whole.</summary>
    public void Add(ContentPart part) => _whole.Add(part);

    /// <summary>Adds a piece of its text; what it brought.</summary>
    public Generated AddText(string? text) => Append(text, Text, Generated.Visible);

    /// <summary>Adds a piece of reasoning; what it brought.</summary>
    public Generated AddReasoning(string? text) => Append(text, Reasoning, Generated.Hidden);

    /// <summary>Adds a piece of a call's arguments; what it brought.</summary>
    public Generated AddArguments(string? json) => Append(json, Call, Generated.Hidden);

    /// <summary>Adds its parts to those of the message.</summary>
    public void AddTo(MessageParts parts)
    {
        switch (_opened)
        {
            case TextPart text:
                parts.Add(new TextPart(text.Text + _pieces));
                break;
            case ReasoningPart reasoning:
                parts.Add(new ReasoningPart(reasoning.Text + _pieces));
                break;
            case ToolCallPart call:
                // The start has the arguments only of a call that is not streamed; for the others it has the empty ones of a call without any.
                parts.Add(call with { Arguments = _pieces.Length > 0 ? _pieces.ToString() : IsClosed || call.Arguments != "{}" ? call.Arguments : "" });
                break;
            case { } other:
                parts.Add(other);
                break;
        }

        foreach (var part in _whole)
        {
            parts.Add(part);
        }
    }

    private Generated Append(string? piece, ContentPart kind, Generated brings)
    {
        if (piece is not { Length: > 0 })
        {
            return Generated.Nothing;
        }

        // A piece of another kind than its block would mix two things.
        _opened ??= kind;
        if (_opened.GetType() != kind.GetType())
        {
            return Generated.Nothing;
        }

        _pieces.Append(piece);
        return brings;
    }
}

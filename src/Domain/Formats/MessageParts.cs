using System.Text;

namespace Observability.Domain.Formats;

/// <summary>Puts the parts of an answer in order, for APIs that cut a text into many blocks: neighbours become one text, its citations follow it.</summary>
internal sealed class MessageParts
{
    private readonly List<ContentPart> _parts = [];
    private readonly StringBuilder _run = new();
    private int _runAt = -1;

    /// <summary>The parts of a plain answer, put together like those of a streamed one.</summary>
    public static IReadOnlyList<ContentPart> Of(IReadOnlyList<ContentPart> blocks)
    {
        var parts = new MessageParts();
        foreach (var block in blocks)
        {
            parts.Add(block);
        }

        return parts.ToList();
    }

    /// <summary>Adds the next part; empty text is none.</summary>
    public void Add(ContentPart part)
    {
        switch (part)
        {
            case TextPart { Text.Length: 0 } or ReasoningPart { Text.Length: 0 }:
                break;
            case TextPart text when _runAt >= 0:
                _run.Append(text.Text);
                break;
            case TextPart text:
                _runAt = _parts.Count;
                _run.Append(text.Text);
                _parts.Add(text);
                break;
            case CitationPart:
                _parts.Add(part);
                break;
            default:
                EndRun();
                _parts.Add(part);
                break;
        }
    }

    /// <summary>The parts.</summary>
    public IReadOnlyList<ContentPart> ToList()
    {
        EndRun();
        return _parts;
    }

    private void EndRun()
    {
        if (_runAt >= 0 && _parts[_runAt] is TextPart first && first.Text.Length != _run.Length)
        {
            _parts[_runAt] = new TextPart(_run.ToString());
        }

        _run.Clear();
        _runAt = -1;
    }
}

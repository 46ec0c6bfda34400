using System.Text;
using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>One step of a streamed interaction, put together from its deltas.</summary>
internal sealed class GeminiStepDraft
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _thought = new();
    private readonly StringBuilder _arguments = new();
    private readonly List<ContentPart> _others = [];
    private string _type = "";
    private string? _id;
    private string? _name;

    /// <summary>Takes what the step begins with; what it brought.</summary>
    public Generated Start(JsonElement step)
    {
        _type = step.Text("type"u8) ?? _type;
        return IsCall ? AddCall(step) : AddContent(step);
    }

    /// <summary>Adds a delta; what it brought.</summary>
    public Generated Add(JsonElement delta)
    {
        switch (delta.Text("type"u8))
        {
            case "thought_summary":
                var summary = delta.Member("content"u8) is { } content ? content.Text("text"u8) : delta.Text("text"u8);
                _thought.Append(summary);
                return summary is { Length: > 0 } ? Generated.Hidden : Generated.Nothing;
            case "thought_signature":
                return Generated.Nothing;
            case "arguments_delta":
                return AddCall(delta);
            case "text_annotation" or "text_annotation_delta":
                _others.AddRange(delta.Items("annotations"u8).Select(GeminiSteps.Source));
                return Generated.Nothing;
            case { } type when type.EndsWith("_call", StringComparison.Ordinal):
                _type = type;
                return AddCall(delta);
            default:
                return AddContent(delta);
        }
    }

    /// <summary>The parts as far as they have come.</summary>
    public IEnumerable<ContentPart> ToParts()
    {
        if (_thought.Length > 0)
        {
            yield return new ReasoningPart(_thought.ToString());
        }

        if (_text.Length > 0)
        {
            yield return new TextPart(_text.ToString());
        }

        foreach (var other in _others)
        {
            yield return other;
        }

        if (IsCall)
        {
            yield return new ToolCallPart(_id, _name ?? _type[..^"_call".Length], _arguments.ToString()) { ByProvider = _type != "function_call" };
        }
    }

    private bool IsCall => _type.EndsWith("_call", StringComparison.Ordinal);

    private Generated AddCall(JsonElement piece)
    {
        _id = piece.Text("id"u8) ?? _id;
        _name = piece.Text("name"u8) ?? _name;

        // A step that is only announced has an empty object where its arguments will come.
        var arguments = GeminiSteps.ArgumentsOf(piece);
        _arguments.Append(arguments is "{}" ? null : arguments);
        return Generated.Hidden;
    }

    private Generated AddContent(JsonElement content)
    {
        var brought = Generated.Nothing;
        foreach (var part in GeminiSteps.ContentOf(content))
        {
            switch (part)
            {
                case TextPart text:
                    _text.Append(text.Text);
                    brought |= Generated.Visible;
                    break;
                case ReasoningPart thought:
                    _thought.Append(thought.Text);
                    brought |= Generated.Hidden;
                    break;
                case not UnknownPart:
                    _others.Add(part);
                    brought |= part is MediaPart ? Generated.Visible : Generated.Hidden;
                    break;
            }
        }

        return brought;
    }
}

using System.Text;
using System.Text.Json;

namespace Observability.Domain.Prompts;

/// <summary>Renders one template with one set of values.</summary>
internal sealed class TemplateFilling(PromptTemplate template, IReadOnlyDictionary<string, string> values)
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly StringBuilder _text = new();

    public TemplateRendering Render()
    {
        if (template.Partials is [var left, ..])
        {
            return new(null, [], new(TemplateProblemKind.NoPartial, left.ToString(), null));
        }

        if (Collect() is { } problem)
        {
            return new(null, problem.Missing, problem.Problem);
        }

        foreach (var piece in template.Pieces)
        {
            if (!Append(piece))
            {
                return new(null, [], new(TemplateProblemKind.TooLong, "", null));
            }
        }

        return new(_text.ToString(), [], null);
    }

    private (IReadOnlyList<string> Missing, TemplateProblem? Problem)? Collect()
    {
        var missing = new List<string>();
        TemplateProblem? wrong = null;
        foreach (var variable in template.Variables)
        {
            if ((values.GetValueOrDefault(variable.Name) ?? variable.Default) is not { } value)
            {
                missing.Add(variable.Name);
                continue;
            }

            _values[variable.Name] = value;
            wrong ??= Fits(variable.Type, value) ? null : new(TemplateProblemKind.NotOfType, variable.Name, null);
        }

        return missing.Count > 0 ? (missing, new(TemplateProblemKind.NoValue, string.Join(", ", missing), null))
            : wrong is not null ? ([], wrong)
            : null;
    }

    private static bool Fits(VariableType type, string value) => type switch
    {
        VariableType.Text => true,
        VariableType.Number => JsonPieces.KindOf(value) == JsonValueKind.Number,
        VariableType.Boolean => JsonPieces.KindOf(value) is JsonValueKind.True or JsonValueKind.False,
        VariableType.Json => JsonPieces.KindOf(value) != JsonValueKind.Undefined,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private bool Append(TemplatePiece piece)
    {
        if (piece.Raw is { } raw)
        {
            _text.Append(raw);
            return _text.Length <= PromptTemplate.MaxRenderedChars;
        }

        if (template.Form == TemplateForm.Json && piece.Whole is { } whole)
        {
            _text.Append(_values[whole.Name]);
            return _text.Length <= PromptTemplate.MaxRenderedChars;
        }

        // Bounded before it is made: one value may stand in two thousand places.
        if (_text.Length + piece.Segments.Sum(s => (long)Said(s).Length) > PromptTemplate.MaxRenderedChars)
        {
            return false;
        }

        var text = string.Concat(piece.Segments.Select(Said));
        _text.Append(template.Form == TemplateForm.Json ? JsonPieces.Quote(text) : text);
        return _text.Length <= PromptTemplate.MaxRenderedChars;
    }

    private string Said(TemplateSegment segment) => segment is VariableSegment variable ? _values[variable.Name] : ((LiteralSegment)segment).Text;
}

namespace Observability.Domain.Prompts;

/// <summary>Puts partials into their places, and theirs into theirs, within bounds: what they come to together is counted, so that ten times ten times ten is refused in time.</summary>
/// <param name="partials">The partials, by how they are named.</param>
internal sealed class TemplateExpansion(IReadOnlyDictionary<PromptReference, PromptTemplate> partials)
{
    private readonly List<PromptReference> _inside = [];
    private long _chars;
    private int _placeholders;

    /// <summary>The pieces without partials.</summary>
    public (IReadOnlyList<TemplatePiece> Pieces, TemplateProblem? Problem) Expand(IReadOnlyList<TemplatePiece> pieces)
    {
        var expanded = new List<TemplatePiece>(pieces.Count);
        foreach (var piece in pieces)
        {
            _chars += piece.Raw?.Length ?? 0;
            var segments = new List<TemplateSegment>();
            if (Add(segments, piece.Segments) is { } problem)
            {
                return ([], problem);
            }

            expanded.Add(piece with { Segments = segments });
        }

        return (expanded, null);
    }

    private TemplateProblem? Add(List<TemplateSegment> to, IReadOnlyList<TemplateSegment> segments)
    {
        foreach (var segment in segments)
        {
            var problem = segment is PartialSegment partial ? AddPartial(to, partial.Reference) : AddOne(to, segment);
            if (problem is not null)
            {
                return problem;
            }
        }

        return null;
    }

    private TemplateProblem? AddOne(List<TemplateSegment> to, TemplateSegment segment)
    {
        if (segment is not LiteralSegment literal)
        {
            to.Add(segment);
            return ++_placeholders > PromptTemplate.MaxPlaceholders ? new(TemplateProblemKind.TooManyPlaceholders, "", null) : null;
        }

        _chars += literal.Text.Length;
        if (_chars > PromptTemplate.MaxChars)
        {
            return new(TemplateProblemKind.TooLong, "", null);
        }

        if (to is [.., LiteralSegment before])
        {
            to[^1] = new LiteralSegment(before.Text + literal.Text);
        }
        else
        {
            to.Add(literal);
        }

        return null;
    }

    private TemplateProblem? AddPartial(List<TemplateSegment> to, PromptReference reference)
    {
        if (!partials.TryGetValue(reference, out var partial) || partial.Form != TemplateForm.Text)
        {
            return new(TemplateProblemKind.NoPartial, reference.ToString(), null);
        }

        if (_inside.Contains(reference))
        {
            return new(TemplateProblemKind.Cycle, string.Join(" → ", _inside.SkipWhile(r => r != reference).Append(reference)), null);
        }

        // An empty partial costs a step too, or a great many of them would cost nothing.
        if (_inside.Count == PromptTemplate.MaxDepth || ++_placeholders > PromptTemplate.MaxPlaceholders)
        {
            return new(_inside.Count == PromptTemplate.MaxDepth ? TemplateProblemKind.TooDeep : TemplateProblemKind.TooManyPlaceholders, reference.ToString(), null);
        }

        _inside.Add(reference);
        var problem = partial.Pieces.Select(p => Add(to, p.Segments)).FirstOrDefault(p => p is not null);
        _inside.RemoveAt(_inside.Count - 1);
        return problem;
    }
}

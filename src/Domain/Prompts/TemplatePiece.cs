namespace Observability.Domain.Prompts;

/// <summary>A stretch of a template's source: either source that is taken over character for character, or one string with something to fill in.</summary>
/// <param name="Raw">The source; null = the piece is a string.</param>
/// <param name="Segments">What the string says; empty where <paramref name="Raw"/> is given.</param>
internal sealed record TemplatePiece(string? Raw, IReadOnlyList<TemplateSegment> Segments)
{
    /// <summary>Whether the string is nothing but one variable: then it becomes a value of the variable's type.</summary>
    public VariableSegment? Whole => Segments is [VariableSegment { Type: not VariableType.Text } variable] ? variable : null;
}

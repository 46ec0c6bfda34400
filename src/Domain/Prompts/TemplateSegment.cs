namespace Observability.Domain.Prompts;

/// <summary>A stretch of a template's text: said word for word, a place for a value, or a place for a partial.</summary>
internal abstract record TemplateSegment;

/// <summary>What is said word for word, its <c>{{{{</c> read as <c>{{</c>.</summary>
internal sealed record LiteralSegment(string Text) : TemplateSegment;

/// <summary>A place for a value.</summary>
internal sealed record VariableSegment(string Name, VariableType Type, string? Default) : TemplateSegment;

/// <summary>A place for the text of a partial.</summary>
internal sealed record PartialSegment(PromptReference Reference) : TemplateSegment;

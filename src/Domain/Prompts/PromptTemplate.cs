using System.Text;

namespace Observability.Domain.Prompts;

/// <summary>A body or a text with places for values. Pure: reading, putting together and rendering touch nothing but their arguments.</summary>
/// <remarks>
/// What is rendered keeps the source character for character outside the strings that have placeholders, and a value goes into such a string as JSON
/// writes strings: no value can end the string it is in. docs/prompts.md says what can stand in a template.
/// </remarks>
public sealed class PromptTemplate
{
    /// <summary>Longest source, and longest that partials may make of it, characters.</summary>
    public const int MaxChars = 1 << 20;

    /// <summary>Most placeholders, those of its partials included.</summary>
    public const int MaxPlaceholders = 2_000;

    /// <summary>How deep partials may be in partials.</summary>
    public const int MaxDepth = 8;

    /// <summary>Longest that may be rendered, characters.</summary>
    public const int MaxRenderedChars = 8 << 20;

    private PromptTemplate(TemplateForm form, IReadOnlyList<TemplatePiece> pieces, IReadOnlyList<TemplateVariable> variables) =>
        (Form, Pieces, Variables, Partials) = (form, pieces, variables, PartialsOf(pieces));

    /// <summary>What it is the template of.</summary>
    public TemplateForm Form { get; }

    /// <summary>Its variables in the order in which they first stand in it, without those of its partials.</summary>
    public IReadOnlyList<TemplateVariable> Variables { get; }

    /// <summary>The partials it names itself, each once.</summary>
    public IReadOnlyList<PromptReference> Partials { get; }

    internal IReadOnlyList<TemplatePiece> Pieces { get; }

    /// <summary>Reads a template.</summary>
    public static TemplateReading Parse(string source, TemplateForm form)
    {
        if (source.Length > MaxChars)
        {
            return new(null, new(TemplateProblemKind.TooLong, "", null));
        }

        if (form == TemplateForm.Json)
        {
            var (pieces, problem) = JsonPieces.Read(source);
            return problem is null ? Of(form, pieces) : new(null, problem);
        }

        var (segments, wrong) = TemplateScanner.Read(source);
        return wrong is null ? Of(form, [new(null, segments)]) : new(null, wrong);
    }

    /// <summary>The text that says <paramref name="text"/> word for word in a template.</summary>
    public static string Escape(string text) => TemplateScanner.Escape(text);

    /// <summary>The template that renders as <paramref name="json"/>, such as a captured body; null when it is no JSON.</summary>
    public static string? EscapeJson(string json) => JsonPieces.Escape(json);

    /// <summary>The source that reads as this template.</summary>
    public string Print()
    {
        var source = new StringBuilder();
        foreach (var piece in Pieces)
        {
            source.Append(piece.Raw ?? (Form == TemplateForm.Json ? JsonPieces.Quote(TemplateScanner.Print(piece.Segments)) : TemplateScanner.Print(piece.Segments)));
        }

        return source.ToString();
    }

    /// <summary>The same template with the texts of its partials, and of theirs, in their places.</summary>
    /// <param name="partials">The partials, by how they are named.</param>
    public TemplateReading With(IReadOnlyDictionary<PromptReference, PromptTemplate> partials)
    {
        if (Partials.Count == 0)
        {
            return new(this, null);
        }

        var (pieces, problem) = new TemplateExpansion(partials).Expand(Pieces);
        return problem is null ? Of(Form, pieces) : new(null, problem);
    }

    /// <summary>Puts values into their places.</summary>
    /// <param name="values">Values by name. One that the template does not ask for is no mistake; one that is missing has the default in the template.</param>
    public TemplateRendering Render(IReadOnlyDictionary<string, string> values) => new TemplateFilling(this, values).Render();

    internal static TemplateReading Of(TemplateForm form, IReadOnlyList<TemplatePiece> pieces)
    {
        if (pieces.Sum(p => p.Segments.Count(s => s is not LiteralSegment)) > MaxPlaceholders)
        {
            return new(null, new(TemplateProblemKind.TooManyPlaceholders, "", null));
        }

        var variables = new Dictionary<string, TemplateVariable>(StringComparer.Ordinal);
        foreach (var said in pieces.SelectMany(p => p.Segments).OfType<VariableSegment>())
        {
            var known = variables.GetValueOrDefault(said.Name);
            if (known is { Type: not VariableType.Text } && said.Type != VariableType.Text && said.Type != known.Type)
            {
                return new(null, new(TemplateProblemKind.TwoTypes, said.Name, null));
            }

            variables[said.Name] = known is null
                ? new(said.Name, said.Type, said.Default)
                : known with { Type = known.Type == VariableType.Text ? said.Type : known.Type, Default = known.Default ?? said.Default };
        }

        return new(new(form, pieces, [.. variables.Values]), null);
    }

    private static PromptReference[] PartialsOf(IReadOnlyList<TemplatePiece> pieces) =>
        [.. pieces.SelectMany(p => p.Segments).OfType<PartialSegment>().Select(p => p.Reference).Distinct()];
}

/// <summary>A template, or why there is none.</summary>
/// <param name="Template">The template; null when something is wrong.</param>
/// <param name="Problem">What is wrong; null when nothing is.</param>
public sealed record TemplateReading(PromptTemplate? Template, TemplateProblem? Problem);

/// <summary>What a template came to.</summary>
/// <param name="Text">The body or text; null when something is wrong.</param>
/// <param name="Missing">Variables without a value, in the order of the template; empty when every one has one.</param>
/// <param name="Problem">What is wrong; null when nothing is.</param>
public sealed record TemplateRendering(string? Text, IReadOnlyList<string> Missing, TemplateProblem? Problem);

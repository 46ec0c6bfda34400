using System.Text;

namespace Observability.Domain.Prompts;

/// <summary>Reads and writes the placeholders in a text.</summary>
/// <remarks>
/// <code>
/// Hello {{name}}, in {{ language = English }}          variables, the second with a default
/// {{temperature:number=0.2}}  {{hc:temperature:number}}   of a type; Helicone's way to say the same
/// {{>tone}} {{>tone@production}} {{>tone@7}}              partials
/// {{{{name}}                                              says {{name}}
/// </code>
/// </remarks>
internal static class TemplateScanner
{
    private const string Open = "{{";
    private const string Close = "}}";
    private const string Escaped = "{{{{";
    private const string Helicone = "hc:";

    /// <summary>The segments of a text; literals next to each other are one.</summary>
    public static (List<TemplateSegment> Segments, TemplateProblem? Problem) Read(string text)
    {
        var (segments, literal, at) = (new List<TemplateSegment>(), new StringBuilder(), 0);
        while (at < text.Length)
        {
            var open = text.IndexOf(Open, at, StringComparison.Ordinal);
            literal.Append(text, at, (open < 0 ? text.Length : open) - at);
            if (open < 0)
            {
                break;
            }

            var braces = 2;
            while (braces < Escaped.Length && open + braces < text.Length && text[open + braces] == '{')
            {
                braces++;
            }

            if (braces != 2)
            {
                // Three are one that is said and two that open: no placeholder begins with a brace.
                var (said, taken) = braces == 3 ? ("{", 1) : (Open, Escaped.Length);
                literal.Append(said);
                at = open + taken;
                continue;
            }

            var close = text.IndexOf(Close, open, StringComparison.Ordinal);
            if (close < 0)
            {
                return ([], new(TemplateProblemKind.Unclosed, Start(text, open), open));
            }

            if (Placeholder(text[(open + Open.Length)..close]) is not { } placeholder)
            {
                return ([], new(TemplateProblemKind.NotAPlaceholder, text[open..Math.Min(close + Close.Length, open + 80)], open));
            }

            Flush(segments, literal);
            segments.Add(placeholder);
            at = close + Close.Length;
        }

        Flush(segments, literal);
        return (segments, null);
    }

    /// <summary>The text that reads as <paramref name="segments"/>.</summary>
    public static string Print(IEnumerable<TemplateSegment> segments) => string.Concat(segments.Select(s => s switch
    {
        LiteralSegment literal => Escape(literal.Text),
        VariableSegment variable => Print(variable),
        PartialSegment partial => $"{{{{>{partial.Reference}}}}}",
        _ => throw new InvalidOperationException($"{s.GetType().Name} is no segment."),
    }));

    /// <summary>The text that says <paramref name="text"/> word for word.</summary>
    public static string Escape(string text) => text.Replace(Open, Escaped, StringComparison.Ordinal);

    private static string Print(VariableSegment variable)
    {
        var type = variable.Type == VariableType.Text ? "" : ":" + EnumNames.NameOf(variable.Type);
        return variable.Default is not { } given ? $"{{{{{variable.Name}{type}}}}}"
            // So that the brace at the end does not close the placeholder.
            : $"{{{{{variable.Name}{type}={given}{(given.EndsWith('}') ? " " : "")}}}}}";
    }

    private static TemplateSegment? Placeholder(string inside)
    {
        var text = inside.Trim();
        if (text.StartsWith('>'))
        {
            return PromptReference.Parse(text[1..].Trim()) is { } reference ? new PartialSegment(reference) : null;
        }

        var equals = text.IndexOf('=');
        var given = equals < 0 ? null : text[(equals + 1)..].Trim();
        var declared = (equals < 0 ? text : text[..equals]).Trim();
        var ofHelicone = declared.StartsWith(Helicone, StringComparison.Ordinal);
        declared = ofHelicone ? declared[Helicone.Length..] : declared;
        var colon = declared.IndexOf(':');
        var name = colon < 0 ? declared : declared[..colon].TrimEnd();
        return PromptName.IsVariable(name) && TypeOf(colon < 0 ? "" : declared[(colon + 1)..].Trim(), ofHelicone) is { } type ? new VariableSegment(name, type, given) : null;
    }

    // Helicone lets a type have any name; those it does not check are text.
    private static VariableType? TypeOf(string word, bool ofHelicone) => word switch
    {
        "" or "text" or "string" => VariableType.Text,
        "number" => VariableType.Number,
        "boolean" => VariableType.Boolean,
        "json" => VariableType.Json,
        _ => ofHelicone ? VariableType.Text : null,
    };

    private static void Flush(List<TemplateSegment> segments, StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            segments.Add(new LiteralSegment(literal.ToString()));
            literal.Clear();
        }
    }

    private static string Start(string text, int at) => text[at..Math.Min(text.Length, at + 40)];
}

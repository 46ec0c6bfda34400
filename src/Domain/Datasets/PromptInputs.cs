using System.Text;
using System.Text.Json;
using Observability.Domain.Formats.Wire;
using Observability.Domain.Prompts;

namespace Observability.Domain.Datasets;

/// <summary>The values that stand in the places of a prompt's variables, read back from a request that was made from it.</summary>
public static class PromptInputs
{
    /// <summary>
    /// A value for each variable, so that rendering gives the same texts again; null when the request is not what the prompt says: a text with places differs
    /// beside them, one variable has two values, or one without a default is nowhere. What has no places may differ, such as the model.
    /// </summary>
    /// <param name="template">The prompt's template, its partials in it.</param>
    /// <param name="request">The body of the request, JSON.</param>
    public static IReadOnlyList<KeyValuePair<string, string>>? Of(PromptTemplate template, string request)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var said = JsonDocument.Parse(Parsed(template.Print()));
            using var sent = JsonDocument.Parse(Parsed(request));
            return Match(said.RootElement, sent.RootElement, values) && template.Variables.All(v => v.Default is not null || values.ContainsKey(v.Name))
                ? [.. template.Variables.Where(v => values.ContainsKey(v.Name)).Select(v => KeyValuePair.Create(v.Name, values[v.Name]))]
                : null;
        }
        catch (JsonException)
        {
            // A template of plain text, a request that is no JSON, or either nested too deeply.
            return null;
        }
    }

    // Half characters are let through by the parser and thrown at when they are asked for.
    private static ReadOnlyMemory<byte> Parsed(string json) => LoneSurrogates.Replace(Encoding.UTF8.GetBytes(json));

    private static bool Match(JsonElement said, JsonElement sent, Dictionary<string, string> values) => said.ValueKind switch
    {
        JsonValueKind.Object => sent.ValueKind != JsonValueKind.Object
            || said.EnumerateObject().All(m => !sent.TryGetProperty(m.Name, out var member) || Match(m.Value, member, values)),
        JsonValueKind.Array => sent.ValueKind != JsonValueKind.Array || said.EnumerateArray().Zip(sent.EnumerateArray()).All(pair => Match(pair.First, pair.Second, values)),
        JsonValueKind.String => MatchText(TemplateScanner.Read(said.AsText()!).Segments, sent, values),
        _ => true,
    };

    private static bool MatchText(List<TemplateSegment> segments, JsonElement sent, Dictionary<string, string> values)
    {
        if (!segments.Any(s => s is VariableSegment))
        {
            return true;
        }

        if (sent.AsText() is { } text)
        {
            return MatchText(segments, text, values);
        }

        // A variable that is the whole string may have become a number or a list.
        return segments is [VariableSegment whole] && Agrees(values, whole.Name, sent.AsJson());
    }

    // A value ends where what follows it is found first; the last one where what follows it is the end.
    private static bool MatchText(List<TemplateSegment> segments, string text, Dictionary<string, string> values)
    {
        var at = 0;
        for (var i = 0; i < segments.Count; i++)
        {
            switch (segments[i])
            {
                case LiteralSegment literal when !text.AsSpan(at).StartsWith(literal.Text, StringComparison.Ordinal):
                    return false;
                case LiteralSegment literal:
                    at += literal.Text.Length;
                    break;
                case VariableSegment variable:
                    var end = EndOf(segments, i, text, at);
                    if (end < at || !Agrees(values, variable.Name, text[at..end]))
                    {
                        return false;
                    }

                    at = end;
                    break;
                default:
                    return false;
            }
        }

        return at == text.Length;
    }

    private static int EndOf(List<TemplateSegment> segments, int variable, string text, int at) => segments.ElementAtOrDefault(variable + 1) switch
    {
        null => text.Length,
        LiteralSegment last when variable + 2 == segments.Count => text.EndsWith(last.Text, StringComparison.Ordinal) ? text.Length - last.Text.Length : -1,
        LiteralSegment next => text.IndexOf(next.Text, at, StringComparison.Ordinal),
        _ => at,
    };

    private static bool Agrees(Dictionary<string, string> values, string name, string value) => values.TryAdd(name, value) || values[name] == value;
}

using System.Text.Json;
using System.Text.RegularExpressions;

namespace Observability.Domain.Scoring;

/// <summary>A JSON Schema that answers are checked against, after draft 2020-12.</summary>
/// <remarks>
/// Own, because a score must not be wrong by silence: a keyword that is not checked here is refused when the schema is read, references stay within
/// the schema (nothing is ever fetched), patterns are matched in linear time, and a check ends after a number of steps. <c>format</c> says
/// something and decides nothing, as the specification has it. Held against the official test suite; docs/experiments.md lists the keywords.
/// Specification: https://json-schema.org/draft/2020-12/json-schema-validation, read 2026-11-22.
/// </remarks>
public sealed class AnswerSchema
{
    /// <summary>Deepest nesting of a schema and of references from one value.</summary>
    internal const int MostDepth = 100;

    private readonly JsonElement _root;
    private readonly IReadOnlyDictionary<string, Regex> _patterns;

    private AnswerSchema(JsonElement root, IReadOnlyDictionary<string, Regex> patterns) => (_root, _patterns) = (root, patterns);

    /// <summary>Reads a schema; <c>Fault</c> says in a sentence why it cannot be used, null = it can.</summary>
    public static (AnswerSchema? Schema, string? Fault) Parse(string text)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(text);
            root = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            return (null, $"It is not JSON: {e.Message}");
        }

        var reading = new SchemaReading(root);
        return reading.Fault() is { } fault ? (null, fault) : (new(root, reading.Patterns), null);
    }

    /// <summary>What is wrong with a value.</summary>
    public SchemaVerdict Check(JsonElement value)
    {
        var check = new SchemaCheck(_root, _patterns);
        var fault = check.FaultOf(_root, value, 0);
        return new(check.Exhausted ? null : fault?.Sentence, check.Exhausted);
    }

    /// <summary>The part of a schema that a pointer such as <c>#/$defs/a</c> names; null = there is none.</summary>
    internal static JsonElement? At(JsonElement root, string reference)
    {
        var at = root;
        foreach (var part in reference.TrimStart('#').Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var member))
            {
                at = member;
            }
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, System.Globalization.NumberStyles.None, null, out var index) && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else
            {
                return null;
            }
        }

        return at;
    }
}

/// <summary>What a schema says of a value.</summary>
/// <param name="Fault">The first thing that is wrong and where, in a sentence; null = nothing.</param>
/// <param name="Exhausted">Whether the check was given up, because it takes too many steps; nothing is known then.</param>
public readonly record struct SchemaVerdict(string? Fault, bool Exhausted);

using System.Text.Json;
using System.Text.RegularExpressions;

namespace Observability.Domain.Scoring;

/// <summary>Looks through a schema once, before it is used: every keyword is known and holds what it must.</summary>
internal sealed partial class SchemaReading(JsonElement root)
{
    private static readonly Dictionary<string, SchemaShape> Keywords = new(StringComparer.Ordinal)
    {
        ["$schema"] = SchemaShape.Dialect,
        ["$comment"] = SchemaShape.Any,
        ["title"] = SchemaShape.Any,
        ["description"] = SchemaShape.Any,
        ["default"] = SchemaShape.Any,
        ["examples"] = SchemaShape.Any,
        ["format"] = SchemaShape.Any,
        ["deprecated"] = SchemaShape.Any,
        ["readOnly"] = SchemaShape.Any,
        ["writeOnly"] = SchemaShape.Any,
        ["contentEncoding"] = SchemaShape.Any,
        ["contentMediaType"] = SchemaShape.Any,
        ["const"] = SchemaShape.Any,
        ["$ref"] = SchemaShape.Reference,
        ["type"] = SchemaShape.Type,
        ["enum"] = SchemaShape.Values,
        ["uniqueItems"] = SchemaShape.Flag,
        ["$defs"] = SchemaShape.SchemaMap,
        ["definitions"] = SchemaShape.SchemaMap,
        ["properties"] = SchemaShape.SchemaMap,
        ["dependentSchemas"] = SchemaShape.SchemaMap,
        ["patternProperties"] = SchemaShape.PatternMap,
        ["pattern"] = SchemaShape.Pattern,
        ["additionalProperties"] = SchemaShape.Schema,
        ["propertyNames"] = SchemaShape.Schema,
        ["items"] = SchemaShape.Schema,
        ["contains"] = SchemaShape.Schema,
        ["not"] = SchemaShape.Schema,
        ["if"] = SchemaShape.Schema,
        ["then"] = SchemaShape.Schema,
        ["else"] = SchemaShape.Schema,
        ["prefixItems"] = SchemaShape.Schemas,
        ["allOf"] = SchemaShape.Schemas,
        ["anyOf"] = SchemaShape.Schemas,
        ["oneOf"] = SchemaShape.Schemas,
        ["required"] = SchemaShape.Texts,
        ["dependentRequired"] = SchemaShape.TextsMap,
        ["minProperties"] = SchemaShape.Count,
        ["maxProperties"] = SchemaShape.Count,
        ["minItems"] = SchemaShape.Count,
        ["maxItems"] = SchemaShape.Count,
        ["minContains"] = SchemaShape.Count,
        ["maxContains"] = SchemaShape.Count,
        ["minLength"] = SchemaShape.Count,
        ["maxLength"] = SchemaShape.Count,
        ["minimum"] = SchemaShape.Number,
        ["maximum"] = SchemaShape.Number,
        ["exclusiveMinimum"] = SchemaShape.Number,
        ["exclusiveMaximum"] = SchemaShape.Number,
        ["multipleOf"] = SchemaShape.Positive,
    };

    private static readonly string[] Types = ["null", "boolean", "object", "array", "number", "string", "integer"];

    private readonly Dictionary<string, Regex> _patterns = new(StringComparer.Ordinal);
    private readonly HashSet<string> _referred = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Regex> Patterns => _patterns;

    /// <summary>Why the schema cannot be used; null = it can.</summary>
    public string? Fault() => Of(root, 0);

    private string? Of(JsonElement schema, int depth)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return null;
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            return "A schema must be an object, true or false.";
        }

        return depth > AnswerSchema.MostDepth ? "It is nested too deeply."
            : schema.EnumerateObject().Select(p => OfKeyword(p.Name, p.Value, depth)).FirstOrDefault(f => f is not null);
    }

    private string? OfKeyword(string name, JsonElement value, int depth)
    {
        if (name.StartsWith("x-", StringComparison.Ordinal) || (name == "$id" && depth == 0))
        {
            return null;
        }

        if (!Keywords.TryGetValue(name, out var shape))
        {
            return $"It uses '{name}', which is not checked here.";
        }

        var kind = value.ValueKind;
        return shape switch
        {
            SchemaShape.Any => null,
            SchemaShape.Dialect => kind == JsonValueKind.String && JsonSchemaOrg().IsMatch(value.GetString()!) ? null : Must(name, "one of json-schema.org's: what others mean is not known here"),
            SchemaShape.Schema => Of(value, depth + 1),
            SchemaShape.Schemas => kind == JsonValueKind.Array ? value.EnumerateArray().Select(s => Of(s, depth + 1)).FirstOrDefault(f => f is not null) : Must(name, "an array of schemas"),
            SchemaShape.SchemaMap => OfMap(name, value, depth),
            SchemaShape.PatternMap => OfMap(name, value, depth) ?? value.EnumerateObject().Select(p => OfPattern(p.Name)).FirstOrDefault(f => f is not null),
            SchemaShape.Pattern => kind == JsonValueKind.String ? OfPattern(value.GetString()!) : Must(name, "a text"),
            SchemaShape.Reference => OfReference(value, depth),
            SchemaShape.Texts => AreTexts(value) ? null : Must(name, "an array of texts"),
            SchemaShape.TextsMap => kind == JsonValueKind.Object && value.EnumerateObject().All(p => AreTexts(p.Value)) ? null : Must(name, "an object of arrays of texts"),
            SchemaShape.Flag => kind is JsonValueKind.True or JsonValueKind.False ? null : Must(name, "true or false"),
            SchemaShape.Values => kind == JsonValueKind.Array ? null : Must(name, "an array"),
            SchemaShape.Count => kind == JsonValueKind.Number && SchemaNumber.Of(value) is { Whole: true, Near: >= 0 } ? null : Must(name, "a whole number from 0"),
            SchemaShape.Number => kind == JsonValueKind.Number ? null : Must(name, "a number"),
            SchemaShape.Positive => kind == JsonValueKind.Number && SchemaNumber.Of(value).Near > 0 ? null : Must(name, "a number above 0"),
            SchemaShape.Type => IsType(value) || (kind == JsonValueKind.Array && value.EnumerateArray().All(IsType)) ? null : Must(name, "the name of a type, or an array of them"),
        };
    }

    private string? OfMap(string name, JsonElement value, int depth) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject().Select(p => Of(p.Value, depth + 1)).FirstOrDefault(f => f is not null)
        : Must(name, "an object of schemas");

    private string? OfReference(JsonElement value, int depth)
    {
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { } reference || (reference != "#" && !reference.StartsWith("#/", StringComparison.Ordinal)))
        {
            return "A '$ref' must point into the schema itself, such as '#/$defs/name'; nothing is fetched.";
        }

        if (!_referred.Add(reference))
        {
            return null;
        }

        return AnswerSchema.At(root, reference) is { } target ? Of(target, Math.Max(1, depth)) : $"There is nothing at '{reference}'.";
    }

    private string? OfPattern(string pattern)
    {
        if (_patterns.ContainsKey(pattern))
        {
            return null;
        }

        if (pattern.Length > 0 && TextRules.PatternFault(pattern) is { } fault)
        {
            return $"Its pattern '{pattern}' cannot be used. {fault}";
        }

        _patterns[pattern] = TextRules.BoundedPattern(pattern);
        return null;
    }

    private static bool AreTexts(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(t => t.ValueKind == JsonValueKind.String);

    private static bool IsType(JsonElement value) => value.ValueKind == JsonValueKind.String && Types.Contains(value.GetString());

    [GeneratedRegex("^https?://json-schema\\.org/", RegexOptions.NonBacktracking)]
    private static partial Regex JsonSchemaOrg();

    private static string Must(string name, string what) => $"'{name}' must be {what}.";
}

/// <summary>What a keyword holds.</summary>
internal enum SchemaShape
{
    Any,
    Dialect,
    Schema,
    Schemas,
    SchemaMap,
    Pattern,
    PatternMap,
    Reference,
    Texts,
    TextsMap,
    Flag,
    Values,
    Count,
    Number,
    Positive,
    Type,
}

using System.Text.Json;
using System.Text.RegularExpressions;

namespace Observability.Domain.Scoring;

/// <summary>What is wrong, and where.</summary>
/// <param name="Path">The way to the value, such as <c>/items/0</c>; empty = the answer itself.</param>
/// <param name="What">What is wrong with it.</param>
internal sealed record SchemaFault(string Path, string What)
{
    public string Sentence => Path.Length == 0 ? $"The answer {What}." : $"{Path} {What}.";

    public SchemaFault Under(string name) => this with { Path = $"/{name}{Path}" };
}

/// <summary>One check of one value. A schema may branch without end; therefore the steps are counted.</summary>
internal sealed class SchemaCheck(JsonElement root, IReadOnlyDictionary<string, Regex> patterns)
{
    private const int MostSteps = 1_000_000;

    private int _steps;

    /// <summary>Whether it was given up; what it returned means nothing then.</summary>
    public bool Exhausted { get; private set; }

    /// <summary>The first fault of a value; null = none.</summary>
    public SchemaFault? FaultOf(JsonElement schema, JsonElement value, int depth)
    {
        if (!Step() || depth > AnswerSchema.MostDepth)
        {
            Exhausted = true;
            return null;
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            return schema.ValueKind == JsonValueKind.False ? new("", "is not allowed") : null;
        }

        return OfAnyType(schema, value, depth)
            ?? value.ValueKind switch
            {
                JsonValueKind.Number => OfNumber(schema, SchemaNumber.Of(value)),
                JsonValueKind.String => OfText(schema, value.GetString()!),
                JsonValueKind.Array => new ArrayCheck(this, schema, depth).FaultOf(value),
                JsonValueKind.Object => new ObjectCheck(this, schema, depth, patterns).FaultOf(value),
                _ => null,
            }
            ?? OfCombinations(schema, value, depth);
    }

    /// <summary>Counts a step; false = there were too many.</summary>
    public bool Step()
    {
        Exhausted |= ++_steps > MostSteps;
        return !Exhausted;
    }

    private SchemaFault? OfAnyType(JsonElement schema, JsonElement value, int depth)
    {
        if (schema.TryGetProperty("$ref", out var reference) && FaultOf(AnswerSchema.At(root, reference.GetString()!)!.Value, value, depth + 1) is { } fault)
        {
            return fault;
        }

        if (schema.TryGetProperty("type", out var type) && !(type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(t => Is(t, value)) : Is(type, value)))
        {
            return new("", $"is not of type {(type.ValueKind == JsonValueKind.Array ? string.Join(" or ", type.EnumerateArray().Select(t => t.GetString())) : type.GetString())}");
        }

        if (schema.TryGetProperty("const", out var constant) && !JsonElement.DeepEquals(constant, value))
        {
            return new("", "is not the one value that is allowed");
        }

        return schema.TryGetProperty("enum", out var values) && !values.EnumerateArray().Any(v => Step() && JsonElement.DeepEquals(v, value))
            ? new("", "is none of the values that are allowed")
            : null;
    }

    private SchemaFault? OfCombinations(JsonElement schema, JsonElement value, int depth)
    {
        if (schema.TryGetProperty("allOf", out var all) && all.EnumerateArray().Select(s => FaultOf(s, value, depth + 1)).FirstOrDefault(f => f is not null) is { } fault)
        {
            return fault;
        }

        if (schema.TryGetProperty("anyOf", out var any) && !any.EnumerateArray().Any(s => FaultOf(s, value, depth + 1) is null))
        {
            return new("", "fits none of the schemas in anyOf");
        }

        if (schema.TryGetProperty("oneOf", out var one) && one.EnumerateArray().Count(s => FaultOf(s, value, depth + 1) is null) is not 1 and var count)
        {
            return new("", $"fits {count} of the schemas in oneOf instead of one");
        }

        if (schema.TryGetProperty("not", out var not) && FaultOf(not, value, depth + 1) is null)
        {
            return new("", "fits the schema in not");
        }

        return schema.TryGetProperty("if", out var condition)
            && schema.TryGetProperty(FaultOf(condition, value, depth + 1) is null ? "then" : "else", out var branch)
            ? FaultOf(branch, value, depth + 1)
            : null;
    }

    private SchemaFault? OfText(JsonElement schema, string text)
    {
        if (schema.TryGetProperty("minLength", out var least) && text.EnumerateRunes().Count() < SchemaNumber.Of(least).Near)
        {
            return new("", $"is shorter than {least.GetRawText()} characters");
        }

        if (schema.TryGetProperty("maxLength", out var most) && text.EnumerateRunes().Count() > SchemaNumber.Of(most).Near)
        {
            return new("", $"is longer than {most.GetRawText()} characters");
        }

        return schema.TryGetProperty("pattern", out var pattern) && !patterns[pattern.GetString()!].IsMatch(text)
            ? new("", $"does not match the pattern {pattern.GetString()}")
            : null;
    }

    private static SchemaFault? OfNumber(JsonElement schema, SchemaNumber value)
    {
        SchemaNumber? Bound(string name) => schema.TryGetProperty(name, out var bound) ? SchemaNumber.Of(bound) : null;

        return Bound("minimum") is { } low && value.Against(low) < 0 ? new("", "is below its minimum")
            : Bound("maximum") is { } high && value.Against(high) > 0 ? new("", "is above its maximum")
            : Bound("exclusiveMinimum") is { } above && value.Against(above) <= 0 ? new("", "is not above its exclusive minimum")
            : Bound("exclusiveMaximum") is { } below && value.Against(below) >= 0 ? new("", "is not below its exclusive maximum")
            : Bound("multipleOf") is { } step && !value.IsMultipleOf(step) ? new SchemaFault("", "is not a multiple of what it must be")
            : null;
    }

    private static bool Is(JsonElement type, JsonElement value) => (type.GetString(), value.ValueKind) switch
    {
        ("null", JsonValueKind.Null) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) => true,
        ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) or ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => SchemaNumber.Of(value).Whole,
        _ => false,
    };
}

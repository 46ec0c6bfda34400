using System.Text.Json;
using System.Text.RegularExpressions;

namespace Observability.Domain.Scoring;

/// <summary>The keywords of objects.</summary>
internal sealed class ObjectCheck(SchemaCheck check, JsonElement schema, int depth, IReadOnlyDictionary<string, Regex> patterns)
{
    public SchemaFault? FaultOf(JsonElement value)
    {
        if (schema.TryGetProperty("required", out var required) && required.EnumerateArray().FirstOrDefault(r => !value.TryGetProperty(r.GetString()!, out _)) is { ValueKind: JsonValueKind.String } missing)
        {
            return new("", $"has no '{missing.GetString()}'");
        }

        var count = value.EnumerateObject().Count();
        if (schema.TryGetProperty("minProperties", out var least) && count < SchemaNumber.Of(least).Near)
        {
            return new("", $"has fewer than {least.GetRawText()} members");
        }

        if (schema.TryGetProperty("maxProperties", out var most) && count > SchemaNumber.Of(most).Near)
        {
            return new("", $"has more than {most.GetRawText()} members");
        }

        return OfMembers(value) ?? OfDependent(value);
    }

    private SchemaFault? OfMembers(JsonElement value)
    {
        var properties = Part("properties");
        var byPattern = Members("patternProperties").ToList();
        var additional = Part("additionalProperties");
        var names = Part("propertyNames");
        foreach (var member in value.EnumerateObject())
        {
            if (OfMember(member, properties, byPattern, additional) is { } fault)
            {
                return fault.Under(member.Name);
            }

            if (names is { } name && check.FaultOf(name, JsonSerializer.SerializeToElement(member.Name), depth + 1) is not null)
            {
                return new("", $"has a member '{member.Name}', a name that is not allowed");
            }
        }

        return null;
    }

    private SchemaFault? OfMember(JsonProperty member, JsonElement? properties, List<JsonProperty> byPattern, JsonElement? additional)
    {
        var known = false;
        if (properties is { } named && named.TryGetProperty(member.Name, out var own))
        {
            known = true;
            if (check.FaultOf(own, member.Value, depth + 1) is { } fault)
            {
                return fault;
            }
        }

        foreach (var pattern in byPattern)
        {
            if (patterns[pattern.Name].IsMatch(member.Name))
            {
                known = true;
                if (check.FaultOf(pattern.Value, member.Value, depth + 1) is { } fault)
                {
                    return fault;
                }
            }
        }

        return !known && additional is { } other ? check.FaultOf(other, member.Value, depth + 1) : null;
    }

    private SchemaFault? OfDependent(JsonElement value)
    {
        foreach (var dependent in Members("dependentRequired"))
        {
            if (value.TryGetProperty(dependent.Name, out _)
                && dependent.Value.EnumerateArray().FirstOrDefault(r => !value.TryGetProperty(r.GetString()!, out _)) is { ValueKind: JsonValueKind.String } missing)
            {
                return new("", $"has '{dependent.Name}' and no '{missing.GetString()}'");
            }
        }

        foreach (var dependent in Members("dependentSchemas"))
        {
            if (value.TryGetProperty(dependent.Name, out _) && check.FaultOf(dependent.Value, value, depth + 1) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private IEnumerable<JsonProperty> Members(string name) => Part(name) is { } part ? part.EnumerateObject() : Enumerable.Empty<JsonProperty>();

    private JsonElement? Part(string name) => schema.TryGetProperty(name, out var part) ? part : null;
}

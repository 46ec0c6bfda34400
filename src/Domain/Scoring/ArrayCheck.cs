using System.Globalization;
using System.Text.Json;

namespace Observability.Domain.Scoring;

/// <summary>The keywords of arrays.</summary>
internal sealed class ArrayCheck(SchemaCheck check, JsonElement schema, int depth)
{
    public SchemaFault? FaultOf(JsonElement value)
    {
        var length = value.GetArrayLength();
        if (schema.TryGetProperty("minItems", out var least) && length < SchemaNumber.Of(least).Near)
        {
            return new("", $"has fewer than {least.GetRawText()} items");
        }

        if (schema.TryGetProperty("maxItems", out var most) && length > SchemaNumber.Of(most).Near)
        {
            return new("", $"has more than {most.GetRawText()} items");
        }

        if (schema.TryGetProperty("uniqueItems", out var unique) && unique.ValueKind == JsonValueKind.True && Repeats(value))
        {
            return new("", "has an item twice");
        }

        return OfItems(value) ?? OfContains(value);
    }

    private SchemaFault? OfItems(JsonElement value)
    {
        var at = 0;
        var first = schema.TryGetProperty("prefixItems", out var prefix) ? prefix.GetArrayLength() : 0;
        var hasRest = schema.TryGetProperty("items", out var rest);
        foreach (var item in value.EnumerateArray())
        {
            if ((at < first || hasRest) && check.FaultOf(at < first ? prefix[at] : rest, item, depth + 1) is { } fault)
            {
                return fault.Under(at.ToString(CultureInfo.InvariantCulture));
            }

            at++;
        }

        return null;
    }

    private SchemaFault? OfContains(JsonElement value)
    {
        if (!schema.TryGetProperty("contains", out var wanted))
        {
            return null;
        }

        var found = 0;
        foreach (var item in value.EnumerateArray())
        {
            found += check.FaultOf(wanted, item, depth + 1) is null ? 1 : 0;
        }

        var least = schema.TryGetProperty("minContains", out var min) ? SchemaNumber.Of(min).Near : 1;
        var most = schema.TryGetProperty("maxContains", out var max) ? SchemaNumber.Of(max).Near : double.PositiveInfinity;
        return found < least ? new("", "has too few items of the kind in contains") : found > most ? new SchemaFault("", "has too many items of the kind in contains") : null;
    }

    private bool Repeats(JsonElement value)
    {
        var items = value.EnumerateArray().ToList();
        for (var i = 1; i < items.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (!check.Step())
                {
                    return false;
                }

                if (JsonElement.DeepEquals(items[i], items[j]))
                {
                    return true;
                }
            }
        }

        return false;
    }
}

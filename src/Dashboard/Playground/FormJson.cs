using System.Text.Json;

namespace Observability.Dashboard.Playground;

/// <summary>Makes fields of JSON values.</summary>
internal static class FormJson
{
    /// <summary>A member, JSON null included; null when there is none of this name.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var found) ? found : null;

    /// <summary>The text of a string; null for anything else, and where half a character stands in it.</summary>
    public static string? Text(this JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // A text that no string can be is shown as its JSON.
            return null;
        }
    }

    /// <summary>The text of a member that is a string; null for anything else.</summary>
    public static string? Text(this JsonElement element, string name) => element.Member(name)?.Text();

    /// <summary>The elements of a member that is an array, with their places; none when it is something else.</summary>
    public static IEnumerable<(JsonElement Element, string Place)> Items(this JsonElement element, string name, string place) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray().Select((e, i) => (e, JsonPlace.Under(JsonPlace.Under(place, name), i))) : [];

    /// <summary>A value as a field of a kind; as JSON where it does not fit that kind.</summary>
    public static FormField Field(string name, string place, JsonElement? value, FieldKind kind) => value is not { } there ? new(name, place, kind, null)
        : Said(there, kind) is { } said ? new(name, place, kind, said)
        : new(name, place, FieldKind.Json, there.GetRawText());

    /// <summary>A member as a field.</summary>
    public static FormField Field(JsonElement element, string name, string place, FieldKind kind) => Field(name, JsonPlace.Under(place, name), element.Member(name), kind);

    /// <summary>The members an object has beside those that are known, as JSON.</summary>
    public static IEnumerable<FormField> Rest(JsonElement element, string place, params IEnumerable<string> known) =>
        element.ValueKind != JsonValueKind.Object ? []
        : element.EnumerateObject().Select(p => p.Name).Distinct(StringComparer.Ordinal).Except(known, StringComparer.Ordinal)
            .Select(name => Field(element, name, place, FieldKind.Json) with { IsOptional = true });

    /// <summary>A part that is shown as JSON.</summary>
    public static FormPart Other(JsonElement element, string place) =>
        new(PartKind.Other, place, [new(element.Text("type") ?? "JSON", place, FieldKind.Json, element.GetRawText())]);

    /// <summary>A text that is all of its message, or one of its parts.</summary>
    public static FormPart Said(JsonElement element, string place, bool isFree) =>
        new(PartKind.Text, isFree ? place : null, [Field(JsonPlace.Split(place).Name, place, element, FieldKind.Text)]);

    private static string? Said(JsonElement value, FieldKind kind) => kind switch
    {
        FieldKind.Text or FieldKind.Line or FieldKind.Choice or FieldKind.Image => value.Text(),
        FieldKind.Whole => value.ValueKind == JsonValueKind.Number && value.GetRawText() is var digits && digits.AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? digits : null,
        FieldKind.Number => value.ValueKind == JsonValueKind.Number ? value.GetRawText() : null,
        FieldKind.Boolean => value.ValueKind switch { JsonValueKind.True => "true", JsonValueKind.False => "false", _ => null },
        _ => value.GetRawText(),
    };
}

using System.Text.Json;

namespace Observability.Dashboard.Playground;

/// <summary>A member that is a text, a list of texts, or a list of tokens, which are shown as they are.</summary>
internal static class PlainTextForm
{
    /// <summary>The member as a message.</summary>
    public static IEnumerable<FormMessage> Of(JsonElement root, string name)
    {
        var place = "/" + name;
        return root.Member(name) switch
        {
            { ValueKind: JsonValueKind.String } text => [new(place, name, null, [FormJson.Said(text, place, isFree: false)])],
            { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() > 0 && list.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String) =>
                [new(place, name, null, [.. root.Items(name, "").Select(e => FormJson.Said(e.Element, e.Place, isFree: true))]) { MayAdd = [PartKind.Text] }],
            { } other => [new(place, name, null, [new(PartKind.Other, null, [new(name, place, FieldKind.Json, other.GetRawText())])])],
            null => [],
        };
    }
}

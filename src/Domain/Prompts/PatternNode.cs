using System.Text.Json;

namespace Observability.Domain.Prompts;

/// <summary>One value of a template's body and what it matches.</summary>
internal sealed class PatternNode
{
    // Words of the protocol, which every body of the format has.
    private static readonly HashSet<string> Protocol = new(StringComparer.Ordinal) { "role", "type" };

    private readonly Dictionary<string, PatternNode>? _object;
    private readonly List<PatternNode>? _list;
    private readonly PatternText? _text;
    private readonly string? _raw;

    private PatternNode(Dictionary<string, PatternNode> members) =>
        (_object, Letters) = (members, members.Where(m => !Protocol.Contains(m.Key)).Sum(m => m.Value.Letters));

    private PatternNode(List<PatternNode> list) => (_list, Letters) = (list, list.Sum(n => n.Letters));

    private PatternNode(PatternText text) => (_text, Letters) = (text, text.Letters);

    private PatternNode(string raw) => _raw = raw;

    /// <summary>Characters of its own.</summary>
    public int Letters { get; }

    public static PatternNode Of(JsonElement template) => template.ValueKind switch
    {
        JsonValueKind.Object => new(Last(template.EnumerateObject()).ToDictionary(m => m.Key, m => Of(m.Value), StringComparer.Ordinal)),
        JsonValueKind.Array => new([.. template.EnumerateArray().Select(Of)]),
        JsonValueKind.String when Text(template) is { } text => new(new PatternText(TemplateScanner.Read(text).Segments)),
        _ => new(template.GetRawText()),
    };

    /// <summary>Whether it matches, or, where it is a list, the beginning of <paramref name="said"/> does: a chat goes on.</summary>
    public bool Begins(JsonElement said) => _list is null
        ? Matches(said)
        : said.ValueKind == JsonValueKind.Array && said.GetArrayLength() >= _list.Count && _list.Zip(said.EnumerateArray()).All(p => p.First.Matches(p.Second));

    private bool Matches(JsonElement said) =>
        _object is not null ? said.ValueKind == JsonValueKind.Object && _object.All(m => said.TryGetProperty(m.Key, out var value) && m.Value.Matches(value))
        : _list is [{ _object: { } part }] && said.ValueKind == JsonValueKind.String ? part.TryGetValue("text", out var only) && only.Matches(said)
        : _list is not null ? said.ValueKind == JsonValueKind.Array && said.GetArrayLength() == _list.Count && Begins(said)
        : _text is not null ? _text.IsAnything || (Said(said) is { } text && _text.Matches(text))
        : said.GetRawText() == _raw;

    // One part of text says what a string says.
    private static string? Said(JsonElement said) => said.ValueKind switch
    {
        JsonValueKind.String => Text(said),
        JsonValueKind.Array when said.GetArrayLength() == 1 && said[0].ValueKind == JsonValueKind.Object && said[0].TryGetProperty("text", out var text) => Text(text),
        _ => null,
    };

    private static string? Text(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, escaped: no template says that.
            return null;
        }
    }

    // A name that stands twice means what is said last, as for readers of JSON.
    private static IEnumerable<KeyValuePair<string, JsonElement>> Last(JsonElement.ObjectEnumerator members) =>
        members.GroupBy(m => m.Name, StringComparer.Ordinal).Select(g => KeyValuePair.Create(g.Key, g.Last().Value));
}

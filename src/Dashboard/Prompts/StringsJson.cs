using System.Text.Encodings.Web;
using System.Text.Json;

namespace Observability.Dashboard.Prompts;

/// <summary>Reads and writes the small JSON objects of versions: defaults and headers.</summary>
internal static class StringsJson
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An object of strings as it is stored.</summary>
    public static IReadOnlyDictionary<string, string> Strings(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;

    /// <summary>The stored form, by name: the same object is the same text.</summary>
    public static string Of(IReadOnlyDictionary<string, string> strings) =>
        JsonSerializer.Serialize(strings.OrderBy(s => s.Key, StringComparer.Ordinal).ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal), Plain);
}

using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Observability.Domain.Datasets;

/// <summary>The inputs of a row as a JSON object of strings, in their order.</summary>
public static class RowInputs
{
    /// <summary>No inputs.</summary>
    public const string None = "{}";

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is no JSON object of strings: nothing else is ever stored.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.EnumerateObject().All(p => p.Value.ValueKind == JsonValueKind.String)
            ? [.. document.RootElement.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value.GetString()!))]
            : throw new JsonException("The inputs of a row are a JSON object of strings.");
    }

    /// <summary>Writes inputs as JSON; of several with one name the last one counts, in the place of the first.</summary>
    public static string Write(IEnumerable<KeyValuePair<string, string>> inputs)
    {
        var ordered = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in inputs)
        {
            ordered[StoredText.Required(name, name.Length)] = StoredText.Required(value, value.Length);
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in ordered)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Observability.Domain.Formats;

namespace Observability.Domain.Tests.Formats;

/// <summary>Writes a reading as JSON for people to check; what is null or empty is left out.</summary>
internal static class ReadingText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new Parts() },
    };

    public static string Of(Reading reading)
    {
        var json = JsonSerializer.SerializeToNode(reading, Options)!.AsObject();
        foreach (var empty in json.Where(p => p.Value is JsonArray { Count: 0 }).Select(p => p.Key).ToList())
        {
            json.Remove(empty);
        }

        // The first and the last are told; nearly every reading is spend.
        json.Remove("tokenOffsets");
        if (reading.IsSpend)
        {
            json.Remove("isSpend");
        }

        return json.ToJsonString(Options) + "\n";
    }

    private sealed class Parts : JsonConverter<ContentPart>
    {
        public override ContentPart Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, ContentPart value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WritePropertyName(value.GetType().Name);
            var part = JsonSerializer.SerializeToNode(value, value.GetType(), options)!.AsObject();
            if (part["byProvider"]?.GetValue<bool>() == false)
            {
                part.Remove("byProvider");
            }

            part.WriteTo(writer, options);
            writer.WriteEndObject();
        }
    }
}

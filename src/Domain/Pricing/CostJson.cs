using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Observability.Domain.Pricing;

/// <summary>The stored form of a cost: JSON in snake_case; numbers keep every digit.</summary>
public static class CostJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The JSON of <paramref name="cost"/>.</summary>
    /// <remarks>Written by hand, member by member: every exchange has one, and the serializer takes several times as long.</remarks>
    public static string Write(Cost cost)
    {
        var buffer = new ArrayBufferWriter<byte>(768);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteNumber("usd"u8, cost.Usd);
            json.WriteStartArray("lines"u8);
            foreach (var line in cost.Lines)
            {
                Write(json, line);
            }

            json.WriteEndArray();
            json.WritePropertyName("price"u8);
            Write(json, cost.Price);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The cost again; null when this version cannot read it.</summary>
    public static Cost? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Cost>(json, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter json, CostLine line)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, EnumNames.NameOf(line.Kind));
        json.WriteNumber("quantity"u8, line.Quantity);
        json.WriteNumber("rate"u8, line.Rate);
        json.WriteNumber("per"u8, line.Per);
        json.WriteNumber("factor"u8, line.Factor);
        json.WriteNumber("usd"u8, line.Usd);
        if (line.Model is not null)
        {
            json.WriteString("model"u8, line.Model);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PriceReference price)
    {
        json.WriteStartObject();
        json.WriteString("provider"u8, price.Provider);
        json.WriteString("model"u8, price.Model);
        if (price.StartsAt is { } start)
        {
            json.WriteString("starts_at"u8, start);
        }

        json.WriteString("tier"u8, price.Tier);
        json.WriteString("source"u8, price.Source);
        if (price.OwnPriceId is { } id)
        {
            json.WriteString("own_price_id"u8, id);
        }

        json.WriteEndObject();
    }
}

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
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>The JSON of <paramref name="cost"/>.</summary>
    public static string Write(Cost cost) => JsonSerializer.Serialize(cost, Options);

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
}

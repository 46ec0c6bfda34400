using System.Globalization;
using System.Text.Json;

namespace Observability.Domain.Filters;

/// <summary>A score as an exchange has it.</summary>
/// <param name="Present">Whether there is one of this name.</param>
/// <param name="Number">Its number; null when it is none.</param>
/// <param name="Flag">Its yes or no; null when it is neither.</param>
internal readonly record struct Score(bool Present, decimal? Number, bool? Flag)
{
    public static Score Of(JsonElement value) => new(
        true,
        value.ValueKind == JsonValueKind.Number ? NumberOf(value) : null,
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null);

    // JSON's numbers have no bounds, those of a filter do: what lies beyond decimal lies beyond every one of them, on the same side.
    private static decimal NumberOf(JsonElement value)
    {
        var near = double.Parse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture);
        return !value.TryGetDecimal(out var number) ? near > 0 ? decimal.MaxValue : decimal.MinValue
            : number == 0 && near != 0 ? Math.Sign(near) * 1e-28m
            : number;
    }
}

using System.Globalization;
using System.Text.Json;

namespace Observability.Domain.Scoring;

/// <summary>A number of JSON, exact where it fits.</summary>
/// <param name="Exact">Its value; null = it does not fit.</param>
/// <param name="Near">Its value, as near as a double comes.</param>
internal readonly record struct SchemaNumber(decimal? Exact, double Near)
{
    /// <summary>Whether it has no fraction.</summary>
    public bool Whole => Exact is { } exact ? exact % 1 == 0 : Math.Floor(Near) == Near;

    public static SchemaNumber Of(JsonElement value)
    {
        var near = double.Parse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture);
        // A decimal rounds what is too fine for it to zero; that is not its value.
        return new(value.TryGetDecimal(out var exact) && (exact != 0 || near == 0) ? exact : null, near);
    }

    public int Against(SchemaNumber other) => Exact is { } one && other.Exact is { } two ? one.CompareTo(two) : Near.CompareTo(other.Near);

    public bool IsMultipleOf(SchemaNumber other)
    {
        if (Exact is { } one && other.Exact is { } two)
        {
            return one % two == 0;
        }

        var times = Near / other.Near;
        return double.IsFinite(times) && Math.Floor(times) == times;
    }
}

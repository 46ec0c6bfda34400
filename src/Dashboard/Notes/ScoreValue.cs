using System.Globalization;
using System.Text.Json;

namespace Observability.Dashboard.Notes;

/// <summary>What a score is: a number, or yes or no.</summary>
/// <param name="Number">The number; null when it is yes or no.</param>
/// <param name="Yes">Yes or no; null when it is a number.</param>
public sealed record ScoreValue(decimal? Number, bool? Yes)
{
    /// <summary>Largest number, either side of 0.</summary>
    public const decimal Largest = 1_000_000_000_000_000;

    // As many as a decimal has room for beside the largest number.
    private const int Places = 12;

    /// <summary>As it stands in <c>exchanges.scores</c>.</summary>
    public string Json => Yes is { } yes ? (yes ? "true" : "false") : Number!.Value.ToString("0.############", CultureInfo.InvariantCulture);

    /// <summary>A number, kept to twelve places behind the point.</summary>
    /// <returns>The score; null when the number is beyond <see cref="Largest"/>.</returns>
    public static ScoreValue? Of(decimal number) => Math.Abs(number) <= Largest ? new(Math.Round(number, Places), null) : null;

    /// <summary>Yes or no.</summary>
    public static ScoreValue Of(bool yes) => new(null, yes);

    /// <summary>Reads a number or a boolean; null when it is neither, or beyond <see cref="Largest"/>.</summary>
    public static ScoreValue? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => Of(true),
        JsonValueKind.False => Of(false),
        JsonValueKind.Number when value.TryGetDecimal(out var number) => Of(number),
        _ => null,
    };

    /// <summary>Every score of a row, by name, in the order of the names.</summary>
    /// <param name="scores"><c>exchanges.scores</c>.</param>
    public static IReadOnlyDictionary<string, ScoreValue> AllOf(string scores)
    {
        var all = new SortedDictionary<string, ScoreValue>(StringComparer.Ordinal);
        using var json = JsonDocument.Parse(scores);
        foreach (var score in json.RootElement.EnumerateObject())
        {
            if (Of(score.Value) is { } value)
            {
                all[score.Name] = value;
            }
        }

        return all;
    }
}

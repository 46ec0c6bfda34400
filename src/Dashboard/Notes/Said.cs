using System.Collections.Immutable;
using System.Text.Json;
using Observability.Domain.Exchanges;

namespace Observability.Dashboard.Notes;

/// <summary>What is said of an exchange on its row.</summary>
/// <param name="Rating">Thumb up or down; null = nobody rated it.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Scores">Its scores by name.</param>
/// <param name="Properties">Its properties by name, those it came with included.</param>
public sealed record Said(
    bool? Rating, ImmutableArray<string> Tags, ImmutableSortedDictionary<string, ScoreValue> Scores, ImmutableSortedDictionary<string, string> Properties)
{
    /// <summary>Nothing.</summary>
    public static Said Nothing { get; } = new(
        null, [], ImmutableSortedDictionary<string, ScoreValue>.Empty.WithComparers(StringComparer.Ordinal),
        ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal));

    /// <summary>What a row holds.</summary>
    public static Said Of(Exchange row)
    {
        using var properties = JsonDocument.Parse(row.Properties);
        return new(
            row.Rating, [.. row.Tags], Nothing.Scores.SetItems(ScoreValue.AllOf(row.Scores)),
            Nothing.Properties.SetItems(properties.RootElement.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value.ToString()))));
    }
}

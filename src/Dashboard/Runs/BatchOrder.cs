using System.Globalization;
using System.Text.Json;
using Observability.Dashboard.Exchanges;

namespace Observability.Dashboard.Runs;

/// <summary>Which requests are to be sent again, and with what changed.</summary>
/// <param name="Filter">What a list keeps; its order is always that of time.</param>
public sealed record BatchOrder(ExchangeFilter Filter)
{
    /// <summary>Most single requests of an order.</summary>
    public const int MostIds = 1000;

    private const int MaxPatch = 100_000;

    /// <summary>Only these, whatever the filter keeps; empty = what the filter keeps.</summary>
    public IReadOnlyList<Guid> Ids { get; init; } = [];

    /// <summary>Another model; null = each its own.</summary>
    public string? Model { get; init; }

    /// <summary>Another upstream; null = each its own.</summary>
    public string? Upstream { get; init; }

    /// <summary>A JSON merge patch (RFC 7396) over each body; null = none.</summary>
    public string? Patch { get; init; }

    /// <summary>What it comes to in a row, or what is wrong with it.</summary>
    /// <param name="matched">How many requests the list has; null = not known.</param>
    public (BatchSpec? Spec, string? Refusal) ToSpec(long? matched)
    {
        if (Ids.Count > MostIds)
        {
            return (null, string.Format(CultureInfo.CurrentCulture, BatchesText.TooManyIds, MostIds));
        }

        if (Filter.Unread is { } unread)
        {
            return (null, unread.Message);
        }

        JsonElement? patch = null;
        if (NotEmpty(Patch) is { } text)
        {
            try
            {
                using var json = JsonDocument.Parse(text);
                patch = json.RootElement.Clone();
            }
            catch (JsonException e)
            {
                return (null, string.Format(CultureInfo.CurrentCulture, BatchesText.PatchNotJson, e.LineNumber + 1, e.BytePositionInLine + 1));
            }

            if (patch.Value.ValueKind != JsonValueKind.Object || text.Length > MaxPatch)
            {
                return (null, BatchesText.PatchNoObject);
            }
        }

        return (new(Ids.Count > 0 ? null : Filter.ToQuery(), Ids.Count > 0 ? null : matched, NotEmpty(Model), NotEmpty(Upstream), patch), null);
    }

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Observability.Domain.Formats;

namespace Observability.Domain.Pricing;

/// <summary>The stored form of the parts of usage that have no column of their own, so that a price can be worked out again from the row alone.</summary>
public static class UsageJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The JSON of what has no column; null when there is nothing of it.</summary>
    /// <param name="usage">What was used; null when unknown.</param>
    /// <param name="shares">Usage by model.</param>
    public static string? Write(Usage? usage, IReadOnlyList<ModelUsage> shares)
    {
        // What has a column is left out here.
        var rest = usage is null ? null : usage with
        {
            Input = null,
            CacheRead = null,
            CacheWrite = null,
            Output = null,
            Reasoning = null,
            AudioInput = null,
            AudioOutput = null,
        };
        var nothing = rest is null || rest == new Usage(null);
        return nothing && shares.Count == 0 ? null : JsonSerializer.Serialize(new Extras(nothing ? null : rest, shares.Count == 0 ? null : shares), Options);
    }

    /// <summary>Puts back what <see cref="Write"/> wrote: the whole usage, and the shares.</summary>
    /// <param name="columns">What the columns hold; null when they hold nothing.</param>
    /// <param name="json">What was written; null when nothing was.</param>
    public static (Usage? Usage, IReadOnlyList<ModelUsage> Shares) Read(Usage? columns, string? json)
    {
        if (json is null || JsonSerializer.Deserialize<Extras>(json, Options) is not { } extras)
        {
            return (columns, []);
        }

        var usage = extras.Usage is not { } rest ? columns : rest with
        {
            Input = columns?.Input,
            CacheRead = columns?.CacheRead,
            CacheWrite = columns?.CacheWrite,
            Output = columns?.Output,
            Reasoning = columns?.Reasoning,
            AudioInput = columns?.AudioInput,
            AudioOutput = columns?.AudioOutput,
        };
        return (usage, extras.Shares ?? []);
    }

    private sealed record Extras(Usage? Usage, IReadOnlyList<ModelUsage>? Shares);
}

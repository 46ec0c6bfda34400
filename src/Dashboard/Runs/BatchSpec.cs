using System.Text.Json;
using Observability.Dashboard.Replays;
using Observability.Domain.Runs;

namespace Observability.Dashboard.Runs;

/// <summary>What a batch changes in the calls it sends again, and where they came from: <see cref="Run.Spec"/> of a batch.</summary>
/// <param name="Query">The list it was ordered from, as <c>ExchangeFilter.ToQuery</c> prints it; null = single requests were chosen.</param>
/// <param name="Matched">How many requests that list had; null = not known, or single ones were chosen.</param>
/// <param name="Model">Another model; null = each its own.</param>
/// <param name="Upstream">Another upstream; null = each its own.</param>
/// <param name="Patch">A JSON merge patch over each body; null = none.</param>
public sealed record BatchSpec(string? Query, long? Matched, string? Model, string? Upstream, JsonElement? Patch)
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web);

    /// <summary>Whether anything is changed.</summary>
    public bool ChangesAnything => Model is not null || Upstream is not null || Patch is not null;

    /// <summary>Of a batch's row.</summary>
    public static BatchSpec Of(Run run) => JsonSerializer.Deserialize<BatchSpec>(run.Spec, Written)!;

    /// <summary>For the row.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Written);

    /// <summary>The changes, where the upstream it names is this.</summary>
    public CallChanges ToChanges(UpstreamChoice? upstream) => new() { Model = Model, Upstream = upstream, Patch = Patch };
}

using System.Text.Json;

namespace Observability.Dashboard.Replays;

/// <summary>What is to be different from a captured call, or filled in where something of it was not kept. Nothing of it = sent as it was.</summary>
public sealed record CallChanges
{
    /// <summary>No change.</summary>
    public static CallChanges None { get; } = new();

    /// <summary>Another upstream; null = its own.</summary>
    public UpstreamChoice? Upstream { get; init; }

    /// <summary>Another model; null = its own. It wins over a model in <see cref="Patch"/> and <see cref="WholeBody"/>.</summary>
    public string? Model { get; init; }

    /// <summary>A JSON merge patch (RFC 7396) over the body; null = none.</summary>
    public JsonElement? Patch { get; init; }

    /// <summary>A body in the place of the stored one, without content coding; null = none. <see cref="Patch"/> goes over it.</summary>
    public ReadOnlyMemory<byte>? WholeBody { get; init; }

    /// <summary>Values of query parameters that were not kept, by the parameter's name as it stands in the query, not escaped.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Headers to set, in the place of all lines of that name; null takes them away.</summary>
    public IReadOnlyDictionary<string, string?> Headers { get; init; } = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The call with these changes, or a sentence that says why it cannot be.</summary>
    public (CallDraft? Draft, string? Refusal) ApplyTo(CallDraft draft)
    {
        (CallDraft? Draft, string? Refusal) changed = (draft with { Target = RedactedQuery.Fill(draft.Target, Query), Headers = HeadersOf(draft) }, null);
        foreach (var step in Steps())
        {
            if (changed.Draft is not { } before)
            {
                return changed;
            }

            changed = step(before);
        }

        return changed.Draft is { } done && DraftRules.Refuse(done) is { } refusal ? (null, refusal) : changed;
    }

    private IEnumerable<Func<CallDraft, (CallDraft? Draft, string? Refusal)>> Steps()
    {
        if (Upstream is { } upstream)
        {
            yield return draft => UpstreamMove.To(draft, upstream);
        }

        if (WholeBody is { } body)
        {
            yield return draft => EditedBody.Replace(draft, body);
        }

        if (Patch is { } patch)
        {
            yield return draft => EditedBody.Merge(draft, patch);
        }

        if (Model is { } model)
        {
            yield return draft => ModelPlace.With(draft, model);
        }
    }

    private IReadOnlyList<KeyValuePair<string, string>> HeadersOf(CallDraft draft) => Headers.Count == 0 ? draft.Headers :
    [
        .. draft.Headers.Where(h => !Headers.Keys.Contains(h.Key, StringComparer.OrdinalIgnoreCase)),
        .. Headers.Where(h => h.Value is not null).Select(h => KeyValuePair.Create(h.Key, h.Value!)),
    ];
}

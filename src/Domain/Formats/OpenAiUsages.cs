using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>The usage of a whole answer, from the places where OpenAI and its relatives put it.</summary>
internal sealed class OpenAiUsages
{
    private readonly SortedDictionary<long, OpenAiUsage> _usages = [];
    private readonly List<ModelUsage> _shares = [];
    private bool _perChoice;

    /// <summary>The parts of it by model, where several answered together (Groq's compound systems).</summary>
    public IReadOnlyList<ModelUsage> Shares => _shares;

    /// <summary>What the provider says it cost; null when it did not say.</summary>
    public StatedCost? Cost { get; private set; }

    /// <summary>The tier named beside the counts (Mistral), or what the price goes by instead (the size of Perplexity's search context); null when none is.</summary>
    public string? Tier { get; private set; }

    /// <summary>The usage object of a body or an event; null when it has none.</summary>
    public static JsonElement? In(JsonElement root) => (root.Member("usage"u8) ?? root.Member("x_groq"u8)?.Member("usage"u8)) switch
    {
        { ValueKind: JsonValueKind.Object } usage => usage,
        _ => null,
    };

    /// <summary>Takes the usage of a body or an event, if it has one.</summary>
    public void Add(JsonElement root)
    {
        if (In(root) is not { } usage)
        {
            return;
        }

        var place = PlaceOf(root);
        if (!_usages.TryGetValue(place, out var merged))
        {
            _usages.Add(place, merged = new());
        }

        merged.Merge(usage);
        Cost = StatedCosts.In(usage) ?? Cost;
        Tier = usage.TextOr("service_tier"u8, usage.TextOr("search_context_size"u8, Tier));
        AddShares(root);
    }

    /// <summary>The tokens; null when no usage was given.</summary>
    public Usage? ToUsage(string? model)
    {
        Usage? sum = null;
        foreach (var merged in _usages.Values)
        {
            if (merged.ToUsage(model) is { } usage)
            {
                sum = sum is null ? usage : sum with { Input = sum.Input + usage.Input, Output = sum.Output + usage.Output };
            }
        }

        return sum;
    }

    // TGI counts each prompt of a list for itself, beside its choice; everybody else's numbers are for all of it.
    private long PlaceOf(JsonElement root)
    {
        var choices = root.Items("choices"u8);
        var first = choices.MoveNext() ? choices.Current : default;
        var single = first.ValueKind == JsonValueKind.Object && !choices.MoveNext();
        _perChoice |= single && root.Text("system_fingerprint"u8)?.EndsWith("-native", StringComparison.Ordinal) == true;
        return _perChoice && single ? first.Count("index"u8) ?? 0 : 0;
    }

    private void AddShares(JsonElement root)
    {
        if (root.Member("usage_breakdown"u8) is not { } breakdown)
        {
            return;
        }

        _shares.Clear();
        foreach (var part in breakdown.Items("models"u8))
        {
            if (part.Text("model"u8) is { Length: > 0 } model && part.Member("usage"u8) is { } counts)
            {
                var share = new OpenAiUsage();
                share.Merge(counts);
                if (share.ToUsage(model) is { } usage)
                {
                    _shares.Add(new(model, usage));
                }
            }
        }
    }
}

using System.Text.Json;
using Observability.Domain.Formats.Wire;

namespace Observability.Domain.Formats;

/// <summary>The usage of a whole answer, from the places where OpenAI and its relatives put it.</summary>
internal sealed class OpenAiUsages
{
    private readonly SortedDictionary<long, OpenAiUsage> _usages = [];
    private bool _perChoice;

    /// <summary>Takes the usage of a body or an event, if it has one.</summary>
    public void Add(JsonElement root)
    {
        var usage = root.Member("usage"u8) ?? root.Member("x_groq"u8)?.Member("usage"u8);
        var choices = root.Items("choices"u8).ToList();

        // TGI counts each prompt of a list for itself, beside its choice; everybody else's numbers are for all of it.
        _perChoice |= usage is not null && choices.Count == 1 && root.Text("system_fingerprint"u8)?.EndsWith("-native", StringComparison.Ordinal) == true;
        var place = _perChoice && choices.Count == 1 ? choices[0].Count("index"u8) ?? 0 : 0;
        if (usage is { ValueKind: JsonValueKind.Object } given)
        {
            if (!_usages.TryGetValue(place, out var merged))
            {
                _usages.Add(place, merged = new());
            }

            merged.Merge(given);
        }
    }

    /// <summary>The tokens; null when no usage was given.</summary>
    public Usage? ToUsage(string? model)
    {
        Usage? sum = null;
        foreach (var usage in _usages.Values.Select(u => u.ToUsage(model)).OfType<Usage>())
        {
            sum = sum is null ? usage : sum with { Input = sum.Input + usage.Input, Output = sum.Output + usage.Output };
        }

        return sum;
    }
}

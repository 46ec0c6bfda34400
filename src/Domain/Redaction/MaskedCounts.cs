using System.Text.Json;

namespace Observability.Domain.Redaction;

/// <summary>How much was covered up, by kind.</summary>
public sealed class MaskedCounts
{
    private readonly int[] _counts = new int[Enum.GetValues<SensitiveKind>().Length];

    /// <summary>How many of a kind.</summary>
    public int this[SensitiveKind kind] => _counts[(int)kind];

    /// <summary>How many altogether.</summary>
    public int Total => _counts.Sum();

    /// <summary>One more.</summary>
    public void Add(SensitiveKind kind) => _counts[(int)kind]++;

    /// <summary>As many more as <paramref name="others"/> says.</summary>
    public void Add(MaskedCounts others)
    {
        ArgumentNullException.ThrowIfNull(others);
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += others._counts[i];
        }
    }

    /// <summary>The stored form, <c>{"email":2}</c>; null when there were none.</summary>
    public string? ToJson() => Total == 0
        ? null
        : JsonSerializer.Serialize(Enum.GetValues<SensitiveKind>().Where(k => this[k] > 0).ToDictionary(EnumNames.NameOf, k => this[k]));

    /// <summary>Reads what <see cref="ToJson"/> wrote; kinds that only a newer build knows are left out.</summary>
    /// <exception cref="JsonException">It is nothing of the kind.</exception>
    public static MaskedCounts Parse(string? json)
    {
        var counts = new MaskedCounts();
        foreach (var (name, count) in json is null ? [] : JsonSerializer.Deserialize<Dictionary<string, int>>(json) ?? [])
        {
            if (EnumNames.Parse<SensitiveKind>(name) is { } kind)
            {
                counts._counts[(int)kind] = count;
            }
        }

        return counts;
    }
}

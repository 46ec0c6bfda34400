using System.Text;

namespace Observability.Domain.Exchanges;

/// <summary>The headers of one message that we keep, in wire order, as Latin-1 (which round-trips every byte).</summary>
/// <remarks>Only names on the allow-list get this far; what was dropped is counted, never named.</remarks>
/// <param name="Lines">Name and value of each kept header line.</param>
/// <param name="Dropped">How many header lines were left out because their name is not on the allow-list.</param>
public sealed record StoredHeaders(IReadOnlyList<KeyValuePair<string, string>> Lines, int Dropped)
{
    /// <summary>No headers at all.</summary>
    public static StoredHeaders None { get; } = new([], 0);

    /// <summary>The first value of <paramref name="name"/> in any case, or null when it is absent.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var line in Lines)
            {
                if (line.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return line.Value;
                }
            }

            return null;
        }
    }

    /// <summary>The stored form: the count of dropped lines, then <c>Name: value</c> lines, LF-separated, Latin-1.</summary>
    public byte[] Encode()
    {
        var text = new StringBuilder().Append(Dropped).Append('\n');
        foreach (var (name, value) in Lines)
        {
            text.Append(name).Append(": ").Append(value).Append('\n');
        }

        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; lines without a colon are left out.</summary>
    public static StoredHeaders Decode(ReadOnlySpan<byte> stored)
    {
        var lines = Encoding.Latin1.GetString(stored).Split('\n');
        _ = int.TryParse(lines[0], out var dropped);
        var kept = new List<KeyValuePair<string, string>>(lines.Length);
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0)
            {
                kept.Add(new(line[..colon], line[(colon + 2)..]));
            }
        }

        return new(kept, dropped);
    }
}

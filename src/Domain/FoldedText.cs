namespace Observability.Domain;

/// <summary>Text without regard to case: small letters, one for each letter there was, whatever the language of the server or of PostgreSQL.</summary>
/// <remarks>
/// Stored texts are folded when they are written and what is looked for when it is asked, by the same rule, so that comparing them is comparing
/// letters. The capitals are kept apart, a byte or two for each.
/// </remarks>
public static class FoldedText
{
    private const int Continues = 0x80;

    /// <summary><paramref name="text"/> in small letters; as long as it was, place by place.</summary>
    public static string Of(string text) => Folding.Of(text);

    /// <summary>Where <paramref name="text"/> has capitals that its folded form lost: the distance of each from the one before, in groups of seven bits.</summary>
    /// <remarks>A letter that its small one does not lead back to, such as the Kelvin sign, stays small for ever.</remarks>
    public static byte[] CapitalsOf(string text)
    {
        var (folded, capitals) = (Of(text), new List<byte>());
        var last = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != folded[i] && char.ToUpperInvariant(folded[i]) == text[i])
            {
                Write(capitals, i - last);
                last = i;
            }
        }

        return [.. capitals];
    }

    /// <summary><paramref name="folded"/> with its capitals again. What the bytes say beyond its end is left out.</summary>
    public static string WithCapitals(string folded, ReadOnlySpan<byte> capitals)
    {
        var letters = folded.ToCharArray();
        var (at, distance, shift) = (0L, 0L, 0);
        foreach (var group in capitals)
        {
            distance |= (long)(group & ~Continues) << shift;
            if ((group & Continues) != 0 && shift < 28)
            {
                shift += 7;
                continue;
            }

            at += distance;
            if (at >= letters.Length)
            {
                break;
            }

            letters[at] = char.ToUpperInvariant(letters[at]);
            (distance, shift) = (0, 0);
        }

        return new(letters);
    }

    private static void Write(List<byte> to, int distance)
    {
        for (; distance >= Continues; distance >>= 7)
        {
            to.Add((byte)(distance | Continues));
        }

        to.Add((byte)distance);
    }
}

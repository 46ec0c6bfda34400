namespace Observability.Domain.Redaction;

/// <summary>Finds numbers of payment cards: the issuer's first digits, a length that fits them, and Luhn's check digit.</summary>
internal static class CardNumbers
{
    private const int Shortest = 13;
    private const int Longest = 19;

    /// <summary>Adds those in <paramref name="text"/>; groups may be parted by single spaces or hyphens.</summary>
    public static void Find(ReadOnlySpan<byte> text, List<Finding> found)
    {
        var groups = new DigitGroups();
        for (var at = 0; groups.Read(text, ref at);)
        {
            Find(groups, found);
        }
    }

    /// <summary>Whether these ASCII digits are a card's number.</summary>
    public static bool IsOne(ReadOnlySpan<byte> digits) => HasIssuer(digits) && HasCheckDigit(digits);

    private static void Find(DigitGroups groups, List<Finding> found)
    {
        Span<byte> digits = stackalloc byte[Longest];
        for (var first = 0; first < groups.Count; first++)
        {
            for (var (last, length) = (first, 0); last < groups.Count && length + groups[last].Length <= Longest; last++)
            {
                groups[last].CopyTo(digits[length..]);
                length += groups[last].Length;
                var isWhole = last == first || (groups[first].Length == 4 && groups[last].Length <= 6);
                if (length >= Shortest && isWhole && IsOne(digits[..length]))
                {
                    found.Add(new(SensitiveKind.Card, groups.StartOf(first), groups.EndOf(last)));
                    first = last;
                    break;
                }
            }
        }
    }

    // Visa, Mastercard, American Express, Discover, JCB, Diners Club, UnionPay, by ISO/IEC 7812 as the issuers publish it.
    private static bool HasIssuer(ReadOnlySpan<byte> digits)
    {
        if (digits.Length is < Shortest or > Longest)
        {
            return false;
        }

        var two = Number(digits[..2]);
        var four = Number(digits[..4]);
        return (digits[0] == '4' && digits.Length is 13 or 16 or 19)
            || ((two is >= 51 and <= 55 || four is >= 2221 and <= 2720) && digits.Length == 16)
            || (two is 34 or 37 && digits.Length == 15)
            || ((four == 6011 || two == 65 || four / 10 is >= 644 and <= 649) && digits.Length is 16 or 19)
            || (two == 35 && four >= 3528 && digits.Length is 16 or 19)
            || (two is 30 or 36 or 38 or 39 && digits.Length == 14)
            || (two == 62 && digits.Length is >= 16 and <= 19);
    }

    private static bool HasCheckDigit(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit > 4 ? (digit * 2) - 9 : digit * 2;
        }

        // A row of equal digits passes some checks and is nobody's card.
        return sum % 10 == 0 && digits[1..].ContainsAnyExcept(digits[0]);
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            number = (number * 10) + digit - '0';
        }

        return number;
    }
}

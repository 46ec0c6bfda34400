namespace Observability.Domain.Redaction;

/// <summary>Finds international bank account numbers (ISO 13616): a country's length, and check digits that leave 1 modulo 97.</summary>
internal static class Ibans
{
    // Country and length, of SWIFT's register as commonly published.
    private const string Lengths =
        "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24FI18FO18FR27GB22GE22GI23GL18GR27GT28HR21HU28IE22IL23IQ23"
        + "IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MR27MT31MU30NL18NO15PK24PL28PS29PT25QA29RO24RS22SA24SC31SE24SI19SK24SM27ST25"
        + "SV28TL23TN24TR26UA29VA22VG24XK20";

    private static readonly Dictionary<int, int> LengthOf = Enumerable.Range(0, Lengths.Length / 4)
        .ToDictionary(i => (Lengths[i * 4] << 8) | Lengths[(i * 4) + 1], i => ((Lengths[(i * 4) + 2] - '0') * 10) + Lengths[(i * 4) + 3] - '0');

    /// <summary>Adds those in <paramref name="text"/>; groups may be parted by single spaces.</summary>
    public static void Find(ReadOnlySpan<byte> text, List<Finding> found)
    {
        // Two digits in a row, and two letters before them.
        for (var at = 2; at + 1 < text.Length; at++)
        {
            var skip = text[at..].IndexOfAnyInRange((byte)'0', (byte)'9');
            if (skip < 0)
            {
                return;
            }

            at += skip;
            if (at + 1 < text.Length && TextEdge.IsDigit(text[at + 1]) && TextEdge.IsBefore(text, at - 2)
                && LengthOf.TryGetValue((Upper(text[at - 2]) << 8) | Upper(text[at - 1]), out var length)
                && EndOf(text, at - 2, length) is var end && end > 0)
            {
                found.Add(new(SensitiveKind.Iban, at - 2, end));
                at = end;
            }
        }
    }

    private static int EndOf(ReadOnlySpan<byte> text, int start, int length)
    {
        Span<byte> signs = stackalloc byte[40];
        var at = start;
        for (var count = 0; count < length;)
        {
            if (at < text.Length && TextEdge.IsAlphanumeric(text[at]))
            {
                signs[count++] = Upper(text[at++]);
            }
            else if (at + 1 < text.Length && text[at] == ' ' && TextEdge.IsAlphanumeric(text[at + 1]))
            {
                at++;
            }
            else
            {
                return -1;
            }
        }

        return TextEdge.IsAfter(text, at) && Remainder(signs[..length]) == 1 ? at : -1;
    }

    // The first four signs stand at the end of the number; letters count from 10.
    private static int Remainder(ReadOnlySpan<byte> signs)
    {
        var remainder = 0;
        for (var i = 0; i < signs.Length; i++)
        {
            var sign = signs[(i + 4) % signs.Length];
            remainder = TextEdge.IsDigit(sign) ? ((remainder * 10) + sign - '0') % 97 : ((remainder * 100) + sign - 'A' + 10) % 97;
        }

        return remainder;
    }

    private static byte Upper(byte one) => one is >= (byte)'a' and <= (byte)'z' ? (byte)(one - 32) : one;
}

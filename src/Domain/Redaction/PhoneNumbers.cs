using System.Buffers;

namespace Observability.Domain.Redaction;

/// <summary>Finds telephone numbers that are written as such.</summary>
/// <remarks>
/// <code>
/// +49 30 1234567   +1 (415) 555-2671   (415) 555-2671   415-555-2671   030/1234567   06 12 34 56 78   020 7946 0958   13812345678
/// </code>
/// Digits alone are no number of a telephone, but for Chinese mobile ones: too much else is written in digits.
/// </remarks>
internal static class PhoneNumbers
{
    private const int MinDigits = 8;
    private const int MaxDigits = 15;

    private static readonly SearchValues<byte> Openings = SearchValues.Create("+(0123456789"u8);

    /// <summary>Adds those in <paramref name="text"/>.</summary>
    public static void Find(ReadOnlySpan<byte> text, List<Finding> found)
    {
        for (var at = 0; at < text.Length;)
        {
            var skip = text[at..].IndexOfAny(Openings);
            if (skip < 0)
            {
                return;
            }

            at += skip;
            var end = MayBegin(text, at) ? EndOf(text, at) : at;
            if (end > at)
            {
                found.Add(new(SensitiveKind.Phone, at, end));
                at = end;
            }
            else
            {
                at = AfterDigits(text, at);
            }
        }
    }

    // Not in the middle of a word, a decimal, a date or a path.
    private static bool MayBegin(ReadOnlySpan<byte> text, int at) =>
        TextEdge.IsBefore(text, at)
        && (at == 0 || text[at - 1] is not ((byte)'+' or (byte)'$' or (byte)'%')
            && !(text[at - 1] is (byte)'.' or (byte)'-' or (byte)'/' or (byte)':' or (byte)',' && at > 1 && TextEdge.IsAlphanumeric(text[at - 2])));

    private static int AfterDigits(ReadOnlySpan<byte> text, int at)
    {
        at++;
        while (at < text.Length && TextEdge.IsDigit(text[at]))
        {
            at++;
        }

        return at;
    }

    // The end of the longest number that begins here; the beginning when none does. What follows it may be digits, too.
    private static int EndOf(ReadOnlySpan<byte> text, int at)
    {
        var end = at;
        var number = new PhoneGroups(at);
        while (number.TryReadNext(text) && number.Digits <= MaxDigits)
        {
            if (number.Digits >= MinDigits && MayEnd(text, number.End) && (text[at] == '+' ? IsInternational(text, at, number) : IsNational(number)))
            {
                end = number.End;
            }
        }

        return end;
    }

    private static bool MayEnd(ReadOnlySpan<byte> text, int end) =>
        TextEdge.IsAfter(text, end) && (end >= text.Length || text[end] is not ((byte)':' or (byte)'%' or (byte)'@'))
        && !(end + 1 < text.Length && text[end] is (byte)'.' or (byte)'-' or (byte)'/' or (byte)',' && TextEdge.IsAlphanumeric(text[end + 1]));

    // +49301234567 needs more digits than one that is written in groups: sums are written with a plus, too.
    private static bool IsInternational(ReadOnlySpan<byte> text, int at, PhoneGroups number) =>
        at + 1 < text.Length && text[at + 1] is >= (byte)'1' and <= (byte)'9' && (number.Count > 1 || number.Digits >= 10);

    private static bool IsNational(PhoneGroups number) =>
        number.IsNorthAmerican() || number.IsChineseMobile() || number.HasTrunkZero();
}

namespace Observability.Domain.Redaction;

/// <summary>Where a word begins and ends, in text that may itself be JSON in a string (<c>{"to":"…\n+1 415…"}</c>).</summary>
internal static class TextEdge
{
    /// <summary>Whether something may begin here: no letter, digit or underscore stands before it, unless that belongs to an escape.</summary>
    public static bool IsBefore(ReadOnlySpan<byte> text, int start) =>
        start == 0 || !IsWord(text[start - 1]) || (start > 1 && text[start - 2] == '\\' && text[start - 1] is (byte)'n' or (byte)'r' or (byte)'t');

    /// <summary>Whether something may end before this byte.</summary>
    public static bool IsAfter(ReadOnlySpan<byte> text, int end) => end >= text.Length || !IsWord(text[end]);

    /// <summary>A letter, digit or underscore of ASCII.</summary>
    public static bool IsWord(byte one) => IsAlphanumeric(one) || one == '_';

    /// <summary>A letter or digit of ASCII.</summary>
    public static bool IsAlphanumeric(byte one) => char.IsAsciiLetterOrDigit((char)one);

    /// <summary>A digit of ASCII.</summary>
    public static bool IsDigit(byte one) => char.IsAsciiDigit((char)one);
}

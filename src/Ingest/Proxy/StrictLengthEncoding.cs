using System.Text;

namespace Observability.Ingest.Proxy;

/// <summary>How the web server is to read <c>Content-Length</c>: digits are digits, anything else is nothing a number could contain.</summary>
/// <remarks>Kestrel parses the decoded text as a number and would take <c>+5</c> for 5; the next server may not.</remarks>
internal sealed class StrictLengthEncoding : Encoding
{
    private const char NotADigit = '?';

    /// <inheritdoc/>
    public override int GetByteCount(char[] chars, int index, int count) => Latin1.GetByteCount(chars, index, count);

    /// <inheritdoc/>
    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    /// <inheritdoc/>
    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    /// <inheritdoc/>
    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    /// <summary>Decodes as much as fits: a number too long for Kestrel's buffer is too long to be a length anyway, and is refused as one.</summary>
    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var count = Math.Min(bytes.Length, chars.Length);
        for (var i = 0; i < count; i++)
        {
            chars[i] = bytes[i] is >= (byte)'0' and <= (byte)'9' && bytes.Length == count ? (char)bytes[i] : NotADigit;
        }

        return count;
    }

    /// <inheritdoc/>
    public override int GetMaxByteCount(int charCount) => charCount;

    /// <inheritdoc/>
    public override int GetMaxCharCount(int byteCount) => byteCount;
}

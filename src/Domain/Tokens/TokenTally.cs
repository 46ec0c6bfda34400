namespace Observability.Domain.Tokens;

/// <summary>Counts the tokens of several texts. What is beyond a limit is not encoded but taken to be like what was.</summary>
/// <param name="encoding">The encoding.</param>
internal sealed class TokenTally(BytePairEncoding encoding)
{
    /// <summary>Most characters that are really encoded: 50 ms of usual text, 150 ms of the worst.</summary>
    public const int MaxCharacters = 256 << 10;

    private long _characters;
    private int _encoded;
    private long _tokens;

    /// <summary>The tokens of all texts; null when there was no text.</summary>
    public double? Tokens => _encoded == 0 ? null : _tokens * ((double)_characters / _encoded);

    /// <summary>Adds a text.</summary>
    public void Add(string text)
    {
        var part = text.AsSpan(0, Math.Min(text.Length, MaxCharacters - _encoded));
        _characters += text.Length;
        _encoded += part.Length;
        _tokens += encoding.Count(part);
    }
}

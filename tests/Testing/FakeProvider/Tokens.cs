namespace Observability.Testing.FakeProvider;

/// <summary>The provider's tokenizer, simple enough to check by eye: a token is a run of non-space characters, or one character from U+2E80 up (Chinese and its neighbours).</summary>
public static class Tokens
{
    /// <summary>Number of tokens in <paramref name="text"/>.</summary>
    public static int Count(string text) => Split(text).Count;

    /// <summary>The tokens of <paramref name="text"/>, each with the spaces before it; joined they give the text again, but for spaces at its end.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var tokens = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var ends = i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]) || IsWide(text[i]) || IsWide(text[i + 1]);
            if (!char.IsWhiteSpace(text[i]) && ends && !char.IsHighSurrogate(text[i]))
            {
                tokens.Add(text[start..(i + 1)]);
                start = i + 1;
            }
        }

        return tokens;
    }

    private static bool IsWide(char c) => c >= '\u2E80' && !char.IsSurrogate(c);
}

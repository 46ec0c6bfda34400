namespace Observability.Domain.Prompts;

/// <summary>Looks for a text in another in time that grows with the sum of both, not with their product: what is searched is a stranger's (Knuth, Morris, Pratt 1977).</summary>
internal sealed class LiteralSearch
{
    // For each length of a beginning: how long the longest beginning is that also ends it.
    private readonly int[] _borders;

    public LiteralSearch(string text)
    {
        Text = text;
        _borders = new int[text.Length];
        for (var (i, border) = (1, 0); i < text.Length; i++)
        {
            while (border > 0 && text[i] != text[border])
            {
                border = _borders[border - 1];
            }

            border += text[i] == text[border] ? 1 : 0;
            _borders[i] = border;
        }
    }

    /// <summary>What is looked for.</summary>
    public string Text { get; }

    /// <summary>Where it first stands in <paramref name="where"/> at or after <paramref name="from"/>; -1 = nowhere.</summary>
    public int IndexIn(string where, int from)
    {
        var matched = 0;
        for (var i = from; i < where.Length; i++)
        {
            while (matched > 0 && where[i] != Text[matched])
            {
                matched = _borders[matched - 1];
            }

            matched += where[i] == Text[matched] ? 1 : 0;
            if (matched == Text.Length)
            {
                return i - matched + 1;
            }
        }

        return -1;
    }
}

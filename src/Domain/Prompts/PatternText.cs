namespace Observability.Domain.Prompts;

/// <summary>One string of a template and what it matches: its words in their order, anything between them where a variable is.</summary>
internal sealed class PatternText
{
    private readonly List<LiteralSearch> _words = [];
    private readonly bool _opens;
    private readonly bool _ends;

    public PatternText(IReadOnlyList<TemplateSegment> segments)
    {
        _opens = segments is [] or [LiteralSegment, ..];
        _ends = segments is [] or [.., LiteralSegment];
        _words.AddRange(segments.OfType<LiteralSegment>().Select(s => new LiteralSearch(s.Text)));
        Letters = _words.Sum(w => w.Text.Count(c => !char.IsWhiteSpace(c)));
        IsAnything = segments is [VariableSegment];
    }

    /// <summary>Characters of its own, white space left out.</summary>
    public int Letters { get; }

    /// <summary>Whether it is nothing but a variable.</summary>
    public bool IsAnything { get; }

    public bool Matches(string said)
    {
        if (_words.Count == 0)
        {
            return !_opens || said.Length == 0;
        }

        var (first, last, at) = (0, _words.Count, 0);
        if (_opens)
        {
            if (!said.StartsWith(_words[0].Text, StringComparison.Ordinal))
            {
                return false;
            }

            (first, at) = (1, _words[0].Text.Length);
        }

        // The only word both opens and ends.
        if (first == last)
        {
            return !_ends || said.Length == at;
        }

        for (var i = first; i < (_ends ? last - 1 : last); i++)
        {
            var found = _words[i].IndexIn(said, at);
            if (found < 0)
            {
                return false;
            }

            at = found + _words[i].Text.Length;
        }

        return !_ends || (said.Length - at >= _words[^1].Text.Length && said.EndsWith(_words[^1].Text, StringComparison.Ordinal));
    }
}

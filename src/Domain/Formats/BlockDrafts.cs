namespace Observability.Domain.Formats;

/// <summary>The content blocks of a streamed answer, by the index its events give them.</summary>
internal sealed class BlockDrafts
{
    private readonly SortedDictionary<long, BlockDraft> _blocks = [];
    private BlockDraft? _last;
    private long _lastIndex;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _blocks.Count == 0;

    /// <summary>The block at <paramref name="index"/>, a new one where there was none.</summary>
    public BlockDraft At(long index)
    {
        if (_last is not null && _lastIndex == index)
        {
            return _last;
        }

        if (!_blocks.TryGetValue(index, out var block))
        {
            _blocks.Add(index, block = new());
        }

        (_last, _lastIndex) = (block, index);
        return block;
    }

    /// <summary>The parts of the message as far as they have come.</summary>
    public IReadOnlyList<ContentPart> Parts()
    {
        var parts = new MessageParts();
        foreach (var block in _blocks.Values)
        {
            block.AddTo(parts);
        }

        return parts.ToList();
    }
}

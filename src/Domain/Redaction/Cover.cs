namespace Observability.Domain.Redaction;

/// <summary>What stands in the place of something covered up: <c>[email]*****</c>, as long as that was; stars alone where the word does not fit.</summary>
internal struct Cover(SensitiveKind kind, int length)
{
    private readonly ReadOnlyMemory<byte> _word = WordOf(kind) is var word && word.Length <= length ? word : ReadOnlyMemory<byte>.Empty;
    private int _written;

    /// <summary>Writes over the next of its bytes; they may lie in several places.</summary>
    public void Write(Span<byte> place)
    {
        foreach (ref var one in place)
        {
            one = _written < _word.Length ? _word.Span[_written] : (byte)'*';
            _written++;
        }
    }

    private static ReadOnlyMemory<byte> WordOf(SensitiveKind kind) => System.Text.Encoding.ASCII.GetBytes($"[{EnumNames.NameOf(kind)}]");
}

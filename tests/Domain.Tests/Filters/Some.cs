using FsCheck;
using FsCheck.Fluent;
using Observability.Domain.Filters;

namespace Observability.Domain.Tests.Filters;

/// <summary>Random filters, by way of their trees.</summary>
internal static class Some
{
    private static readonly string[] Hostile =
    [
        "a", "b", "gpt-4o", " ", "\"", "\\", "*", "%", "_", "(", ")", ":", "-", ">", "<", "=", "OR", "and", "NOT", "none", "any", "\n", "'", "$1", "{0}", "..",
        "\u202E", "好", "é", "😀", "\0", "\ud83d", "5xx", "k",
    ];

    /// <summary>A tree over these fields.</summary>
    /// <param name="fields">What its terms ask about.</param>
    /// <param name="word">The values that its names and texts are put together from.</param>
    /// <param name="depth">How deep groups are nested at most.</param>
    public static Gen<FilterExpression> Tree(IReadOnlyList<FilterField> fields, Gen<string> word, int depth)
    {
        var term = Gen.Elements(fields.ToArray()).SelectMany(field => Term(field, word)).Select(FilterExpression (t) => t);
        if (depth == 0)
        {
            return term;
        }

        var part = Tree(fields, word, depth - 1);
        return Gen.Frequency(
            (3, term),
            (1, part.Select(Not.Of)),
            (2, part.NonEmptyListOf().Select(p => AllOf.Of(p.Take(4)))),
            (2, part.NonEmptyListOf().Select(p => AnyOf.Of(p.Take(4)))));
    }

    /// <summary>Words made of everything that has a meaning somewhere.</summary>
    public static Gen<string> HostileWord { get; } = Gen.Elements(Hostile).NonEmptyListOf().Select(p => StoredText.Required(string.Concat(p.Take(4))));

    /// <summary>A single term of a field.</summary>
    public static Gen<Term> Term(FilterField field, Gen<string> word) =>
        from match in MatchOf(field, word)
        from property in word
        select new Term(field, field.IsNamed ? field.NameOf(property) : null, match);

    private static Gen<FilterMatch> MatchOf(FilterField field, Gen<string> word)
    {
        var match = field.Kind switch
        {
            FilterKind.Word or FilterKind.Presence => Gen.Elements(field.Words.ToArray()).SelectMany(w => field.Together.ContainsKey(w) ? Gen.Constant<IReadOnlyList<string>>([w]) : Gen.Elements<IReadOnlyList<string>>([w], [w[..1], ""], ["", w[^1..]]))
                .Select(FilterMatch (parts) => new TextMatch(parts, false)),
            FilterKind.Uuid => Gen.Choose(0, 9).Select(FilterMatch (n) => new UuidMatch(new Guid(n, 0, 0, new byte[8]))),
            FilterKind.Flag => Gen.Elements(true, false).Select(FilterMatch (b) => new FlagMatch(b)),
            FilterKind.Status => Gen.OneOf(Numbers(field.Kind, ["200", "404", "429", "500", "503"]), Gen.Choose(1, 5).Select(FilterMatch (n) => new StatusClassMatch(n))),
            FilterKind.Count => Numbers(field.Kind, ["0", "17", "0.5", "50k", "1.25M", "999999999999999"]),
            FilterKind.Money => Numbers(field.Kind, ["0", "0.01", "$3", "2k", "0.00000000000001"]),
            FilterKind.Duration => Numbers(field.Kind, ["0", "5s", "800ms", "1.5m", "2h", "3us", "0.0000000001h"]),
            FilterKind.Score => Gen.OneOf(Numbers(field.Kind, ["0", "0.8", "-0.5", "1", "-3"]), Gen.Elements(true, false).Select(FilterMatch (b) => new FlagMatch(b))),
            FilterKind.Size => Numbers(field.Kind, ["0", "500", "20kB", "1.5MiB", "7GB"]),
            _ => TextOf(field, word),
        };
        return field.CanBeAbsent ? Gen.Frequency((5, match), (1, Gen.Elements<FilterMatch>(new Presence(true), new Presence(false)))) : match;
    }

    private static Gen<FilterMatch> TextOf(FilterField field, Gen<string> word)
    {
        var whole = word.Select(FilterMatch (w) => new TextMatch([w], false));
        var pattern = from first in word
                      from middle in word
                      from last in word
                      from shape in Gen.Elements<IReadOnlyList<string>>([first, ""], ["", last], [first, last], [first, middle, last], ["", middle, ""])
                      select (FilterMatch)new TextMatch(shape, false);
        return field.QuotesMeanExact ? Gen.OneOf(whole, pattern, word.Select(FilterMatch (w) => new TextMatch([w], true))) : Gen.OneOf(whole, pattern);
    }

    private static Gen<FilterMatch> Numbers(FilterKind kind, string[] values)
    {
        var value = Gen.Elements(values).Select(v => Quantity.Read(v, kind, null)!);
        var compared = from sign in Gen.Elements(Enum.GetValues<Comparison>()) from v in value select (FilterMatch)new NumberMatch(sign, v);
        var range = from a in value from b in value select (FilterMatch)(a.Amount <= b.Amount ? new RangeMatch(a, b) : new RangeMatch(b, a));
        return Gen.OneOf(compared, range);
    }
}

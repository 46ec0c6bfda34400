namespace Observability.Domain.Filters;

/// <summary>Filters by what people say of exchanges. Few are spoken of, and an index holds just those: said in its words, nothing else is read.</summary>
internal static class AnnotatedOnly
{
    /// <summary>What the index <c>exchanges_annotated</c> holds (migrations/0017), over <c>exchanges e</c>; without braces, which some callers format.</summary>
    public const string Sql = "(e.comments > 0 or e.rating is not null or e.tags <> array[]::text[] or e.scores <> jsonb_object(array[]::text[]))";

    private static readonly HashSet<string> Words = ["comments", "rating", "tags", "scores"];

    /// <summary>Whether it keeps no exchange but those; false where that is not plain.</summary>
    public static bool Holds(FilterExpression expression) => expression switch
    {
        AllOf all => all.Parts.Any(Holds),
        AnyOf any => any.Parts.All(Holds),
        Term { Field.Kind: FilterKind.Presence, Match: TextMatch asked } term => FilterValues.WordsOf(term.Field, asked).All(Words.Contains),
        Term { Match: Presence { Present: false } } => false,
        Term { Field: var field } => field == FilterFields.Tag || field == FilterFields.Rating || field == FilterFields.Score,
        _ => false,
    };
}

namespace Observability.Domain.Exchanges;

/// <summary>The spelling of <see cref="Alterations"/> in the database, in JSON and in filters: a list of names such as <c>include_usage</c>.</summary>
public static class AlterationNames
{
    /// <summary>Each alteration by itself, in the order of declaration.</summary>
    public static IReadOnlyList<Alterations> Each { get; } = [.. Enum.GetValues<Alterations>().Where(a => a is not Alterations.None)];

    /// <summary>The names of those in <paramref name="set"/>, in the order of declaration.</summary>
    public static string[] Of(Alterations set) => [.. Each.Where(a => set.HasFlag(a)).Select(EnumNames.NameOf)];

    /// <summary>The set with these names. A name that only a newer build knows is left out.</summary>
    public static Alterations Parse(IEnumerable<string> names) =>
        names.Aggregate(Alterations.None, (set, name) => set | (EnumNames.Parse<Alterations>(name) ?? Alterations.None));
}

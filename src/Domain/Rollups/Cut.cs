namespace Observability.Domain.Rollups;

/// <summary>
/// A choice of dimensions that sums are kept by. One table by every dimension would be nearly as long as the exchanges themselves where users are
/// many; a question names one or two, and is answered from the smallest cut that has them.
/// </summary>
public sealed record Cut
{
    private Cut(short id, string name, RollupLevel from, params IReadOnlyList<Dimension> dimensions) =>
        (Id, Name, From, Dimensions) = (id, name, from, dimensions);

    /// <summary>By key.</summary>
    public static Cut Keys { get; } = new(1, "keys", RollupLevel.Minute, Dimension.Key);

    /// <summary>By how it ended, and by task.</summary>
    public static Cut Outcomes { get; } = new(2, "outcomes", RollupLevel.Minute, Dimension.Task, Dimension.Outcome, Dimension.Status);

    /// <summary>By model and where it ran.</summary>
    public static Cut Models { get; } = new(3, "models", RollupLevel.Minute, Dimension.Upstream, Dimension.Model);

    /// <summary>By end user.</summary>
    public static Cut Users { get; } = new(4, "users", RollupLevel.Minute, Dimension.User);

    /// <summary>By everything but the end user.</summary>
    public static Cut Calls { get; } = new(
        5, "calls", RollupLevel.Minute, Dimension.Upstream, Dimension.Model, Dimension.Key, Dimension.Task, Dimension.Outcome, Dimension.Status);

    /// <summary>By everything. Within a minute hardly two exchanges are alike in all of it, so it begins with hours.</summary>
    public static Cut All { get; } = new(
        6, "all", RollupLevel.Hour,
        Dimension.Upstream, Dimension.Model, Dimension.Key, Dimension.User, Dimension.Task, Dimension.Outcome, Dimension.Status);

    /// <summary>Every cut, the one with the fewest rows first.</summary>
    public static IReadOnlyList<Cut> Every { get; } = [Keys, Outcomes, Models, Users, Calls, All];

    /// <summary>As stored.</summary>
    public short Id { get; }

    /// <summary>What it is called in the documentation.</summary>
    public string Name { get; }

    /// <summary>The shortest buckets it is kept for.</summary>
    public RollupLevel From { get; }

    /// <summary>What its rows are told apart by.</summary>
    public IReadOnlyList<Dimension> Dimensions { get; }

    /// <summary>The smallest cut that has all of <paramref name="dimensions"/>; null when none has, and only the exchanges themselves can tell.</summary>
    public static Cut? With(IReadOnlyCollection<Dimension> dimensions) => Every.FirstOrDefault(c => dimensions.All(c.Dimensions.Contains));
}

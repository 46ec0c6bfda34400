using Observability.Domain.Filters;

namespace Observability.Domain.Rollups;

/// <summary>Something sums can be told apart by.</summary>
/// <remarks>
/// Those with a <see cref="Column"/> are kept in the tables of sums, each in the cuts that name it; the others are read from the exchanges
/// themselves, which takes as long as there are exchanges in the range.
/// </remarks>
public sealed record Dimension
{
    private const string PropertyPrefix = "prop.";

    private Dimension(string name, string? column, string ofRow) => (Name, Column, OfRow) = (name, column, ofRow);

    /// <summary>The model asked for, or where none was named the one that answered: with the one that answered first, failures would stand apart from what they are failures of.</summary>
    public static Dimension Model { get; } = new("model", "model", "coalesce(e.model_requested, e.model_served)");

    /// <summary>The upstream's name; empty when refused before one was chosen.</summary>
    public static Dimension Upstream { get; } = new("upstream", "upstream", "e.upstream");

    /// <summary>The key's id.</summary>
    public static Dimension Key { get; } = new("key", "key_id", "e.key_id");

    /// <summary>The end user's id.</summary>
    public static Dimension User { get; } = new("user", "user_id", "e.user_id");

    /// <summary>The background task; null for ordinary requests.</summary>
    public static Dimension Task { get; } = new("task", "task", "e.task");

    /// <summary>How it ended, as <see cref="EnumNames"/> spells it.</summary>
    public static Dimension Outcome { get; } = new("outcome", "outcome", "e.outcome");

    /// <summary>The HTTP status the client got; null when none.</summary>
    public static Dimension Status { get; } = new("status", "status", "e.status");

    /// <summary>The session or chat; read from exchanges.</summary>
    public static Dimension Session { get; } = new("session", null, "e.session");

    /// <summary>All but properties.</summary>
    public static IReadOnlyList<Dimension> Named { get; } = [Model, User, Key, Upstream, Task, Session, Outcome, Status];

    /// <summary>As in the API and in addresses: <c>model</c>, <c>prop.region</c>.</summary>
    public string Name { get; }

    /// <summary>Its column in the tables of sums; null when it is not kept there.</summary>
    public string? Column { get; }

    /// <summary>What it is of one exchange: an SQL expression over <c>exchanges e</c>; <c>{0}</c> in it is the name of a property, as a parameter.</summary>
    internal string OfRow { get; }

    /// <summary>Name of the property when it is one; null otherwise.</summary>
    public string? PropertyName => Name.StartsWith(PropertyPrefix, StringComparison.Ordinal) ? Name[PropertyPrefix.Length..] : null;

    /// <summary>A free property; read from exchanges.</summary>
    public static Dimension Property(string name) => new(PropertyPrefix + name, null, "e.properties ->> {0}");

    /// <summary>The dimension of that name; null when there is none.</summary>
    public static Dimension? Parse(string name) =>
        Named.FirstOrDefault(d => d.Name == name)
        ?? (name.StartsWith(PropertyPrefix, StringComparison.Ordinal) && name.Length > PropertyPrefix.Length ? Property(name[PropertyPrefix.Length..]) : null);

    /// <summary>The dimension that a field of filters asks about.</summary>
    internal static Dimension Of(FilterField field) => field == FilterFields.UserId ? User : Named.Single(d => d.Name == field.Name);
}

using Observability.Domain.Filters;

namespace Observability.Dashboard.Exchanges;

/// <summary>A section of the sidebar: the values of a field, the names of properties, or from where to where a number may be.</summary>
/// <param name="Field">The field.</param>
/// <param name="Property">Name of the property where it is one; null otherwise.</param>
public sealed record Facet(FilterField Field, string? Property)
{
    private const string OfProperty = "prop.";

    private static readonly string[] Listed = ["model", "user_id", "key", "upstream", "task", "outcome", "status", "finish", "tool", "tag", "rating", "error_code", "stream", "prop"];
    private static readonly string[] Measured = ["latency", "ttft", "tokens", "cost"];

    /// <summary>Every section, in its order; those of single properties are within that of their names.</summary>
    public static IReadOnlyList<Facet> All { get; } = [.. Listed.Concat(Measured).Select(name => new Facet(FilterFields.Find(name)!, null))];

    /// <summary>What it is known by among those that are open.</summary>
    public string Id => Property is null ? Field.Name : OfProperty + Property;

    /// <summary>Whether its values are the names of properties, each with values of its own.</summary>
    public bool IsNames => Field.IsNamed && Property is null;

    /// <summary>Whether it is from where to where, not one by one.</summary>
    public bool IsRange => !Field.IsListable;

    /// <summary>What people call it.</summary>
    public string Title => Property ?? Field.Name switch
    {
        "model" => FacetsText.Model,
        "user_id" => FacetsText.User,
        "key" => FacetsText.Key,
        "upstream" => FacetsText.Upstream,
        "task" => FacetsText.Task,
        "outcome" => FacetsText.Outcome,
        "status" => FacetsText.Status,
        "finish" => FacetsText.Finish,
        "tool" => FacetsText.Tool,
        "tag" => FacetsText.Tag,
        "rating" => FacetsText.Rating,
        "error_code" => FacetsText.ErrorCode,
        "stream" => FacetsText.Stream,
        "prop" => FacetsText.Properties,
        "latency" => FacetsText.Latency,
        "ttft" => FacetsText.Ttft,
        "tokens" => FacetsText.Tokens,
        "cost" => FacetsText.Cost,
        _ => Field.Name,
    };

    /// <summary>The section of that id; null when there is none.</summary>
    public static Facet? Find(string id) => All.FirstOrDefault(f => f.Id == id)
        ?? (id.StartsWith(OfProperty, StringComparison.Ordinal) && id.Length > OfProperty.Length ? new(FilterFields.Property, id[OfProperty.Length..]) : null);
}
